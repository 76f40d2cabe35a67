// Proves that each wall of biome.json bites: biome runs, with our configuration, over a small tree of files that break the
// walls and files that keep them.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { PROJECT } from "../harness/gateway.ts";
import { tempFolder } from "../harness/temp.ts";

const IMPORT = "lint/style/noRestrictedImports";
const TIMER = "lint/style/noRestrictedGlobals";
const CLOCK = "plugin";

const from = (specifier: string) => `import { a } from "${specifier}";\nexport const b = a;\n`;
const OPEN_DATABASE = `import { DatabaseSync } from "node:sqlite";\nexport const b = DatabaseSync;\n`;
const READ_CLOCK = "export const c = Date.now();\n";
const WAIT = "setTimeout(String, 1);\n";

/** What must be refused: path, source, the rule that refuses it. */
const REFUSED: readonly (readonly [path: string, source: string, rule: string])[] = [
  ["gateway/contract/r1.ts", from("../kit/clock.ts"), IMPORT],
  ["gateway/contract/r2.ts", from("#gateway/kit/clock.ts"), IMPORT],
  ["gateway/kit/r1.ts", from("../journal/journal.ts"), IMPORT],
  ["gateway/kit/r2.ts", from("#gateway/config/campus.ts"), IMPORT],
  ["gateway/kit/http/r3.ts", from("../../api/open.ts"), IMPORT],
  ["gateway/broker/r1.ts", from("../journal/open.ts"), IMPORT],
  ["gateway/broker/r2.ts", from("#gateway/api/open.ts"), IMPORT],
  ["gateway/broker/r3.ts", from("../../cloud-bridge/wire/frame.ts"), IMPORT],
  ["gateway/api/stream/r1.ts", from("../../broker/open.ts"), IMPORT],
  ["gateway/api/r1.ts", from("#test/harness/gateway.ts"), IMPORT],
  ["gateway/main.ts", from("#test/harness/gateway.ts"), IMPORT],
  ["device-drivers/modbus/r1.ts", from("#gateway/kit/clock.ts"), IMPORT],
  ["device-drivers/modbus/r2.ts", from("../../gateway/journal/journal.ts"), IMPORT],
  ["cloud-bridge/edge/r1.ts", from("../../gateway/journal/open.ts"), IMPORT],
  ["cloud-bridge/county/r1.ts", from("../edge/outbox.ts"), IMPORT],
  ["cloud-bridge/county/r2.ts", from("#gateway/journal/journal.ts"), IMPORT],
  ["dashboards/console/r1.tsx", from("#gateway/kit/clock.ts"), IMPORT],
  ["dashboards/console/r2.ts", from("../../gateway/api/open.ts"), IMPORT],
  ["dashboards/grafana/r1.ts", from("#provisioning/up.ts"), IMPORT],
  ["provisioning/r1.ts", from("../test/harness/gateway.ts"), IMPORT],
  ["gateway/journal/r1.ts", OPEN_DATABASE, IMPORT],
  ["gateway/kit/r3.ts", OPEN_DATABASE, IMPORT],
  ["provisioning/r2.ts", OPEN_DATABASE, IMPORT],
  ["gateway/alarms/r1.ts", READ_CLOCK, CLOCK],
  ["provisioning/r3.ts", "export const b = new Date();\n", CLOCK],
  ["gateway/alarms/r2.ts", WAIT, TIMER],
  ["device-drivers/modbus/r3.ts", "setInterval(String, 1);\n", TIMER],
];

/** What must pass, so that the walls are walls and not a ban on everything. */
const ALLOWED: readonly (readonly [path: string, source: string])[] = [
  ["gateway/contract/a1.ts", from("./units.ts")],
  ["gateway/kit/a1.ts", from("../contract/units.ts")],
  ["gateway/kit/http/a2.ts", from("../clock.ts")],
  ["gateway/kit/sqlite.ts", OPEN_DATABASE],
  ["gateway/kit/clock.ts", `${READ_CLOCK}${WAIT}`],
  ["gateway/broker/a1.ts", from("../journal/journal.ts")],
  ["gateway/broker/a2.ts", from("#gateway/kit/clock.ts")],
  ["gateway/broker/a3.ts", "export const b = new Date(5);\n"],
  ["gateway/api/stream/a1.ts", from("../../config/campus.ts")],
  ["gateway/api/stream/a2.ts", from("../parts.ts")],
  ["gateway/broker/a1.test.ts", `${from("../api/open.ts")}${READ_CLOCK}`],
  ["gateway/county.ts", from("./broker/open.ts")],
  ["device-drivers/modbus/a1.ts", from("../../gateway/contract/units.ts")],
  ["device-drivers/modbus/a2.ts", from("#gateway/contract/units.ts")],
  ["cloud-bridge/county/a1.ts", from("../wire/frame.ts")],
  ["cloud-bridge/county/a2.ts", from("#gateway/kit/clock.ts")],
  ["dashboards/console/a1.tsx", from("#gateway/contract/entry.ts")],
  ["dashboards/grafana/a1.ts", from("./frame.ts")],
];

const found = new Map<string, string[]>();

beforeAll(async () => {
  await using folder = tempFolder("campus-walls");
  for (const name of ["biome.json", ".gitignore", "provisioning/lint"])
    cpSync(join(PROJECT, name), join(folder.path, name), { recursive: true });
  for (const [path, source] of [...REFUSED, ...ALLOWED]) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true });
    writeFileSync(join(folder.path, path), source);
  }
  const report = JSON.parse(await lintReport(folder.path));
  for (const { category, location } of report.diagnostics)
    found.set(location.path, [...(found.get(location.path) ?? []), category]);
});

test.each(REFUSED)("%s may not hold %j", (path, _source, rule) => {
  expect(found.get(path) ?? []).toContain(rule);
});

test.each(ALLOWED)("%s may hold %j", (path) => {
  expect((found.get(path) ?? []).filter((rule) => [IMPORT, TIMER, CLOCK].includes(rule))).toEqual([]);
});

/** Biome's JSON report of a folder; it exits with 1 because there is something to report. */
function lintReport(folder: string): Promise<string> {
  const biome = join(PROJECT, "node_modules", ".bin", "biome");
  const args = ["lint", "--reporter=json", "--max-diagnostics=none", "."];
  return new Promise((resolve) => {
    execFile(biome, args, { cwd: folder, maxBuffer: 10_000_000 }, (_error, stdout) => resolve(stdout));
  });
}
