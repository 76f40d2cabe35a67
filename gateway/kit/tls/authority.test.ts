import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, type TLSSocket } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BUILD_DATE_MS } from "../build-date.ts";
import { type HandClock, handClock } from "../hand-clock.ts";
import { createLog } from "../log.ts";
import { openAuthority, type ServerCertificate } from "./authority.ts";
import { makeServer } from "./certificates.ts";
import { readPair } from "./pair-file.ts";

const DAY_MS = 86_400_000;
let dir = "";
let clock: HandClock;
let addresses: string[] = [];
let logged: string[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "authority-"));
  clock = handClock(BUILD_DATE_MS + 10 * DAY_MS);
  addresses = ["10.1.2.3", "240e:3b1::7"];
  logged = [];
});
afterEach(() => rmSync(dir, { recursive: true }));

const log = createLog("info", { write: (line) => logged.push(line) });
const open = (hosts: string[] = []) =>
  openAuthority({
    dir: join(dir, "tls"),
    hosts,
    commonName: "第三中学",
    clock,
    log,
    machine: () => ({ hostname: "gw01", addresses }),
  });

/** What `openssl verify` says about the certificate for this name or address; "OK" when it is trusted. */
function opensslSays(certificate: ServerCertificate, ...check: string[]): string {
  const ca = join(dir, "ca.pem");
  const server = join(dir, "server.pem");
  writeFileSync(ca, certificate.authorityPem ?? "");
  writeFileSync(server, certificate.certificatePem);
  try {
    execFileSync("openssl", ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", ca, ...check, server], {
      stdio: "pipe",
    });
    return "OK";
  } catch (error) {
    return error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
  }
}

/** Connects to a TLS server with this certificate and verifies it as `servername`. */
async function handshake(certificate: ServerCertificate, servername: string): Promise<string> {
  const server = createServer({ cert: certificate.certificatePem, key: certificate.keyPem });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const ca = certificate.authorityPem ?? "";
  const socket: TLSSocket = connect({ host: "127.0.0.1", port, ca, servername });
  try {
    await once(socket, "secureConnect");
    return socket.authorized ? "trusted" : "not trusted";
  } catch (error) {
    return String(error);
  } finally {
    socket.destroy();
    server.close();
  }
}

test("a browser that trusts the authority trusts the server under every name and address it has", async () => {
  await using authority = await open(["console.lan", "0.0.0.0", "::", "10.1.2.99"]);
  expect(await handshake(authority, "localhost")).toBe("trusted");
  expect(await handshake(authority, "www.example.com")).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
  for (const name of ["localhost", "gw01", "gw01.local", "console.lan"]) {
    expect(opensslSays(authority, "-verify_hostname", name)).toBe("OK");
  }
  for (const address of ["127.0.0.1", "::1", "10.1.2.99", ...addresses])
    expect(opensslSays(authority, "-verify_ip", address)).toBe("OK");
  expect(opensslSays(authority, "-verify_ip", "10.1.2.4")).toContain("IP address mismatch");
  expect(opensslSays(authority, "-verify_ip", "0.0.0.0")).toContain("IP address mismatch");
});

test("the fingerprint shown is the one openssl computes, and the authority's key stays in its folder", async () => {
  await using authority = await open();
  expect(opensslSays(authority)).toBe("OK");
  const shown = execFileSync("openssl", ["x509", "-noout", "-fingerprint", "-sha256", "-in", join(dir, "ca.pem")], {
    encoding: "utf8",
  });
  expect(shown.split("=")[1]?.trim()).toBe(authority.fingerprint);
  expect(statSync(join(dir, "tls")).mode & 0o777).toBe(0o700);
  for (const file of ["authority.key", "server.pem"]) expect(statSync(join(dir, "tls", file)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(dir, "tls", "authority.pem"), "utf8")).toBe(authority.authorityPem);
  expect(authority.certificatePem).not.toContain("PRIVATE");
});

test("a stolen authority key cannot impersonate a public site", async () => {
  await using authority = await open();
  const file = readPair(join(dir, "tls", "authority.key"));
  if (file.is !== "good") throw new Error("no authority");
  for (const names of [
    { dns: ["www.example.com"], ip: [] },
    { dns: [], ip: ["8.8.8.8"] },
  ]) {
    const forged = await makeServer(file.pair, names, clock.now());
    expect(opensslSays({ ...authority, certificatePem: forged.certificatePem })).toContain(
      "permitted subtree violation",
    );
  }
});

test("another start keeps authority and server certificate", async () => {
  const first = await open();
  await first[Symbol.asyncDispose]();
  await using second = await open();
  expect([second.fingerprint, second.serverFingerprint]).toEqual([first.fingerprint, first.serverFingerprint]);
});

test("a new address gets a new server certificate within the hour, from the same authority", async () => {
  await using authority = await open();
  const before = authority.serverFingerprint;
  const renewed = new Promise<ServerCertificate>((resolve) => authority.onRenewed(resolve));
  addresses = ["10.9.9.9"];
  clock.pass(3_600_000);
  const now = await renewed;
  expect(now.serverFingerprint).not.toBe(before);
  expect(authority.serverFingerprint).toBe(now.serverFingerprint);
  expect(now.fingerprint).toBe(authority.fingerprint);
  expect(opensslSays(now, "-verify_ip", "10.9.9.9")).toBe("OK");
});

test("an address the authority may not sign for is left out and said, instead of spoiling the certificate", async () => {
  await (await open())[Symbol.asyncDispose]();
  addresses = ["10.1.2.3", "240e:3b1::8", "203.0.113.9"];
  await using authority = await open();
  expect(opensslSays(authority, "-verify_ip", "240e:3b1::8")).toBe("OK");
  expect(opensslSays(authority, "-verify_ip", "203.0.113.9")).toContain("mismatch");
  expect(logged.join("")).toContain("203.0.113.9");
});

test("the server certificate is made again when less than a third of its 397 days is left", async () => {
  const first = await open();
  await first[Symbol.asyncDispose]();
  expect(Date.parse(first.expiresAt) - clock.now()).toBeGreaterThan(396 * DAY_MS);
  clock.pass(264 * DAY_MS);
  const kept = await open();
  await kept[Symbol.asyncDispose]();
  expect(kept.serverFingerprint).toBe(first.serverFingerprint);
  clock.pass(2 * DAY_MS);
  await using renewed = await open();
  expect(renewed.serverFingerprint).not.toBe(first.serverFingerprint);
  expect(renewed.fingerprint).toBe(first.fingerprint);
});

test("a clock at 1970 makes certificates that are valid today and for the next year", async () => {
  clock = handClock(600_000);
  await using authority = await open();
  for (const at of [BUILD_DATE_MS, BUILD_DATE_MS + 390 * DAY_MS]) {
    expect(opensslSays(authority, "-attime", String(at / 1000))).toBe("OK");
  }
  clock.setWall(BUILD_DATE_MS + DAY_MS);
  clock.pass(3_600_000);
  expect(authority.expiresAt).toBe(new Date(BUILD_DATE_MS + 397 * DAY_MS).toISOString());
});

test("a certificate made while the clock was years ahead is made again once it is right", async () => {
  clock = handClock(BUILD_DATE_MS + 1500 * DAY_MS);
  const ahead = await open();
  await ahead[Symbol.asyncDispose]();
  clock = handClock(BUILD_DATE_MS + 10 * DAY_MS);
  await using right = await open();
  expect(right.serverFingerprint).not.toBe(ahead.serverFingerprint);
  expect(opensslSays(ahead, "-attime", String(clock.now() / 1000))).toContain("not yet valid");
  expect(opensslSays(right, "-attime", String(clock.now() / 1000))).toBe("OK");
});

test("a half-written or foreign server file is replaced with a clear log line", async () => {
  const first = await open();
  await first[Symbol.asyncDispose]();
  const file = join(dir, "tls", "server.pem");
  writeFileSync(file, readFileSync(file, "utf8").slice(0, 400));
  await using second = await open();
  expect(opensslSays(second)).toBe("OK");
  expect(second.fingerprint).toBe(first.fingerprint);
  expect(logged.join("")).toMatch(/damaged/);
});

test("a damaged authority is never replaced silently: the start ends with the file and the remedy", async () => {
  await (await open())[Symbol.asyncDispose]();
  const file = join(dir, "tls", "authority.key");
  writeFileSync(file, "");
  await expect(open()).rejects.toMatchObject({
    code: "tls-authority",
    message: expect.stringContaining(file),
    remedy: expect.stringContaining("backup"),
  });
  expect(readFileSync(file, "utf8")).toBe("");
});

test("renewing on request replaces the file and tells the listeners until they leave", async () => {
  await using authority = await open();
  const told: string[] = [];
  const listening = authority.onRenewed((certificate) => told.push(certificate.serverFingerprint));
  await authority.renew();
  listening[Symbol.dispose]();
  await authority.renew();
  expect(told).toHaveLength(1);
  expect(existsSync(join(dir, "tls", "server.pem.partial"))).toBe(false);
  expect(await handshake(authority, "localhost")).toBe("trusted");
});
