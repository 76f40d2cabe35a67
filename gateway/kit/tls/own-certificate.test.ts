import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BUILD_DATE_MS } from "../build-date.ts";
import { readOwnCertificate } from "./own-certificate.ts";

const DAY_MS = 86_400_000;
let dir = "";
const path = (name: string) => join(dir, name);
const at = (days: number) => ({ now: () => Date.now() + days * DAY_MS });

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "own-certificate-"));
  for (const name of ["own", "other"]) {
    const files = ["-keyout", path(`${name}.key`), "-out", path(`${name}.pem`)];
    const what = ["-subj", "/CN=gw.school.example", "-days", "30", "-nodes"];
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", ...files, ...what],
      { stdio: "pipe" },
    );
  }
  writeFileSync(path("empty.pem"), "");
});
afterAll(() => rmSync(dir, { recursive: true }));

test("a pair that matches is taken, with nothing of ours to install", () => {
  const own = readOwnCertificate({ certificateFile: path("own.pem"), keyFile: path("own.key") }, at(0));
  expect(own.authorityPem).toBeNull();
  const shown = execFileSync("openssl", ["x509", "-noout", "-fingerprint", "-sha256", "-in", path("own.pem")], {
    encoding: "utf8",
  });
  expect(own.fingerprint).toBe(shown.split("=")[1]?.trim());
  expect(Date.parse(own.expiresAt)).toBeGreaterThan(BUILD_DATE_MS);
});

test.each([
  ["a key of another certificate", "own.pem", "other.key", 0, "other.key is not the key", "made together"],
  ["an expired certificate", "own.pem", "own.key", 31, "own.pem expired on", "renewed"],
  ["a missing key", "own.pem", "none.key", 0, "none.key cannot be read", "tls.keyFile"],
  ["an empty certificate", "empty.pem", "own.key", 0, "empty.pem holds no certificate", "BEGIN CERTIFICATE"],
  ["a certificate in place of the key", "own.pem", "own.pem", 0, "own.pem holds no private key", "passphrase"],
])("%s is refused, naming the file and what to do", (_what, certificate, key, days, message, remedy) => {
  const files = { certificateFile: path(certificate), keyFile: path(key) };
  expect(() => readOwnCertificate(files, at(days))).toThrow(
    expect.objectContaining({
      code: "certificate-invalid",
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    }),
  );
});
