// The certificate that https and mqtts are served with: the owner's when the configuration names one, else the gateway's own.
import { resolve } from "node:path";
import type { ConfigStore } from "./config/store.ts";
import type { Clock } from "./kit/clock.ts";
import type { Log } from "./kit/log.ts";
import { openAuthority, type ServerCertificate } from "./kit/tls/authority.ts";
import { readOwnCertificate } from "./kit/tls/own-certificate.ts";

/** How often the owner's files are looked at: whoever renews them need not restart the gateway. */
const LOOK_EVERY_MS = 60_000;

export interface CertificateInUse extends AsyncDisposable {
  readonly current: ServerCertificate;
  /** Called with a new certificate, for connections made from now on. */
  onRenewed(listener: (certificate: ServerCertificate) => void): Disposable;
}

/** Throws GatewayError `certificate-invalid` or `tls-authority`. Relative file names start at the configuration's folder. */
export async function openCertificate(
  config: ConfigStore,
  folder: string,
  clock: Clock,
  log: Log,
): Promise<CertificateInUse> {
  const { tls, campus, listen } = config.current;
  if (tls !== null) {
    const files = {
      certificateFile: resolve(config.folder, tls.certificateFile),
      keyFile: resolve(config.folder, tls.keyFile),
    };
    return followOwnCertificate(files, clock, log);
  }
  const hosts = [listen.https, listen.mqtts].flatMap((address) => address?.host ?? []);
  const authority = await openAuthority({ dir: folder, hosts, commonName: campus.name, clock, log });
  return {
    current: authority,
    onRenewed: (listener) => authority.onRenewed(listener),
    [Symbol.asyncDispose]: () => authority[Symbol.asyncDispose](),
  };
}

function followOwnCertificate(
  files: Parameters<typeof readOwnCertificate>[0],
  clock: Clock,
  log: Log,
): CertificateInUse {
  let current = readOwnCertificate(files, clock);
  let problem = "";
  const listeners = new Set<(certificate: ServerCertificate) => void>();
  const timer = clock.every(LOOK_EVERY_MS, () => {
    try {
      const next = readOwnCertificate(files, clock);
      problem = "";
      if (next.serverFingerprint === current.serverFingerprint) return;
      current = next;
      log.info({ expiresAt: next.expiresAt }, "the certificate was replaced");
      for (const listener of listeners) listener(next);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== problem) log.warn({ err: error }, "the new certificate cannot be used; the one before stays");
      problem = message;
    }
  });
  return {
    get current() {
      return current;
    },
    onRenewed: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    [Symbol.asyncDispose]: async () => timer[Symbol.dispose](),
  };
}
