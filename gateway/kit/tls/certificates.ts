// Makes the two certificates: an authority limited to local names, and the server certificate it signs. ECDSA P-256. Touches no file.
import "reflect-metadata"; // @peculiar/x509 resolves its algorithms through tsyringe, which needs it loaded first
import { generateKeyPair, type KeyObject, randomBytes, type webcrypto } from "node:crypto";
import { promisify } from "node:util";
import * as x509 from "@peculiar/x509";
import { BUILD_DATE_MS, believableNow } from "../build-date.ts";
import { encodeLimits, NAME_CONSTRAINTS } from "./name-constraints.ts";
import { type Limits, type Names, SERVER_DAYS } from "./names.ts";

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** How far back a server certificate may begin: together with its 397 days less than the 825 that Apple's systems accept. */
const LONGEST_BACKDATING_DAYS = 400;

export const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
export const makeKeys = promisify(generateKeyPair);

/** A private key and the certificate for it, as PEM. */
export interface KeyPair {
  readonly keyPem: string;
  readonly certificatePem: string;
}

/** From when to when, whatever the clock says now: from before this version was made, unless that is too far back. */
export function validity(nowMs: number, days: number, backdatingDays: number): { notBefore: Date; notAfter: Date } {
  const now = believableNow(nowMs);
  const notBefore = Math.max(BUILD_DATE_MS - DAY_MS, now - backdatingDays * DAY_MS);
  return { notBefore: new Date(notBefore), notAfter: new Date(now + days * DAY_MS) };
}

/** A new authority. Its name ends in a random tail, so that two authorities of one gateway are never confused. */
export async function makeAuthority(commonName: string, limits: Limits, nowMs: number): Promise<KeyPair> {
  const { publicKey, privateKey } = await makeKeys("ec", { namedCurve: "P-256" });
  const name = `${[...commonName].slice(0, 50).join("")} CA ${randomBytes(3).toString("hex")}`;
  const key = await signing(privateKey);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }, { O: ["Campus Gateway"] }],
    keys: { privateKey: key, publicKey: await checking(publicKey) },
    serialNumber: serial(),
    signingAlgorithm: ECDSA,
    ...validity(nowMs, AUTHORITY_DAYS, Number.POSITIVE_INFINITY),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      await x509.SubjectKeyIdentifierExtension.create(await checking(publicKey)),
      new x509.Extension(NAME_CONSTRAINTS, true, encodeLimits(limits)),
    ],
  });
  return { keyPem: pemOf(privateKey), certificatePem: `${certificate.toString("pem")}\n` };
}

/** A server certificate for these names; it ends no later than its authority. */
export async function makeServer(
  authority: { readonly certificatePem: string; readonly key: KeyObject },
  names: Names,
  nowMs: number,
): Promise<KeyPair> {
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const { publicKey, privateKey } = await makeKeys("ec", { namedCurve: "P-256" });
  const { notBefore, notAfter } = validity(nowMs, SERVER_DAYS, LONGEST_BACKDATING_DAYS);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [names.dns[1]?.slice(0, 64) ?? "localhost"] }, { O: ["Campus Gateway"] }],
    issuer: issuer.subjectName,
    publicKey: await checking(publicKey),
    signingKey: await signing(authority.key),
    serialNumber: serial(),
    signingAlgorithm: ECDSA,
    notBefore: new Date(Math.max(notBefore.getTime(), issuer.notBefore.getTime())),
    notAfter: new Date(Math.min(notAfter.getTime(), issuer.notAfter.getTime())),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.dns.map((value): x509.JsonGeneralName => ({ type: "dns", value })),
        ...names.ip.map((value): x509.JsonGeneralName => ({ type: "ip", value })),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(await checking(publicKey)),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { keyPem: pemOf(privateKey), certificatePem: `${certificate.toString("pem")}\n` };
}

/** A serial number: 127 random bits, positive. */
export function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}

/** A private key as the certificate library takes it. */
export async function signing(key: KeyObject): Promise<webcrypto.CryptoKey> {
  return key.toCryptoKey(ECDSA, true, ["sign"]);
}

/** A public key as the certificate library takes it. */
export async function checking(key: KeyObject): Promise<webcrypto.CryptoKey> {
  return key.toCryptoKey(ECDSA, true, ["verify"]);
}

/** A private key as it is kept in a file. */
export function pemOf(key: KeyObject): string {
  return String(key.export({ type: "pkcs8", format: "pem" }));
}
