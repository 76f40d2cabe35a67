import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { brokerUnderTest, campusOf } from "#test/harness/broker.ts";
import { deviceConfig, secretOf } from "#test/harness/campus-config.ts";
import { tempFolder } from "#test/harness/temp.ts";
import type { ServerCertificate } from "./port.ts";

const run = promisify(execFile);

/** A self-signed certificate for 127.0.0.1, made by openssl. */
function certificateIn(folder: string, name: string): ServerCertificate & { readonly file: string } {
  const [file, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  execFileSync("openssl", [
    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", `/CN=${name}`,
    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", file,
  ], { stdio: "ignore" }); // biome-ignore format: one command
  return { file, certificatePem: readFileSync(file, "utf8"), keyPem: readFileSync(key, "utf8") };
}

function fingerprintAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subject.CN?.toString() ?? "");
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

function connectsWith(port: number, maxVersion: "TLSv1.1" | "TLSv1.2"): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({
      port,
      host: "127.0.0.1",
      rejectUnauthorized: false,
      minVersion: "TLSv1",
      maxVersion,
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    socket.on("secureConnect", () => {
      resolve(true);
      socket.destroy();
    });
    socket.on("error", () => resolve(false));
  });
}

test("a device publishes over TLS with the given certificate, and the connection is shown as secure", async () => {
  await using folder = tempFolder();
  const certificate = certificateIn(folder.path, "first");
  await using t = await brokerUnderTest({ mqtts: true, tls: certificate });
  const port = new URL(t.broker.addresses.mqtts ?? "").port;
  expect(t.broker.addresses.mqtts).toBe(`mqtts://127.0.0.1:${port}`);
  const args = [
    "-h",
    "127.0.0.1",
    "-p",
    port,
    "--cafile",
    certificate.file,
    "-i",
    "gate-east",
    "-u",
    "gate-east",
    "-P",
    secretOf("gate-east"),
  ];
  for (const qos of ["1", "2"]) {
    await run("mosquitto_pub", [
      ...args,
      "-q",
      qos,
      "-t",
      "campus/v1/gate-east/telemetry",
      "-m",
      `{"points":{"t":${qos}}}`,
    ]);
  }
  expect(t.entries().filter(({ kind }) => kind === "reading")).toHaveLength(2);
  expect(t.logLines.some((line) => line.includes('"secure":true') && line.includes("signed in"))).toBe(true);
});

test("TLS 1.2 is taken, TLS 1.1 and plain MQTT are not", async () => {
  await using folder = tempFolder();
  await using t = await brokerUnderTest({ mqtts: true, tls: certificateIn(folder.path, "first") });
  const port = Number(new URL(t.broker.addresses.mqtts ?? "").port);
  expect(await connectsWith(port, "TLSv1.2")).toBe(true);
  expect(await connectsWith(port, "TLSv1.1")).toBe(false);
  const plain = [
    "-h",
    "127.0.0.1",
    "-p",
    String(port),
    "-i",
    "gate-east",
    "-u",
    "gate-east",
    "-P",
    secretOf("gate-east"),
    "-t",
    "x",
    "-m",
    "x",
  ];
  await expect(run("mosquitto_pub", plain)).rejects.toThrow();
  expect(t.broker.status().signedIn).toBe(0);
});

test("a replaced certificate counts for new connections", async () => {
  await using folder = tempFolder();
  await using t = await brokerUnderTest({ mqtts: true, tls: certificateIn(folder.path, "first") });
  const port = Number(new URL(t.broker.addresses.mqtts ?? "").port);
  expect(await fingerprintAt(port)).toBe("first");
  t.broker.replaceCertificate(certificateIn(folder.path, "second"));
  expect(await fingerprintAt(port)).toBe("second");
});

test("what cannot work is said at start: no certificate, a damaged one, a port that is taken", async () => {
  await expect(brokerUnderTest({ mqtts: true })).rejects.toMatchObject({ code: "certificate-missing" });
  const damaged = { certificatePem: "x", keyPem: "y" };
  await expect(brokerUnderTest({ mqtts: true, tls: damaged })).rejects.toMatchObject({ code: "certificate-invalid" });
  await using t = await brokerUnderTest();
  const config = {
    ...campusOf([deviceConfig({ id: "a" })]),
    listen: { http: null, https: null, mqtts: null, mqtt: { host: "127.0.0.1", port: t.port } },
  };
  await expect(brokerUnderTest({ config })).rejects.toMatchObject({ code: "listen-failed" });
});
