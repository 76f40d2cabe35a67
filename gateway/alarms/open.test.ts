import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTestJournal, store } from "#gateway/journal/testing.ts";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { bench, readingIn } from "#test/harness/alarm-engine.ts";
import { instead } from "#test/harness/broker.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import type { Journal } from "../journal/journal.ts";
import { HOT } from "./testing.ts";

const ID = "hot.mr1-th.temperature";
const WISH = { occurrence: 1, comment: null };
/** What is on disk now, as a kill would leave it. */
function killed(folder: string, copy: string): void {
  cpSync(folder, copy, { recursive: true });
}

const SLOW = { ...HOT, onDelayMs: 60_000 };
const HOUR_MS = 3_600_000;

test.each([
  ["forward", HOUR_MS],
  ["back", -HOUR_MS],
])("a wall clock that is set an hour %s moves no delay", async (_way, stepMs) => {
  await using folder = tempFolder();
  await using own = await bench(folder.path, SLOW);
  await own.value(30);
  await own.pass(30_000);
  own.clock.setWall(own.clock.now() + stepMs);
  await own.value(31);
  await own.pass(29_000);
  expect(own.alarms.list("all")).toEqual([]);
  await own.pass(1100);
  expect(own.alarms.get(ID)).toMatchObject({ active: true, value: 31 });
});

test("a delay that began just after the wall clock was set back takes its full time", async () => {
  await using folder = tempFolder();
  await using own = await bench(folder.path, SLOW);
  await own.value(20);
  await own.pass(10 * 60_000);
  own.clock.setWall(own.clock.now() - HOUR_MS);
  await own.value(30);
  await own.pass(59_000);
  expect(own.alarms.list("all")).toEqual([]);
  await own.pass(1200);
  expect(own.alarms.list("open").map(({ id }) => id)).toEqual([ID]);
});

test("a value that came just before the wall clock was set forward is not taken for an old one", async () => {
  await using folder = tempFolder();
  await using own = await bench(folder.path, SLOW);
  await own.value(20);
  await own.pass(10 * 60_000);
  const receivedMs = own.clock.now();
  own.clock.setWall(receivedMs + HOUR_MS);
  await own.value(30, receivedMs);
  await own.pass(59_000);
  expect(own.alarms.list("all")).toEqual([]);
  await own.pass(1200);
  expect(own.alarms.list("open").map(({ id }) => id)).toEqual([ID]);
});

test("a value that was received in time ends silence, also while it is still on its way to disk", async () => {
  await using folder = tempFolder();
  await using own = await bench(folder.path, { ...HOT, condition: { is: "noData", forMs: 10_000 } });
  await own.value(20);
  await own.pass(9900);
  const stored = store(own.journal, readingIn(own.journal, 20, own.clock.now()));
  own.clock.pass(300);
  await stored;
  await own.pass(0);
  expect(await own.told()).toEqual([]);
  await own.pass(10_000);
  expect(await own.told()).toEqual(["alarm.raised"]);
});

test("a delay goes on over a stop, and the time in between counts as soon as a value says that it is still so", async () => {
  await using folder = tempFolder();
  const clock = handClock();
  {
    await using before = await bench(folder.path, SLOW, clock);
    await before.value(30);
    await before.pass(30_000);
  }
  clock.pass(25_000);
  await using own = await bench(folder.path, SLOW, clock);
  await own.value(30);
  await own.pass(4000);
  expect(await own.told()).toEqual([]);
  await own.pass(1200);
  expect(await own.told()).toEqual(["alarm.raised"]);
});

test("what came due while the gateway was down waits for an answer, or half a minute, before it is told", async () => {
  await using well = tempFolder();
  await using silent = tempFolder();
  const clock = handClock();
  for (const { path } of [well, silent]) {
    await using before = await bench(path, SLOW, clock);
    await before.value(30);
  }
  clock.pass(900_000);
  {
    await using again = await bench(well.path, SLOW, clock);
    await again.pass(10_000);
    await again.value(20);
    await again.pass(60_000);
    expect(await again.told()).toEqual([]);
  }
  await using again = await bench(silent.path, SLOW, clock);
  await again.pass(29_000);
  expect(await again.told()).toEqual([]);
  await again.pass(2000);
  expect(await again.told()).toEqual(["alarm.raised"]);
});

test("killed after saving and before telling, a start tells it; killed after both, it tells nothing twice", async () => {
  await using folder = tempFolder();
  await using saved = tempFolder();
  await using told = tempFolder();
  let hold = true;
  const { promise: held, resolve: holding } = Promise.withResolvers<void>();
  const { promise: go, resolve: release } = Promise.withResolvers<void>();
  const through = (journal: Journal) =>
    instead(journal, {
      append: async (record) => {
        if (hold) holding();
        if (hold) await go;
        return await journal.append(record);
      },
    });
  await using first = await bench(folder.path, HOT, handClock(), through);
  const value = first.value(30);
  await held;
  killed(folder.path, saved.path);
  hold = false;
  release();
  await value;
  killed(folder.path, told.path);
  for (const copy of [saved.path, told.path]) {
    await using again = await bench(copy, HOT, first.clock);
    expect(await again.told()).toEqual(["alarm.raised"]);
    expect(again.alarms.get(ID)).toMatchObject({ active: true, occurrence: 1 });
    await again.value(31);
    expect(await again.told()).toEqual(["alarm.raised"]);
  }
});

test("what nobody can be told yet nobody can see yet", async () => {
  await using folder = tempFolder();
  const { promise: held, resolve: holding } = Promise.withResolvers<void>();
  const { promise: go, resolve: release } = Promise.withResolvers<void>();
  const through = (journal: Journal) =>
    instead(journal, {
      append: async (record) => {
        holding();
        await go;
        return await journal.append(record);
      },
    });
  await using own = await bench(folder.path, HOT, handClock(), through);
  const value = own.value(30);
  await held;
  expect(own.alarms.list("all")).toEqual([]);
  release();
  await value;
  expect(own.alarms.list("all")).toHaveLength(1);
});

test("a journal that takes nothing for a while keeps no alarm back for good", async () => {
  await using folder = tempFolder();
  let full = true;
  const through = (journal: Journal) =>
    instead(journal, {
      append: (record) => (full ? Promise.reject(new Error("full")) : journal.append(record)),
    });
  await using own = await bench(folder.path, SLOW, handClock(), through);
  await own.value(30);
  await own.pass(60_100);
  expect(await own.told()).toEqual([]);
  full = false;
  own.clock.pass(1100);
  await until("the alarm to be told", async () => (await own.told()).includes("alarm.raised"));
  expect(own.alarms.list("open")).toHaveLength(1);
});

test("a first start on a journal with a past begins now: what was over long ago raises nothing", async () => {
  await using folder = tempFolder();
  const clock = handClock();
  {
    await using before = await bench(folder.path, { ...HOT, id: "other", point: "humidity" }, clock);
    await before.value(40);
  }
  writeFileSync(join(folder.path, "state.db"), "");
  await using own = await bench(folder.path, HOT, clock);
  await own.value(20);
  expect(await own.told()).toEqual([]);
});

test("a damaged state.db is set aside and alarms are judged afresh", async () => {
  await using folder = tempFolder();
  writeFileSync(join(folder.path, "state.db"), "rubbish ".repeat(1000));
  await using own = await bench(folder.path, HOT);
  await own.value(30);
  expect(own.alarms.get(ID)?.active).toBe(true);
});

test("with a new journal the alarms go on as they are", async () => {
  await using folder = tempFolder();
  await using other = tempFolder();
  const clock = handClock();
  {
    await using before = await bench(folder.path, HOT, clock);
    await before.value(30);
    expect(await before.alarms.acknowledge("admin", ID, WISH)).toMatchObject({ acknowledged: true });
  }
  {
    // What came to the new journal before the alarms followed it.
    await using journal = await openTestJournal(other.path, { clock });
    await store(journal, readingIn(journal, 20, clock.now()));
  }
  cpSync(join(folder.path, "state.db"), join(other.path, "state.db"));
  await using own = await bench(other.path, HOT, clock);
  await until("the new journal to be followed", async () => (await own.told()).length > 0);
  expect(own.alarms.get(ID)).toMatchObject({ occurrence: 1, acknowledged: true, active: false });
  expect(await own.told()).toEqual(["alarm.cleared"]);
});

test("a shelf ends by itself, also over a stop", async () => {
  await using folder = tempFolder();
  const clock = handClock();
  {
    await using before = await bench(folder.path, HOT, clock);
    await before.value(30);
    await before.alarms.shelve("admin", ID, WISH, 10_000);
  }
  clock.pass(5000);
  await using own = await bench(folder.path, HOT, clock);
  expect(own.alarms.list("shelved")).toHaveLength(1);
  await own.pass(5200);
  expect(own.alarms.list("open")).toHaveLength(1);
  expect(await own.told()).toEqual(["alarm.raised", "alarm.shelved", "alarm.unshelved"]);
});

test.each([
  ["forward", HOUR_MS],
  ["back", -HOUR_MS],
])("a wall clock that is set an hour %s moves no shelf", async (_way, stepMs) => {
  await using folder = tempFolder();
  await using own = await bench(folder.path, HOT);
  await own.value(30);
  await own.alarms.shelve("admin", ID, WISH, 60_000);
  own.clock.setWall(own.clock.now() + stepMs);
  await own.pass(59_000);
  expect(own.alarms.list("shelved")).toHaveLength(1);
  await own.pass(1200);
  expect(own.alarms.list("open")).toHaveLength(1);
});
