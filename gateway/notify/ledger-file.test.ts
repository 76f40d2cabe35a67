// A damaged ledger: who must be told is told again, and everybody learns that the ledger was lost.
import { closeSync, openSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { HOT, testCampus } from "../alarms/testing.ts";
import { readAll } from "../journal/testing.ts";
import type { HandClock } from "../kit/hand-clock.ts";

const WANG = person("p-wang", "王甲", "19900000001");
const LI = person("p-li", "李乙", "19900000002");
const ID = "hot.mr1-th.temperature";
const LOST = "notify-ledger-lost";
const MINUTE = 60_000;

function open(folder: string, sms: TestRoad, clock?: HandClock) {
  const steps = [step(0, "it", ["sms"]), step(5 * MINUTE, "leader", ["sms"])];
  return notifyBench({
    folder,
    config: { ...testCampus([HOT]), notify: settingsWith({ sms: "modem-sms" }, steps) },
    roads: new Map([["sms", sms]]),
    persons: [WANG, LI],
    onDuty: (post) => (post === "leader" ? ["p-li"] : ["p-wang"]),
    ...(clock && { clock }),
  });
}

/** An alarm is told, and the gateway is stopped. */
async function night(folder: string): Promise<HandClock> {
  await using own = await open(folder, new TestRoad());
  await own.value(30);
  await own.go(MINUTE);
  expect((await own.ledger()).map(brief)).toEqual(["raised 0 p-wang sms accepted"]);
  return own.clock;
}

function overwrite(file: string, at: number, length: number): void {
  const handle = openSync(file, "r+");
  writeSync(handle, Buffer.alloc(length, 0xaa), 0, length, at);
  closeSync(handle);
}

it.each([
  ["another file in its place", (file: string) => writeFileSync(file, "no database ".repeat(3000))],
  ["pages of it overwritten", (file: string) => overwrite(file, 4096, 3 * 4096)],
  ["its end cut off", (file: string) => truncateSync(file, Math.floor(statSync(file).size / 3))],
])("with %s: the alarm is told again, marked, and goes on by its steps", async (_what, damage) => {
  await using folder = tempFolder();
  const clock = await night(folder.path);
  damage(join(folder.path, "notify.db"));
  const sms = new TestRoad();
  await using own = await open(folder.path, sms, clock);
  await own.go(6 * MINUTE);
  const told = (await own.ledger()).filter(({ alarms }) => alarms.some(({ id }) => id === ID));
  expect(told.map((row) => `${brief(row)} ${row.repeated}`)).toEqual([
    "raised 0 p-wang sms accepted true",
    "raised 1 p-li sms accepted true",
  ]);
  expect(sms.texts.find((text) => text.includes("温度高"))).toMatch(/可能重复/);
});

it("is an entry, and an alarm that one step tells and that ends when the file is taken away", async () => {
  await using folder = tempFolder();
  const clock = await night(folder.path);
  writeFileSync(join(folder.path, "notify.db"), "no database ".repeat(3000));
  await using own = await open(folder.path, new TestRoad(), clock);
  const aside = () => readdirSync(folder.path).filter((name) => name.startsWith("notify.db.corrupt-"));
  expect(own.alarms.get(LOST)).toMatchObject({ active: true, severity: "high" });
  expect(own.alarms.get(LOST)?.text["zh-CN"]).toContain(aside()[0] ?? "no file");
  await own.go(6 * MINUTE);
  const about = (await own.ledger()).filter(({ alarms }) => alarms.some(({ id }) => id === LOST));
  expect(about.map(brief)).toEqual(["raised 0 p-wang sms accepted"]);
  const types = (await readAll(own.journal)).flatMap((entry) => ("type" in entry ? [entry.type] : []));
  expect(types.filter((type) => type === "system.store-damaged")).toHaveLength(1);
  for (const name of aside()) rmSync(join(folder.path, name));
  await own.go(2 * MINUTE);
  expect(own.alarms.get(LOST)?.active).toBe(false);
});
