// One question to one name server: whether it answers, how fast, and whether the name is known to it.
import { Resolver } from "node:dns/promises";
import type { DriverClock } from "../../gateway/contract/driver.ts";
import { onAborted } from "./aborted.ts";
import { downFinding, type Finding, tenths, upFinding } from "./map.ts";

/** The server was not heard; every other code is something that it said. */
const UNHEARD: ReadonlySet<string> = new Set(["ETIMEOUT", "ECONNREFUSED", "ECANCELLED", "EBADRESP"]);

export async function askDns(
  name: string,
  server: string,
  timeoutMs: number,
  clock: DriverClock,
  signal: AbortSignal,
): Promise<Finding> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  resolver.setServers([server]);
  const cancel = () => resolver.cancel();
  // The resolver's own deadline is not kept to the millisecond.
  using _deadline = clock.after(timeoutMs * 2, cancel);
  const beganMs = clock.monotonic();
  const asked = resolver.resolve4(name);
  using _abort = onAborted(signal, cancel);
  const [answer] = await Promise.allSettled([asked]);
  const rtt = tenths(clock.monotonic() - beganMs);
  if (answer.status === "fulfilled") return upFinding({ rtt, resolved: true });
  const code = codeOf(answer.reason);
  if (UNHEARD.has(code)) return downFinding(`name server ${server} does not answer (${code})`);
  return upFinding({ rtt, resolved: false }, `name server ${server} knows no address of ${name} (${code})`);
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "error";
}
