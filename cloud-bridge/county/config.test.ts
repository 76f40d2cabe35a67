// county.yaml: what is right is built whole, what is wrong is told with path and remedy, all of it at once.
import { expect, test } from "vitest";
import { CountyConfigProblems, countyConfigOf } from "./config.ts";

const COUNTY = "county: { id: lanxian, name: 岚县教育局, timezone: Asia/Shanghai }\n";
const HASH = "AB".repeat(32);

function problemsOf(text: string): readonly string[] {
  try {
    countyConfigOf(text, "/etc/county");
    return [];
  } catch (error) {
    if (error instanceof CountyConfigProblems) return error.problems;
    throw error;
  }
}

test("a whole file is built, with file names beside it", () => {
  const config = countyConfigOf(
    `${COUNTY}listen: { https: "[::1]:8443", mqtts: 0.0.0.0:8883 }
tls: { certificateFile: c.pem, keyFile: /keys/k.pem, clientCaFile: ca.pem }
towns: [ { id: chengguan, name: 城关镇 } ]
campuses:
  - { id: no3-middle, name: 第三中学, town: chengguan, tags: [middle] }
  - { id: no4, name: 第四小学, credential: { sha256: ${HASH} } }
`,
    "/etc/county",
  );
  expect(config.listen).toEqual({
    http: null,
    https: { host: "::1", port: 8443 },
    mqtt: null,
    mqtts: { host: "0.0.0.0", port: 8883 },
  });
  expect(config.tls).toEqual({
    certificateFile: "/etc/county/c.pem",
    keyFile: "/keys/k.pem",
    clientCaFile: "/etc/county/ca.pem",
  });
  expect([...config.campuses.values()]).toEqual([
    { id: "no3-middle", name: "第三中学", town: "chengguan", tags: ["middle"], plannedOff: [], credentialSha256: null },
    { id: "no4", name: "第四小学", town: null, tags: [], plannedOff: [], credentialSha256: HASH.toLowerCase() },
  ]);
});

test("a series store is named as on campus; what is kept has defaults, each for itself", () => {
  const { series, keep } = countyConfigOf(
    `${COUNTY}campuses: []\nseries: { url: "http://b:1", version: 2, org: o, bucket: x }\nkeep: { minutes: 7d }`,
    "/etc/county",
  );
  expect(series).toEqual({ url: "http://b:1", version: 2, database: "x", org: "o", tokenFile: null });
  const day = 86_400_000;
  expect(keep).toEqual({ minutesMs: 7 * day, quartersMs: 400 * day, entriesMs: 400 * day });
});

test.each([
  ["a campus twice", `${COUNTY}campuses: [ { id: a, name: a }, { id: a, name: b } ]`, "campuses[1].id"],
  ["a town that is not there", `${COUNTY}campuses: [ { id: a, name: a, town: x } ]`, "campuses[0].town"],
  ["a key that is not known", `${COUNTY}campuses: []\nother: 1`, "county.yaml.other"],
  ["no campuses", COUNTY, "county.yaml.campuses"],
  ["http for everybody", `${COUNTY}listen: { http: 0.0.0.0:80 }\ncampuses: []`, "listen.http"],
  ["mqtts without certificate", `${COUNTY}listen: { mqtts: 0.0.0.0:8883 }\ncampuses: []`, "listen.mqtts"],
  ["two brokers", `${COUNTY}listen: { mqtt: 127.0.0.1:1 }\nbroker: { url: "mqtt://b:1" }\ncampuses: []`, "broker"],
  [
    "a series store without database",
    `${COUNTY}campuses: []\nseries: { url: "http://b:1", version: 1 }`,
    "series.database",
  ],
  [
    "version 2 without organisation",
    `${COUNTY}campuses: []\nseries: { url: "http://b:1", version: 2, bucket: x }`,
    "series.org",
  ],
  ["keeping less than two days", `${COUNTY}campuses: []\nkeep: { minutes: 1d }`, "keep.minutes"],
  ["no YAML", "county: [", "county.yaml"],
  ["a key twice", `${COUNTY}${COUNTY}campuses: []`, "county.yaml"],
  [
    "a secret in place of its hash",
    `${COUNTY}campuses: [ { id: a, name: a, credential: { sha256: secret } } ]`,
    "campuses.0.credential.sha256",
  ],
])("%s is told with its path and what to do", (_what, text, path) => {
  const problems = problemsOf(text);
  expect(problems.map((line) => line.split(": ")[0])).toContain(path);
  for (const line of problems) expect(line.split(": ").length).toBeGreaterThanOrEqual(3);
});
