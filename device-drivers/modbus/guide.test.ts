// The guide for whoever cannot program, followed to the letter: the manual's page in it becomes a device that pymodbus plays, its file
// becomes a profile, its command and its lines of campus.yaml are used as they stand.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { command } from "#test/harness/command.ts";
import { Gateway, type GatewayOptions, PROJECT } from "#test/harness/gateway.ts";
import { type Peer, startPymodbus } from "#test/harness/pymodbus.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";

const GUIDES = ["add-a-device.md", "add-a-device.zh-CN.md"].map((name) =>
  readFileSync(join(import.meta.dirname, name), "utf8"),
);
const [guide = "", inChinese = ""] = GUIDES;
const ADDRESS = "10.0.4.12:502";

/** The text of the guide's one block of this language. */
function block(language: string, of = guide): string {
  const found = [...of.matchAll(/```(\w*)\n([\s\S]*?)```/g)].filter(([, word]) => word === language);
  expect(found).toHaveLength(1);
  return found[0]?.[2] ?? "";
}

/** Registers and what they hold, from the column of examples of the manual's page. */
function manualPage(of = guide): Record<number, number> {
  const rows = [...of.matchAll(/^> \| (4\d{4}) \|.*\| `([0-9A-F]{4})` = [^|]+ \|$/gm)];
  return Object.fromEntries(
    rows.map(([, register, hex]) => [Number(register) - 40_001, Number.parseInt(hex ?? "", 16)]),
  );
}

let peer: Peer;
beforeAll(async () => {
  peer = await startPymodbus({ 1: { hr: manualPage() } });
});
afterAll(() => peer[Symbol.asyncDispose]());

test("both languages show the same page, file, command, answer and lines", () => {
  expect(Object.keys(manualPage())).toHaveLength(4);
  expect(manualPage(inChinese)).toEqual(manualPage());
  for (const language of ["json", "sh", "yaml", ""]) expect(block(language, inChinese)).toBe(block(language));
});

test("the file that the guide writes is asked by the guide's command, and says what the manual's examples mean", async () => {
  await using folder = tempFolder("campus-guide");
  const [, , , , driver = "", file = "", address, ...options] = block("sh").trim().split(" ");
  expect(address).toBe(ADDRESS);
  mkdirSync(dirname(join(folder.path, file)));
  writeFileSync(join(folder.path, file), block("json"));
  const args = ["provisioning/try.ts", driver, file, peer.address, ...options, "--timeout", "20s"];
  const { code, stdout, stderr } = await command(process.execPath, args, {
    cwd: PROJECT,
    env: { INIT_CWD: folder.path },
  });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(block(""));
});

test("the file beside campus.yaml and the guide's lines in it are a device with live values", async () => {
  const lines = block("yaml").replace(ADDRESS, peer.address);
  const options: GatewayOptions = { devices: {}, config: parse(lines) as Record<string, unknown> };
  await using gateway = new Gateway(options);
  const folder = join(dirname(gateway.configFile), "profiles");
  mkdirSync(folder);
  writeFileSync(join(folder, "kq-03.json"), block("json"));
  await gateway.start();
  const admin = await gateway.admin();
  const points = await until("values of the new device", async () => {
    const latest = (await admin.get("latest?device=air-1")).json<{ points: { quality: string }[] }>().points;
    return latest.length === 4 && latest.every(({ quality }) => quality === "good") ? latest : null;
  });
  expect(points).toMatchObject([
    { point: "temperature", value: -10.1, unit: "Cel" },
    { point: "humidity", value: 54.6, unit: "%" },
    { point: "co2", value: 612, unit: "[ppm]" },
    { point: "fault", value: false, unit: "1" },
  ]);
});
