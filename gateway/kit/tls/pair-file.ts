// A private key with its certificate in one file, so that a crash leaves both or neither; and the check that they belong together.
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf } from "../errors.ts";
import type { KeyPair } from "./certificates.ts";

export interface Pair {
  readonly key: KeyObject;
  readonly keyPem: string;
  readonly certificate: X509Certificate;
  readonly certificatePem: string;
}
export type PairFile =
  | { readonly is: "missing" }
  | { readonly is: "unreadable"; readonly why: string }
  | { readonly is: "good"; readonly pair: Pair };

const KEY = /-----BEGIN (?:EC )?PRIVATE KEY-----[\s\S]+?-----END (?:EC )?PRIVATE KEY-----\n?/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/;

export function readPair(file: string): PairFile {
  try {
    const written = readFileSync(file, "utf8");
    return { is: "good", pair: pairOf(KEY.exec(written)?.[0] ?? "", CERTIFICATE.exec(written)?.[0] ?? "") };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { is: "missing" };
    return { is: "unreadable", why: messageOf(error) };
  }
}

/** Throws when either is no PEM, or when they do not belong together. */
export function pairOf(keyPem: string, certificatePem: string): Pair {
  const certificate = parsed("certificate", () => new X509Certificate(certificatePem));
  const key = parsed("private key", () => createPrivateKey(keyPem));
  if (!certificate.checkPrivateKey(key)) throw new Error("the private key does not belong to the certificate");
  return { key, keyPem, certificate, certificatePem };
}

function parsed<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`it holds no readable ${what} (${messageOf(error)})`, { cause: error });
  }
}

/** Replaces the file, for its owner only. */
export async function writePair(file: string, made: KeyPair): Promise<void> {
  await writeWhole(file, made.keyPem + made.certificatePem, 0o600);
}

/** Writes beside, fsyncs, renames: whatever happens, the file is the old one or the new one. */
export async function writeWhole(file: string, content: string, mode: number): Promise<void> {
  const partial = `${file}.partial`;
  const handle = await open(partial, "w", mode);
  try {
    await handle.chmod(mode);
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, file);
  const folder = await open(dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
