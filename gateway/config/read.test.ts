import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { CampusConfig } from "./campus.ts";
import { loadProfiles } from "./profiles.ts";
import { readCampus } from "./read.ts";
import { SAMPLE } from "./sample.ts";
import { bytesOf, CAMPUS, HEX, linesOf, profilesForTests } from "./testing.ts";

const profiles = await profilesForTests();

/** The sample of the public contract, §3; only the shortened hash is written in full. */
async function contractSample(): Promise<string> {
  const contract = await readFile(new URL("../../docs/contract.md", import.meta.url), "utf8");
  const sample = /## 3\. campus\.yaml\s+```yaml\n(.*?)```/s.exec(contract)?.[1] ?? "";
  expect(sample).toContain("sha256: 2bb8…");
  return sample.replace("2bb8…", HEX);
}

function read(text: string): CampusConfig {
  const result = readCampus(bytesOf(text), profiles);
  if (!result.ok) throw new Error(linesOf(text, profiles).join("\n"));
  return result.config;
}

test("the sample of the public contract gives exactly the configuration that it describes", async () => {
  const sample = await contractSample();
  const config = read(sample);
  expect(config).toEqual({
    version: `sha256:${createHash("sha256").update(sample).digest("hex")}`,
    campus: { id: "no3-middle", name: "第三中学", timezone: "Asia/Shanghai", simulated: false },
    listen: {
      http: { host: "127.0.0.1", port: 8080 },
      https: null,
      mqtt: { host: "127.0.0.1", port: 1883 },
      mqtts: null,
    },
    tls: null,
    journal: { keepReadingsMs: 7 * 86_400_000, keepOtherMs: 190 * 86_400_000, maxBytes: 8e9 },
    places: new Map([
      ["machine-room-1", { id: "machine-room-1", name: "网络机房", class: "machine-room", key: true, within: null }],
    ]),
    devices: new Map([
      [
        "mr1-th",
        {
          id: "mr1-th",
          name: "一号机房温湿度",
          driver: "modbus",
          profile: "xy-md02",
          place: "machine-room-1",
          connection: { tcp: "10.0.4.12:502", unit: 1, timeout: "1s" },
          everyMs: 5000,
          staleAfterMs: 15_000,
          report: { onChange: true, atLeastMs: 60_000 },
          points: new Map([["temperature", { unit: "Cel", name: "进风温度", type: null, deadband: 0.1 }]]),
          enabled: true,
          credentialSha256: null,
          mqtt: { username: "mr1-th", clientId: "mr1-th", topics: [] },
        },
      ],
      [
        "gate-east",
        {
          id: "gate-east",
          name: "东门读卡器",
          driver: "mqtt",
          profile: "native",
          place: null,
          connection: null,
          everyMs: 5000,
          staleAfterMs: 300_000,
          report: null,
          points: new Map(),
          enabled: true,
          credentialSha256: HEX,
          mqtt: { username: "gate-east", clientId: "gate-east", topics: [] },
        },
      ],
    ]),
    alarmDefaults: true,
    alarms: [
      {
        id: "hot-high",
        target: { by: "device", id: "mr1-th" },
        point: "temperature",
        condition: { is: "above", limit: 28 },
        deadband: 1,
        onDelayMs: 60_000,
        offDelayMs: 0,
        severity: "high",
        latched: false,
        text: { "zh-CN": "温度高", en: "Hot" },
        consequence: {},
        action: {},
        respondWithinMs: null,
      },
    ],
    influx: { url: "http://127.0.0.1:8086", version: 1, database: "campus", org: null, tokenFile: null },
    county: {
      url: "mqtts://county.example:8883",
      certificateFile: "c.pem",
      keyFile: "k.pem",
      caFile: "ca.pem",
      username: null,
      secretFile: null,
      summaryEveryMs: 60_000,
      limits: [],
      commandKey: null,
      may: [],
    },
    duty: { posts: [] },
    notify: null,
  });
});

test("the sample in the reference is accepted with the profiles of this repository", async () => {
  expect(linesOf(SAMPLE, await loadProfiles())).toEqual([]);
});

test("a file with nothing but the campus is complete: the journal's defaults, and no open port", () => {
  const config = read(CAMPUS);
  expect(config.journal).toEqual({ keepReadingsMs: 604_800_000, keepOtherMs: 16_416_000_000, maxBytes: 8e9 });
  expect(config.listen).toEqual({ http: null, https: null, mqtt: null, mqtts: null });
  expect([config.places.size, config.devices.size, config.alarms.length]).toEqual([0, 0, 0]);
});

test("a value is stale after three polls, later where equal polls are held back, never before 10 s, and after 5 min for devices that send to us", () => {
  const modbus = (id: string, every: string, more = "") =>
    `  - { id: ${id}, name: x, driver: modbus, profile: meter, every: ${every}, connection: { tcp: "10.0.0.1:${every.length}" }${more} }\n`;
  const push = `  - { id: push, name: x, driver: mqtt, profile: native, credential: { sha256: ${HEX} } }\n`;
  const { devices } = read(
    `${CAMPUS}devices:\n${modbus("slow", "1min")}${modbus("quick", "2s")}${modbus("held", "5s", ", report: { atLeast: 60s }")}${push}`,
  );
  expect([...devices.values()].map((device) => device.staleAfterMs)).toEqual([180_000, 10_000, 75_000, 300_000]);
});

test("every way of saying a target and a condition is understood", () => {
  const rules = ["above: 1", "below: -1", "equals: true", "equals: open", "noData: 5min", "badFor: 30s"];
  const { alarms } = read(
    `${CAMPUS}places: [{ id: yard, name: x, class: yard }]
devices: [{ id: a, name: x, driver: mqtt, profile: native, place: yard, credential: { sha256: ${HEX} } }]
alarms:
${rules.map((rule, at) => `  - { id: r${at}, ${["device: a", "profile: native", "place: yard"][at % 3]}, point: p, ${rule} }`).join("\n")}\n`,
  );
  expect(alarms.map((rule) => rule.condition)).toEqual([
    { is: "above", limit: 1 },
    { is: "below", limit: -1 },
    { is: "equals", value: true },
    { is: "equals", value: "open" },
    { is: "noData", forMs: 300_000 },
    { is: "badFor", forMs: 30_000 },
  ]);
  expect(alarms.slice(0, 3).map((rule) => rule.target)).toEqual([
    { by: "device", id: "a" },
    { by: "profile", id: "native" },
    { by: "place", id: "yard" },
  ]);
});

test("IPv6 addresses, a byte order mark and Windows line ends are fine", () => {
  const config = read(`\ufeff${CAMPUS}listen: { http: "[::1]:8080", mqtts: "[::]:8883" }\n`.replaceAll("\n", "\r\n"));
  expect(config.listen.http).toEqual({ host: "::1", port: 8080 });
  expect(config.listen.mqtts).toEqual({ host: "::", port: 8883 });
});

test("a credential in capitals is the same credential", () => {
  const text = `${CAMPUS}devices: [{ id: a, name: x, driver: mqtt, profile: native, credential: { sha256: ${HEX.toUpperCase()} } }]\n`;
  expect(read(text).devices.get("a")?.credentialSha256).toBe(HEX);
});

test("problems of shape and of references are said together, in the order of the file", () => {
  const file = `campus: { id: no3, name: x, timezone: Mars/Base }
places: [{ id: a, name: x, class: yard, within: nowhere }]
devices:
  - { id: d, name: "", driver: mqtt, profile: nativ, colour: red }
alarms:
  - { id: r, device: nobody, point: t, above: 1 }
`;
  expect(linesOf(file, profiles).map((line) => line.split(":")[0])).toEqual([
    "campus.timezone",
    "places[0].within",
    "devices[0].colour",
    "devices[0].name",
    "devices[0].profile",
    "devices[0].credential",
    "alarms[0].device",
  ]);
});
