// A county within the test's own process: store, ingest and broker on a free port, and certificates for campuses.
import "reflect-metadata"; // @peculiar/x509 resolves its algorithms through tsyringe, which needs it loaded first
import { webcrypto } from "node:crypto";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { openEmbeddedBroker, type TlsFiles } from "#bridge/county/broker/embedded.ts";
import { type CampusConfig, countyConfigOf } from "#bridge/county/config.ts";
import { createIngest, type Ingest } from "#bridge/county/ingest.ts";
import type { Road, RoadEvents } from "#bridge/county/road.ts";
import { type CountyStore, openEmbeddedStore } from "#bridge/county/store.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { sha256Hex } from "./campus-file.ts";
import { tempFolder } from "./temp.ts";

export interface CountyBed extends AsyncDisposable {
  readonly store: CountyStore;
  readonly ingest: Ingest;
  readonly road: Road;
  readonly port: number;
  /** Campuses by connection, as the broker told. */
  readonly inside: Map<string, number | null>;
  readonly violations: { readonly campus: string; readonly what: string; readonly detail: string }[];
}

/** The secret of every campus of a bed. */
export const SECRET = "a secret of thirty-two bytes or so";

/** Campuses that sign in with SECRET. */
export function campusesOf(...ids: readonly string[]): ReadonlyMap<string, CampusConfig> {
  const lines = ids.map((id) => `  - { id: ${id}, name: ${id}, credential: { sha256: ${sha256Hex(SECRET)} } }`);
  return countyConfigOf(`county: { id: c, name: c, timezone: UTC }\ncampuses:\n${lines.join("\n")}\n`, "/").campuses;
}

export async function openCountyBed(
  campuses: ReadonlyMap<string, CampusConfig>,
  tls: TlsFiles | null = null,
): Promise<CountyBed> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(tempFolder("county-bed"));
  const log = createLog("silent");
  const store = stack.use(
    await openEmbeddedStore({
      file: join(folder.path, "county.db"),
      onFailed: (error) => {
        throw error;
      },
    }),
  );
  let road: Road | null = null;
  const ingest = stack.use(
    createIngest({
      store,
      knows: (id) => campuses.has(id),
      answer: (id, ack) => road?.answer(id, ack),
      clock,
      log,
    }),
  );
  const inside = new Map<string, number | null>();
  const violations: CountyBed["violations"] = [];
  const events: RoadEvents = {
    message: (address, bytes) => ingest.take(address, bytes),
    heard: () => undefined,
    connected: (campus, until) => void inside.set(campus, until),
    disconnected: (campus) => void inside.delete(campus),
    violation: (campus, what, detail) => {
      violations.push({ campus, what, detail });
      ingest.violation(campus, what, detail);
    },
  };
  const at = { host: "127.0.0.1", port: 0 };
  const listen = tls === null ? { mqtt: at, mqtts: null } : { mqtt: null, mqtts: at };
  road = stack.use(await openEmbeddedBroker({ listen, tls, campuses: () => campuses, events, clock, log }));
  const { mqtt, mqtts } = road.addresses;
  const opened = stack.move();
  return {
    store,
    ingest,
    road,
    port: Number(new URL(mqtt ?? mqtts ?? "").port),
    inside,
    violations,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

export interface Pem {
  readonly certificatePem: string;
  readonly keyPem: string;
}
export interface TestAuthority {
  readonly pem: string;
  /** A certificate for a server at 127.0.0.1 and localhost, or for a campus; until a year from now, if not said otherwise. */
  sign(commonName: string, use: "server" | "client", until?: Date): Promise<Pem>;
}

const KEYS = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const YEAR_MS = 365 * 86_400_000;

/** A certificate authority of this test alone. */
export async function testAuthority(name = "Test County CA"): Promise<TestAuthority> {
  const own = await webcrypto.subtle.generateKey(KEYS, true, ["sign", "verify"]);
  const notBefore = new Date(clock.now() - 3_600_000);
  const notAfter = new Date(clock.now() + YEAR_MS);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys: own,
    signingAlgorithm: KEYS,
    notBefore,
    notAfter,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return {
    pem: authority.toString("pem"),
    async sign(commonName, use, until = notAfter) {
      const keys = await webcrypto.subtle.generateKey(KEYS, true, ["sign", "verify"]);
      const usage = use === "server" ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth;
      const here = [
        { type: "ip", value: "127.0.0.1" },
        { type: "dns", value: "localhost" },
      ] as const;
      const names = use === "server" ? [new x509.SubjectAlternativeNameExtension([...here])] : [];
      const certificate = await x509.X509CertificateGenerator.create({
        subject: `CN=${commonName}`,
        issuer: authority.subjectName,
        publicKey: keys.publicKey,
        signingKey: own.privateKey,
        signingAlgorithm: KEYS,
        notBefore,
        notAfter: until,
        extensions: [new x509.ExtendedKeyUsageExtension([usage]), ...names],
      });
      const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
      const keyPem = `-----BEGIN PRIVATE KEY-----\n${key.replaceAll(/.{64}/g, "$&\n")}\n-----END PRIVATE KEY-----\n`;
      return { certificatePem: certificate.toString("pem"), keyPem };
    },
  };
}
