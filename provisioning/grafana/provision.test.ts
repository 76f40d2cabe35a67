// `npm run provision -- grafana`: the files that Grafana reads, with the names of the campus, written once and brought up to date.
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { tempFolder } from "#test/harness/temp.ts";
import { runProvision } from "../plan/testing.ts";

const SECRET = "a-password-of-grafana";
const campusYaml = (influx: string) => `campus: { id: no3-middle, name: 第三中学, timezone: Asia/Shanghai }
listen: { http: 127.0.0.1:0, mqtt: 127.0.0.1:0 }
places: [ { id: mr, name: 网络机房, class: machine-room, key: true } ]
devices:
  - id: th
    name: 机柜1
    driver: mqtt
    profile: native
    place: mr
    credential: { sha256: ${"ab".repeat(32)} }
    points: { temperature: { name: 进风温度 }, humidity: { unit: "%" }, door: { name: 柜门 }, mode: { type: text } }
alarms: [ { id: open, device: th, point: door, equals: true } ]
${influx}`;
const V1 = `influx: { url: "http://127.0.0.1:8086", version: 1, database: campus, tokenFile: secrets/influxdb-gateway }\n`;

/** A campus.yaml, a secret for Grafana, and the command. */
function bed(influx = V1) {
  const folder = tempFolder("campus-grafana");
  const out = join(folder.path, "out");
  writeFileSync(join(folder.path, "campus.yaml"), campusYaml(influx));
  mkdirSync(join(folder.path, "secrets"));
  writeFileSync(join(folder.path, "secrets", "influxdb-grafana"), `${SECRET}\n`, { mode: 0o600 });
  return {
    out,
    read: (...path: string[]) => readFileSync(join(out, ...path), "utf8"),
    run: (...args: string[]) => runProvision(["grafana", "--out", "out", ...args], folder.path),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
const OF_CAMPUS = ["--config", "campus.yaml", "--yes"];

test("datasource, provider and dashboards are where Grafana looks, and the second time there is nothing to do", async () => {
  await using grafana = bed();
  const { code, stderr, stdout } = await grafana.run(...OF_CAMPUS);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).not.toContain(SECRET);
  const { datasources } = parse(grafana.read("datasources", "campus-gateway.yaml"));
  const file = join(grafana.out, "secrets", "campus-influxdb");
  expect(datasources).toEqual([
    {
      name: "校园网关 InfluxDB",
      uid: "campus-influxdb",
      type: "influxdb",
      access: "proxy",
      url: "http://127.0.0.1:8086",
      editable: false,
      user: "grafana-no3-middle",
      jsonData: { dbName: "campus", httpMode: "POST", timeInterval: "10s" },
      secureJsonData: { password: `$__file{${file}}` },
    },
  ]);
  expect([readFileSync(file, "utf8").trim(), statSync(file).mode & 0o777]).toEqual([SECRET, 0o640]);
  const { providers } = parse(grafana.read("dashboards", "campus-gateway.yaml"));
  expect(providers[0].options.path).toBe(join(grafana.out, "dashboards", "campus-gateway"));
  expect(readdirSync(join(providers[0].options.path, "zh-CN"))).toEqual(["gateway-health.json", "machine-room.json"]);
  const again = await grafana.run(...OF_CAMPUS);
  expect([again.code, again.stdout.trimEnd().split("\n").at(-1)]).toEqual([0, "没有要做的事。 / Nothing to do."]);
});

test("the dashboards of a campus open with its machine room and call things as the campus does", async () => {
  await using grafana = bed();
  await grafana.run(...OF_CAMPUS);
  const text = grafana.read("dashboards", "campus-gateway", "zh-CN", "machine-room.json");
  const { templating } = JSON.parse(text);
  const place = templating.list.find(({ name }: { name: string }) => name === "place");
  expect(place.current).toEqual({ selected: true, text: "网络机房", value: "th" });
  expect(text).toContain('"value": "机柜1 进风温度"');
  expect(text).toContain('"value": "机柜1 湿度"');
  expect(JSON.stringify(JSON.parse(text))).toContain(
    '{"id":"displayName","value":"机柜1 柜门"},{"id":"mappings","value":[{"type":"value","options":{"0":{"text":"正常"',
  );
  expect(text).toContain('\\"point\\" !~ /^(mode)$/');
});

test("a changed address is shown as a difference before it is written", async () => {
  await using grafana = bed();
  await grafana.run(...OF_CAMPUS);
  const { stdout, code } = await grafana.run("--config", "campus.yaml", "--influx-url", "http://influxdb:8086");
  expect(code).toBe(1);
  expect(stdout).toContain("-    url: http://127.0.0.1:8086\n      +    url: http://influxdb:8086\n");
  expect(grafana.read("datasources", "campus-gateway.yaml")).toContain("http://127.0.0.1:8086");
});

test("dashboards in another language replace the ones before; other people's files stay", async () => {
  await using grafana = bed();
  await grafana.run(...OF_CAMPUS);
  writeFileSync(join(grafana.out, "dashboards", "theirs.yaml"), "theirs");
  const { stdout } = await grafana.run(...OF_CAMPUS, "--language", "en");
  expect(stdout).toMatch(/^ {2}- .*zh-CN\/machine-room.json/m);
  expect(readdirSync(join(grafana.out, "dashboards", "campus-gateway", "zh-CN"))).toEqual([]);
  expect(grafana.read("dashboards", "theirs.yaml")).toBe("theirs");
});

test.each([
  [2, 'influx: { url: "http://127.0.0.1:8086", version: 2, org: school, bucket: campus }\n', "Token"],
  [3, 'influx: { url: "http://127.0.0.1:8181", version: 3, database: campus }\n', "Bearer"],
])("version %i is asked in InfluxQL too, with the token from its file", async (_version, influx, scheme) => {
  await using grafana = bed(influx);
  await grafana.run(...OF_CAMPUS, "--seen-as", "/etc/grafana/provisioning");
  const { datasources } = parse(grafana.read("datasources", "campus-gateway.yaml"));
  expect(datasources[0]).toMatchObject({
    jsonData: { dbName: "campus", httpHeaderName1: "Authorization" },
    secureJsonData: { httpHeaderValue1: `${scheme} $__file{/etc/grafana/provisioning/secrets/campus-influxdb}` },
  });
  expect(datasources[0]).not.toHaveProperty("user");
});

test("without campus.yaml the dashboards are for any campus", async () => {
  await using grafana = bed();
  expect((await grafana.run("--yes", "--language", "all")).code).toBe(0);
  expect(readdirSync(join(grafana.out, "dashboards", "campus-gateway"))).toEqual(["en", "zh-CN"]);
  expect(grafana.read("datasources", "campus-gateway.yaml")).not.toContain("secureJsonData");
});

test("a campus without InfluxDB is told what comes first", async () => {
  await using grafana = bed("");
  const { code, stderr } = await grafana.run(...OF_CAMPUS);
  expect([code, stderr]).toEqual([64, expect.stringContaining("First run: npm run provision -- influxdb")]);
});

test("a file in the way is named", async () => {
  await using grafana = bed();
  writeFileSync(grafana.out, "a file");
  chmodSync(grafana.out, 0o600);
  const { code, stderr } = await grafana.run("--yes");
  expect([code, stderr]).toEqual([1, expect.stringContaining(grafana.out)]);
});
