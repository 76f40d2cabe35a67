import { expect, test } from "vitest";
import { device, modbus, rule } from "./rules-testing.ts";
import { CAMPUS, HEX, linesOf, profilesForTests } from "./testing.ts";

const profiles = await profilesForTests();

test("what the rules forbid is allowed just beside the border", () => {
  const good = [
    `${CAMPUS}listen: { http: "127.9.9.9:0", https: "127.9.9.9:0", mqtt: "localhost:0", mqtts: "0.0.0.0:0" }\n`,
    `${CAMPUS}listen: { http: "0.0.0.0:80", mqtt: "0.0.0.0:1883", insecure: true }\n`,
    device("").replace("name: x", `name: ${"中".repeat(64)}`),
    device("").replace(/credential: \{[^}]*\}, /, "enabled: false, "),
    device('mqtt: { topics: ["shellies/d/#", "tele/+/STATE"] }'),
    modbus('tcp: "10.0.0.1:502", unit: 1, timeout: 1s', 'tcp: "10.0.0.1:502", unit: 2, timeout: 1000ms'),
    modbus('tcp: "10.0.0.1:502", unit: 1, timeout: 1s', 'tcp: "10.0.0.1:503", unit: 1, timeout: 2s'),
    rule("device: d, point: anything, above: 1"),
    rule("place: yard, point: power, above: 1"),
    rule("profile: meter, point: power, noData: 1min"),
    `${CAMPUS}influx: { url: "http://b:1", version: 2, org: o, bucket: x, tokenFile: t }\n`,
    `${CAMPUS}influx: { url: "https://b", version: 3, database: x }\n`,
    `${CAMPUS}county: { url: "mqtt://127.0.0.1:1884" }\n`,
    `${CAMPUS}places: [{ id: "0123", name: x, class: yard }]\n`,
  ];
  expect(good.flatMap((file) => linesOf(file, profiles))).toEqual([]);
});

test("no message repeats what may be a secret", () => {
  const files = [
    device("").replace(HEX, "hunter2"),
    device("").replace(HEX, "987654321"),
    device("").replace("sha256: ", "secret: hunter2, sha256: "),
    `${CAMPUS}influx: { url: "http://a:hunter2@b:1", version: 1, database: x }\n`,
    `${CAMPUS}influx: { url: "http://b:1", version: 1, database: x, token: hunter2 }\n`,
    `${CAMPUS}influx:\n  token: hunter2\n   wrong: "indent\n`,
    `${CAMPUS}influx: { password: *hunter2 }\n`,
    `${CAMPUS}influx: { password: !hunter2 987654321 }\n`,
  ];
  for (const file of files) {
    const said = linesOf(file, profiles).join("\n");
    expect(said).not.toBe("");
    expect(said).not.toMatch(/hunter2|987654321/);
  }
});

test("a problem is one line, whatever the file puts into it", () => {
  const said = linesOf(`${CAMPUS}"a\\nb\\e[31m: c": 1\n"${"k".repeat(500)}": 1\n`, profiles);
  expect(said).toHaveLength(2);
  for (const line of said) expect(line).toMatch(/^[^\p{Cc}]{20,300}$/u);
});
