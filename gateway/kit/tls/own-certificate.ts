// The owner's certificate from two files, checked before anything is served with it.
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { formatTime } from "../../contract/time.ts";
import { believableNow } from "../build-date.ts";
import type { Clock } from "../clock.ts";
import { GatewayError, messageOf } from "../errors.ts";
import type { ServerCertificate } from "./authority.ts";

export interface OwnCertificateFiles {
  /** PEM: the server's certificate first, then those in between, if any. */
  readonly certificateFile: string;
  /** PEM, without a passphrase. */
  readonly keyFile: string;
}

/** Reads and checks both. Throws GatewayError `certificate-invalid` that names the file and what to do. */
export function readOwnCertificate(files: OwnCertificateFiles, clock: Pick<Clock, "now">): ServerCertificate {
  const { certificateFile, keyFile } = files;
  const certificatePem = contentOf(
    certificateFile,
    "campus.yaml says where it is (tls.certificateFile); check the path and who may read it.",
  );
  const keyPem = contentOf(keyFile, "campus.yaml says where it is (tls.keyFile); check the path and who may read it.");
  const certificate = certificateOf(certificateFile, certificatePem);
  if (!certificate.checkPrivateKey(keyOf(keyFile, keyPem))) {
    throw wrong(
      `${keyFile} is not the key of the certificate in ${certificateFile}`,
      "Put the two files that were made together side by side; the server's own certificate must be the first in its file.",
    );
  }
  const now = believableNow(clock.now());
  const { validFromDate, validToDate } = certificate;
  if (now >= validToDate.getTime()) {
    throw wrong(
      `${certificateFile} expired on ${formatTime(validToDate.getTime())}`,
      "Have it renewed, and put the new one there.",
    );
  }
  if (now < validFromDate.getTime()) {
    throw wrong(
      `${certificateFile} is valid only from ${formatTime(validFromDate.getTime())}`,
      "Check the clock of this machine, or wait until then.",
    );
  }
  return {
    certificatePem,
    keyPem,
    authorityPem: null,
    fingerprint: certificate.fingerprint256,
    serverFingerprint: certificate.fingerprint256,
    expiresAt: formatTime(validToDate.getTime()),
  };
}

function contentOf(file: string, remedy: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw wrong(`${file} cannot be read: ${messageOf(error)}`, remedy, error);
  }
}

function certificateOf(file: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw wrong(`${file} holds no certificate in PEM form`, "It must begin with -----BEGIN CERTIFICATE-----.", error);
  }
}

function keyOf(file: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw wrong(
      `${file} holds no private key that can be read without a passphrase`,
      "It must be PEM; take a passphrase away with: openssl pkey -in KEY -out KEY.plain",
      error,
    );
  }
}

function wrong(message: string, remedy: string, cause?: unknown): GatewayError {
  return new GatewayError("certificate-invalid", message, remedy, { cause });
}
