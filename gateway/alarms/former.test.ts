import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { type Bench, bench } from "#test/harness/alarm-engine.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { HOT, testCampus } from "./testing.ts";

const ID = "hot.mr1-th.temperature";
const OWN = { id: "road-failed.sms", severity: "high", text: { "zh-CN": "短信不通", en: "SMS fails" } } as const;

/** Comes, goes, and somebody has seen it: nothing is left to look at. Answers its number. */
async function comesAndGoes({ alarms }: Bench): Promise<number | undefined> {
  await alarms.own(OWN, true);
  const occurrence = alarms.get(OWN.id)?.occurrence;
  await alarms.own(OWN, false);
  await alarms.acknowledge("admin", OWN.id, { occurrence: occurrence ?? null, comment: null });
  expect(alarms.get(OWN.id)).toBeNull();
  return occurrence;
}

test("an alarm of the gateway itself that comes back is another occurrence than before, also after a restart", async () => {
  await using folder = tempFolder();
  const clock = handClock();
  {
    await using first = await bench(folder.path, HOT, clock);
    expect([await comesAndGoes(first), await comesAndGoes(first)]).toEqual([1, 2]);
  }
  await using second = await bench(folder.path, HOT, clock);
  expect(await comesAndGoes(second)).toBe(3);
});

test("a rule that is taken away and given back goes on counting", async () => {
  await using folder = tempFolder();
  await using own = await bench(folder.path, HOT);
  for (const value of [30, 20]) await own.value(value);
  await own.alarms.acknowledge("admin", ID, { occurrence: 1, comment: null });
  await own.alarms.apply(testCampus([]));
  expect(own.alarms.get(ID)).toBeNull();
  await own.alarms.apply(testCampus([HOT]));
  await own.value(31);
  expect(own.alarms.get(ID)).toMatchObject({ occurrence: 2, active: true });
});

test("when state.db is set aside, occurrences go on after the last one that the journal tells of", async () => {
  await using folder = tempFolder();
  const clock = handClock();
  {
    await using first = await bench(folder.path, HOT, clock);
    for (const value of [30, 20, 30, 20]) await first.value(value);
    expect(first.alarms.get(ID)?.occurrence).toBe(2);
  }
  writeFileSync(join(folder.path, "state.db"), "rubbish ".repeat(1000));
  await using second = await bench(folder.path, HOT, clock);
  expect(second.alarms.get(ID)).toBeNull();
  await second.value(30);
  expect(second.alarms.get(ID)).toMatchObject({ occurrence: 3, active: true });
});
