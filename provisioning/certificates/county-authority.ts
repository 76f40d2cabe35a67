// The county's certificates in its own folder: an authority, the certificate of its broker, and those of campuses that ask for one.
import { join } from "node:path";
import type { Clock } from "#gateway/kit/clock.ts";
import { GatewayError } from "#gateway/kit/errors.ts";
import type { Log } from "#gateway/kit/log.ts";
import { openAuthority } from "#gateway/kit/tls/authority.ts";
import { type Pair, readPair } from "#gateway/kit/tls/pair-file.ts";

/** Below the county's folder, as county.yaml names them. `server.pem` holds the key too. */
export const COUNTY_TLS = { folder: "tls", server: "tls/server.pem", authority: "tls/authority.pem" } as const;

export interface CountyAuthority {
  readonly pair: Pick<Pair, "certificate" | "certificatePem">;
  /** The certificate for a request of this campus. Throws GatewayError `certificate-request`. */
  grant(campus: string, requestPem: string): Promise<string>;
}

/** Makes authority and server certificate below `folder`, or renews what is due. The authority's key never leaves the folder. */
export async function ensureCountyAuthority(
  folder: string,
  name: string,
  clock: Clock,
  log: Log,
): Promise<CountyAuthority> {
  const dir = join(folder, COUNTY_TLS.folder);
  const opened = await openAuthority({ dir, hosts: [], commonName: name, clock, log });
  await opened[Symbol.asyncDispose]();
  const file = join(dir, "authority.key");
  const kept = readPair(file);
  if (kept.is !== "good")
    throw new GatewayError(
      "tls-authority",
      `the county's authority, ${file}, cannot be read`,
      "Put back its backup; a new one would be trusted by no campus.",
    );
  const { pair } = kept;
  return {
    pair,
    async grant(campus, requestPem) {
      const { signRequest } = await import("#gateway/kit/tls/client-certificates.ts");
      return await signRequest(pair, requestPem, campus, clock.now());
    },
  };
}
