// Names → addresses, by a resolver that takes none of the process's few threads: with a dead name server `dns.lookup` would keep files
// and stores waiting that have nothing to do with it. Reads no /etc/hosts.
import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { onAborted } from "./aborted.ts";

const TRIES = 2;

/** An address of the host, or null when nobody says one within about `timeoutMs`. */
export async function addressOf(host: string, timeoutMs: number, signal: AbortSignal): Promise<string | null> {
  if (isIP(host) !== 0) return host;
  if (host === "localhost") return "127.0.0.1";
  const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / TRIES), tries: TRIES });
  for (const ask of ["resolve4", "resolve6"] as const) {
    if (signal.aborted) return null;
    const asked = resolver[ask](host);
    using _abort = onAborted(signal, () => resolver.cancel());
    const address = await first(asked);
    if (address !== null) return address;
  }
  return null;
}

/** The first of what was found; whatever the reason is why nothing was found, there is no address. */
async function first(found: Promise<string[]>): Promise<string | null> {
  const [addresses] = await Promise.allSettled([found]);
  return addresses.status === "fulfilled" ? (addresses.value[0] ?? null) : null;
}
