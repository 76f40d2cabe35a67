// The gateway's own certificate authority and server certificate: made at the first start, the server's renewed in time and when addresses change.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { formatTime } from "../../contract/time.ts";
import { believableNow } from "../build-date.ts";
import type { Clock } from "../clock.ts";
import { GatewayError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { limitsOf } from "./name-constraints.ts";
import { limitsFor, type Machine, type Names, SERVER_DAYS, serverNames, thisMachine, withinLimits } from "./names.ts";
import { type Pair, type PairFile, pairOf, readPair, writePair, writeWhole } from "./pair-file.ts";

/** What a TLS server needs, and what people compare and install. */
export interface ServerCertificate {
  /** The server's certificate, followed by its authority's (or the owner's chain). */
  readonly certificatePem: string;
  readonly keyPem: string;
  /** To be trusted by browsers; null with the owner's own certificate. */
  readonly authorityPem: string | null;
  /** SHA-256 of the authority's certificate (else of the server's), upper-case hex pairs joined by colons. */
  readonly fingerprint: string;
  readonly serverFingerprint: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

export interface Authority extends ServerCertificate, AsyncDisposable {
  /** Makes a new server certificate now; the authority stays. */
  renew(): Promise<void>;
  /** Called after each renewal: listeners must use the new certificate for new connections. */
  onRenewed(listener: (certificate: ServerCertificate) => void): Disposable;
}

export interface AuthorityOptions {
  /** Folder of its own; made when missing, for its owner only. The authority's key never leaves it. */
  readonly dir: string;
  /** Further names and addresses, from the configuration. */
  readonly hosts: readonly string[];
  /** What people see when they install the authority, such as the campus's name. */
  readonly commonName: string;
  readonly clock: Clock;
  readonly log: Log;
  /** For tests: what the machine is called and where it is reached. */
  readonly machine?: () => Machine;
}

const CHECK_EVERY_MS = 3_600_000;
const RENEW_BELOW_MS = (SERVER_DAYS * 86_400_000) / 3;

/** Throws GatewayError `tls-authority` when there is an authority that cannot be read: replacing it would break every browser's trust. */
export async function openAuthority(options: AuthorityOptions): Promise<Authority> {
  const { dir, hosts, clock, log } = options;
  const machine = options.machine ?? thisMachine;
  const serverFile = join(dir, "server.pem");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const ca = await authorityIn(options, serverNames(machine(), hosts));
  const limits = limitsOf(ca.certificate.raw);
  const listeners = new Set<(certificate: ServerCertificate) => void>();
  let skipped = "";

  /** The names to sign for, now. Those the authority may not sign for are left out; said once per change. */
  function wanted(): Names {
    const { names, outside } = withinLimits(serverNames(machine(), hosts), limits);
    if (outside.length > 0 && outside.join() !== skipped) {
      log.warn(
        { names: outside },
        "the certificate authority may not sign for these; use another name or address, or make a new authority",
      );
    }
    skipped = outside.join();
    return names;
  }

  async function make(why: string): Promise<Pair> {
    const { makeServer } = await certificates();
    const made = await makeServer(ca, wanted(), clock.now());
    await writePair(serverFile, made);
    log.info({ why }, "made a new server certificate");
    return pairOf(made.keyPem, made.certificatePem);
  }

  const kept = readPair(serverFile);
  const why = kept.is === "good" ? reasonToRenew(kept.pair, ca, wanted(), clock.now()) : reasonToMake(kept);
  let server = kept.is === "good" && why === null ? kept.pair : await make(why ?? "there was none");

  async function replace(reason: string): Promise<void> {
    server = await make(reason);
    for (const listener of listeners) listener(serverCertificateOf(server, ca));
  }

  let work: Promise<void> = Promise.resolve();
  const check = clock.every(CHECK_EVERY_MS, () => {
    work = work
      .then(async () => {
        const reason = reasonToRenew(server, ca, wanted(), clock.now());
        if (reason !== null) await replace(reason);
      })
      .catch((error: unknown) =>
        log.error({ reason: messageOf(error) }, "the server certificate could not be renewed"),
      );
  });

  return {
    get certificatePem() {
      return serverCertificateOf(server, ca).certificatePem;
    },
    get keyPem() {
      return server.keyPem;
    },
    authorityPem: ca.certificatePem,
    fingerprint: ca.certificate.fingerprint256,
    get serverFingerprint() {
      return server.certificate.fingerprint256;
    },
    get expiresAt() {
      return serverCertificateOf(server, ca).expiresAt;
    },
    renew: () => {
      const renewed = work.then(() => replace("asked for"));
      work = renewed.catch(() => undefined);
      return renewed;
    },
    onRenewed: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => listeners.delete(listener) };
    },
    [Symbol.asyncDispose]: async () => {
      check[Symbol.dispose]();
      await work;
    },
  };
}

/** Loaded only when something is to be made: it takes 10 MB and a good part of a start. */
const certificates = () => import("./certificates.ts");

/** The authority in the folder, or a new one when there is none at all. */
async function authorityIn({ dir, commonName, clock, log }: AuthorityOptions, names: Names): Promise<Pair> {
  const file = join(dir, "authority.key");
  const publicFile = join(dir, "authority.pem");
  let kept = readPair(file);
  if (kept.is === "missing") {
    const { makeAuthority } = await certificates();
    await writePair(file, await makeAuthority(commonName, limitsFor(names), clock.now()));
    kept = readPair(file);
    log.info({ file }, "made a new certificate authority");
  }
  if (kept.is !== "good") {
    throw new GatewayError(
      "tls-authority",
      `${file} cannot be read: ${kept.is === "missing" ? "it is gone" : kept.why}`,
      `Put the file back from a backup. Without one, delete the folder ${dir}: a new authority is made, and every browser must be told to trust it.`,
    );
  }
  // A copy without the key, for people to take away.
  await writeWhole(publicFile, kept.pair.certificatePem, 0o644);
  return kept.pair;
}

function reasonToMake(kept: Exclude<PairFile, { is: "good" }>): string {
  return kept.is === "missing" ? "there was none" : `the kept one is damaged: ${kept.why}`;
}

/** Why another server certificate is needed, or null. */
function reasonToRenew(server: Pair, ca: Pair, names: Names, nowMs: number): string | null {
  const { certificate } = server;
  const now = believableNow(nowMs);
  if (!certificate.checkIssued(ca.certificate) || !certificate.verify(ca.certificate.publicKey)) {
    return "it is from another authority";
  }
  // With a clock beyond the authority's end nothing better can be made.
  if (now >= ca.certificate.validToDate.getTime()) return null;
  if (now < certificate.validFromDate.getTime()) return "it was made with a clock that was ahead";
  if (
    certificate.validToDate.getTime() - now < RENEW_BELOW_MS &&
    certificate.validToDate < ca.certificate.validToDate
  ) {
    return "less than a third of its time is left";
  }
  const missing = [
    ...names.dns.filter((name) => certificate.checkHost(name, { subject: "never" }) === undefined),
    ...names.ip.filter((address) => certificate.checkIP(address) === undefined),
  ];
  return missing.length === 0 ? null : `it lacks ${missing.join(", ")}`;
}

function serverCertificateOf(server: Pair, ca: Pair): ServerCertificate {
  return {
    certificatePem: server.certificatePem + ca.certificatePem,
    keyPem: server.keyPem,
    authorityPem: ca.certificatePem,
    fingerprint: ca.certificate.fingerprint256,
    serverFingerprint: server.certificate.fingerprint256,
    expiresAt: formatTime(server.certificate.validToDate.getTime()),
  };
}
