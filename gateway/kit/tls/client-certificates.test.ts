import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "#test/harness/temp.ts";
import { BUILD_DATE_MS } from "../build-date.ts";
import { makeAuthority } from "./certificates.ts";
import { makeClientKey, makeRequest, signRequest } from "./client-certificates.ts";
import { limitsFor } from "./names.ts";
import { pairOf } from "./pair-file.ts";

const NOW = BUILD_DATE_MS + 86_400_000;

async function authority() {
  const { keyPem, certificatePem } = await makeAuthority("县", limitsFor({ dns: [], ip: ["127.0.0.1"] }), NOW);
  return pairOf(keyPem, certificatePem);
}

test("openssl takes the certificate of a request as a client's, and as no server's", async () => {
  await using folder = tempFolder();
  const ca = await authority();
  const key = await makeClientKey();
  const pem = await signRequest(ca, await makeRequest(key, "no3-middle"), "no3-middle", NOW);
  expect(pairOf(key, pem).certificate.subject).toBe("CN=no3-middle");
  const [caFile, file] = [join(folder.path, "ca.pem"), join(folder.path, "campus.pem")];
  writeFileSync(caFile, ca.certificatePem);
  writeFileSync(file, pem);
  const verify = (purpose: string) =>
    execFileSync("openssl", ["verify", "-x509_strict", "-attime", String(NOW / 1000), "-purpose", purpose, "-CAfile", caFile, file], { stdio: "pipe", encoding: "utf8" }); // biome-ignore format: one line
  expect(verify("sslclient")).toContain("OK");
  expect(() => verify("sslserver")).toThrow(/purpose/);
});

test("a request holds the public half of the key and nothing of the private one", async () => {
  const key = await makeClientKey();
  const request = await makeRequest(key, "no3-middle");
  const der = Buffer.from(request.replace(/-----[^-]+-----|\s/g, ""), "base64");
  const secret = Buffer.from(key.replace(/-----[^-]+-----|\s/g, ""), "base64").subarray(36, 68);
  expect(secret).toHaveLength(32);
  expect(der.includes(secret)).toBe(false);
});

test("a request under another name, with a signature of another key, or no request at all is refused", async () => {
  const ca = await authority();
  const key = await makeClientKey();
  const request = await makeRequest(key, "no3-middle");
  const der = Buffer.from(request.replace(/-----[^-]+-----|\s/g, ""), "base64");
  der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
  const bad = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
  for (const [pem, name] of [[request, "no4-primary"], [bad, "no3-middle"], ["nothing", "no3-middle"]] as const) // biome-ignore format: one line
    await expect(signRequest(ca, pem, name, NOW)).rejects.toMatchObject({ code: "certificate-request" });
  expect(new X509Certificate(await signRequest(ca, request, "no3-middle", NOW)).ca).toBe(false);
});
