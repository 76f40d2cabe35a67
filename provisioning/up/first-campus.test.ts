import { readFileSync, statSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { tempFolder } from "#test/harness/temp.ts";
import { DERIVED, MODBUS, MQTT, OWN } from "../demo/campus-data.ts";
import { NETWORK } from "../demo/network-data.ts";
import { SWITCHES } from "../demo/switch-data.ts";
import { sha256OfSecret } from "../device-secret.ts";
import { ensureCampus } from "./first-campus.ts";

const SENDING = [...MQTT, OWN].map(({ id }) => id);

const secretOf = (file: string) => readFileSync(file, "utf8").trim();

test("a first start makes secrets that only the owner can read, and campus.yaml holds their SHA-256", async () => {
  await using folder = tempFolder();
  const files = ensureCampus(folder.path, false);
  const { devices } = parse(readFileSync(files.config, "utf8"));
  expect(devices).toHaveLength(MODBUS.length + NETWORK.length + SWITCHES.length + SENDING.length + DERIVED.length);
  for (const id of SENDING) {
    const file = files.secretFileOf(id);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Buffer.from(secretOf(file), "base64url")).toHaveLength(32);
    expect(devices.find((device: { id: string }) => device.id === id)).toMatchObject({
      credential: { sha256: sha256OfSecret(secretOf(file)) },
    });
  }
});

test("no secret stands in campus.yaml", async () => {
  await using folder = tempFolder();
  const files = ensureCampus(folder.path, false);
  const text = readFileSync(files.config, "utf8");
  for (const id of SENDING) expect(text).not.toContain(secretOf(files.secretFileOf(id)));
});

test("a later start keeps the operator's campus.yaml and the secrets", async () => {
  await using folder = tempFolder();
  const first = ensureCampus(folder.path, false);
  const secret = secretOf(first.secretFileOf(OWN.id));
  writeFileSync(first.config, "# mine\n");
  const again = ensureCampus(folder.path, false);
  expect(again.isFirst).toBe(false);
  expect(readFileSync(again.config, "utf8")).toBe("# mine\n");
  expect(secretOf(again.secretFileOf(OWN.id))).toBe(secret);
});

test("HTTPS is for the LAN unless --local is given; HTTP and MQTT are for this machine only", async () => {
  for (const [local, host] of [
    [false, "0.0.0.0"],
    [true, "127.0.0.1"],
  ] as const) {
    await using folder = tempFolder();
    const { listen } = parse(readFileSync(ensureCampus(folder.path, local).config, "utf8"));
    expect(listen).toEqual({ http: "127.0.0.1:8080", https: `${host}:8443`, mqtt: "127.0.0.1:1883" });
  }
});
