// The certificate by which a campus signs in at its county: key and request are made in the campus's folder, and only the request leaves it.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SERVER_DAYS } from "#gateway/kit/tls/names.ts";
import { type Pair, writeWhole } from "#gateway/kit/tls/pair-file.ts";

/** Files in the campus's folder for the county. */
export const CAMPUS_FILES = { key: "campus.key", request: "campus.csr", certificate: "campus.pem", authority: "authority.pem" } as const; // biome-ignore format: one line

const RENEW_BELOW_MS = (SERVER_DAYS * 86_400_000) / 3;

/** What grants a request: the county's end. */
export type Grant = (requestPem: string) => Promise<string>;

/**
 * Makes in `folder` what is missing: the key (for its owner only), the request, and the certificate that `grant` gives for it. A certificate is
 * asked for anew when less than a third of its time is left, or when another authority signs by now.
 */
export async function ensureCampusCertificate(
  folder: string,
  campus: string,
  authority: Pick<Pair, "certificate" | "certificatePem">,
  grant: Grant,
  nowMs: number,
): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [key, request, certificate, trusted] = [
    join(folder, CAMPUS_FILES.key),
    join(folder, CAMPUS_FILES.request),
    join(folder, CAMPUS_FILES.certificate),
    join(folder, CAMPUS_FILES.authority),
  ];
  if (!existsSync(trusted) || readFileSync(trusted, "utf8") !== authority.certificatePem)
    await writeWhole(trusted, authority.certificatePem, 0o644);
  if (isGood(certificate, key, authority.certificate, nowMs)) return;
  const { makeClientKey, makeRequest } = await import("#gateway/kit/tls/client-certificates.ts");
  if (!existsSync(key)) await writeWhole(key, await makeClientKey(), 0o600);
  const asked = await makeRequest(readFileSync(key, "utf8"), campus);
  await writeWhole(request, asked, 0o644);
  await writeWhole(certificate, await grant(asked), 0o644);
}

/** True when the certificate is there, belongs to the key, was signed by this authority, and lasts. */
function isGood(certificateFile: string, keyFile: string, authority: X509Certificate, nowMs: number): boolean {
  if (!existsSync(certificateFile) || !existsSync(keyFile)) return false;
  const certificate = new X509Certificate(readFileSync(certificateFile));
  return (
    certificate.checkPrivateKey(createPrivateKey(readFileSync(keyFile))) &&
    certificate.verify(authority.publicKey) &&
    lasts(certificate, nowMs)
  );
}

/** True when a certificate is valid now and a third of its time is left. */
export function lasts({ validFromDate, validToDate }: X509Certificate, nowMs: number): boolean {
  return validFromDate.getTime() <= nowMs && validToDate.getTime() - nowMs > RENEW_BELOW_MS;
}
