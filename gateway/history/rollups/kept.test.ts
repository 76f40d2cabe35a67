// What is kept, what is said of what is not, and what happens to the file: over real files, with a clock moved by hand.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTestJournal, readAll, reading, store } from "#gateway/journal/testing.ts";
import { type HandClock, handClock } from "#gateway/kit/hand-clock.ts";
import { openDatabase } from "#gateway/kit/sqlite.ts";
import {
  askSteps,
  differences,
  openRollupBed,
  type RollupBed,
  readingsIn,
  recount,
  STEPS_OF_DEV_1,
} from "#test/harness/rollups.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import type { Journal } from "../../journal/journal.ts";
import type { StoredValue } from "../../journal/record.ts";
import { bucketStartOf } from "../steps.ts";

const AT = Date.parse("2026-11-22T05:00:00.000Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const steps = (text: string, ms: number) => ({ step: { ms, text } });
const [MINUTES, QUARTERS, DAYS] = [steps("1min", 60_000), steps("15min", 900_000), steps("1d", DAY)];

function put(journal: Journal, measuredMs: number, value: StoredValue): Promise<number> {
  const shape = journal.shape("dev-1", ["t"], ["Cel"]);
  return store(journal, reading(shape, [value], { measuredMs, receivedMs: measuredMs }));
}

async function written(bed: RollupBed): Promise<void> {
  await bed.counted();
  await bed.rollups.save();
}

/** The clock is set so far ahead, as after a long stop, and then believed again. */
async function setAhead(clock: HandClock, ms: number, bed: RollupBed): Promise<void> {
  clock.setWall(clock.now() + ms);
  clock.pass(62 * 60_000);
  await bed.rollups.tidied();
}

test("minutes are kept for 30 days, quarters for 400, days for ever, and what is gone is not called complete", async () => {
  await using folder = tempFolder();
  const clock = handClock(AT);
  await using bed = await openRollupBed(folder.path, { clock });
  for (const minutes of [0, 1, 20]) await put(bed.journal, AT + minutes * 60_000, minutes);
  await written(bed);
  const count = (more: object) => askSteps(folder.path, more).buckets.map((bucket) => bucket.count);
  await setAhead(clock, 29 * DAY, bed);
  expect([count(MINUTES), count(QUARTERS), count(DAYS)]).toEqual([[1, 1, 1], [2, 1], [3]]);
  await setAhead(clock, 3 * DAY, bed);
  await put(bed.journal, clock.now(), 7);
  await written(bed);
  expect(askSteps(folder.path, MINUTES)).toMatchObject({ complete: false, buckets: [{ count: 1, last: 7 }] });
  expect(askSteps(folder.path, { ...MINUTES, fromMs: clock.now() - 29 * DAY })).toMatchObject({ complete: true });
  expect(askSteps(folder.path, QUARTERS)).toMatchObject({
    complete: true,
    buckets: [{ count: 2 }, { count: 1 }, { count: 1 }],
  });
  // A range that begins within a bucket whose parts are gone is answered with the whole bucket.
  expect(askSteps(folder.path, { ...QUARTERS, fromMs: AT + 30_000 })).toMatchObject({
    buckets: [{ count: 2 }, {}, {}],
  });
  await setAhead(clock, 402 * DAY, bed);
  expect(askSteps(folder.path, QUARTERS)).toMatchObject({ complete: false, buckets: [] });
  expect(askSteps(folder.path, DAYS)).toMatchObject({ complete: true, buckets: [{ count: 3 }, { count: 1 }] });
});

test("a clock that was just set deletes nothing", async () => {
  await using folder = tempFolder();
  const clock = handClock(AT);
  await using bed = await openRollupBed(folder.path, { clock });
  await put(bed.journal, AT, 1);
  await written(bed);
  clock.setWall(AT + 900 * DAY);
  clock.pass(50 * 60_000);
  await bed.rollups.tidied();
  clock.setWall(AT + HOUR);
  clock.pass(50 * 60_000);
  await bed.rollups.tidied();
  expect(askSteps(folder.path, MINUTES)).toMatchObject({ complete: true, buckets: [{ count: 1 }] });
});

test("readings that expired before they were counted are told as missing; what came before and after is there", async () => {
  await using folder = tempFolder();
  const clock = handClock(AT);
  const limits = () => ({ keepReadingsMs: HOUR, keepOtherMs: DAY, maxBytes: 8e9 });
  {
    await using bed = await openRollupBed(folder.path, { clock, limits });
    await put(bed.journal, AT, 1);
    await written(bed);
  }
  clock.pass(60_000);
  {
    // Roll-ups are not running.
    await using journal = await openTestJournal(folder.path, { clock, limits });
    await put(journal, clock.now(), 2);
    clock.pass(2 * HOUR);
    await until("the readings to expire", () => {
      clock.pass(2000);
      return readAll(journal, { kinds: ["reading"] }).length === 0;
    });
  }
  await using bed = await openRollupBed(folder.path, { clock, limits });
  const after = clock.now();
  await put(bed.journal, after, 3);
  await written(bed);
  const figures = (more: object) => {
    const { complete, buckets } = askSteps(folder.path, { ...MINUTES, ...more });
    return [complete, buckets.map(({ last }) => last)];
  };
  expect(figures({})).toEqual([false, [1, 3]]);
  expect(figures({ toMs: AT })).toEqual([true, []]);
  expect(figures({ fromMs: after })).toEqual([true, [3]]);
});

test("a first start on a journal that is there counts everything that it still has", async () => {
  await using folder = tempFolder();
  const clock = handClock(AT);
  {
    await using journal = await openTestJournal(folder.path, { clock });
    for (let i = 0; i < 30; i++) await put(journal, AT + i * 1000, i);
  }
  await using bed = await openRollupBed(folder.path, { clock });
  await written(bed);
  expect(askSteps(folder.path, DAYS)).toMatchObject({ complete: true, buckets: [{ count: 30, sum: 435 }] });
});

test("another journal goes on where the one before ended; what that one lost is told as missing", async () => {
  await using folder = tempFolder();
  const clock = handClock(AT);
  {
    await using bed = await openRollupBed(folder.path, { clock });
    await put(bed.journal, AT, 1);
    await written(bed);
  }
  for (const name of readdirSync(folder.path).filter((one) => one.startsWith("journal.db")))
    rmSync(join(folder.path, name));
  clock.pass(HOUR);
  await using bed = await openRollupBed(folder.path, { clock });
  await put(bed.journal, clock.now(), 2);
  expect(askSteps(folder.path, MINUTES).buckets).toMatchObject([{ last: 1 }, { last: 2 }]);
  await written(bed);
  expect(askSteps(folder.path, MINUTES)).toMatchObject({ complete: false, buckets: [{ last: 1 }, { last: 2 }] });
  expect(askSteps(folder.path, { ...MINUTES, fromMs: clock.now() })).toMatchObject({
    complete: true,
    buckets: [{ last: 2 }],
  });
});

test("with another zone, days are counted again in it", async () => {
  await using folder = tempFolder();
  const clock = handClock(AT);
  {
    await using bed = await openRollupBed(folder.path, { clock });
    for (let i = 0; i < 60; i++) await put(bed.journal, AT - 2 * DAY + i * HOUR, i);
    await written(bed);
    clock.pass(25 * HOUR);
    await bed.rollups.tidied();
  }
  const timezone = "Europe/Berlin";
  await using bed = await openRollupBed(folder.path, { clock, timezone: () => timezone });
  await put(bed.journal, clock.now(), -5);
  await written(bed);
  const query = { ...STEPS_OF_DEV_1, ...DAYS, unit: "Cel", timezone } as const;
  expect(
    differences(
      askSteps(folder.path, query).buckets,
      recount(readingsIn(bed.journal), query, bucketStartOf(DAY, timezone)),
    ),
  ).toEqual([]);
});

test("a position beyond the journal's end is taken back: what comes with those numbers is counted", async () => {
  await using folder = tempFolder();
  const clock = handClock(AT);
  {
    await using bed = await openRollupBed(folder.path, { clock });
    await put(bed.journal, AT, 1);
    await written(bed);
  }
  const db = openDatabase(join(folder.path, "history.db"));
  db.exec("UPDATE meta SET value = value + 100 WHERE key = 'seq'");
  db.close();
  await using bed = await openRollupBed(folder.path, { clock });
  await put(bed.journal, AT + 1000, 2);
  await written(bed);
  expect(askSteps(folder.path, MINUTES).buckets).toMatchObject([{ count: 2, sum: 3 }]);
});

test("texts have no figures, also in roll-ups, and points beyond the limit are answered from the journal", async () => {
  await using folder = tempFolder();
  await using bed = await openRollupBed(folder.path, { clock: handClock(AT) });
  await put(bed.journal, AT, "open");
  const add = (device: string, points: readonly string[]) => {
    const shape = bed.journal.shape(
      device,
      points,
      points.map(() => "1"),
    );
    return store(
      bed.journal,
      reading(
        shape,
        points.map(() => 1),
        { measuredMs: AT, receivedMs: AT },
      ),
    );
  };
  for (let i = 0; i < 5; i++)
    await add(
      "dev-2",
      Array.from({ length: 250 }, (_, k) => `p${250 * i + k}`),
    );
  await written(bed);
  expect(() => askSteps(folder.path, MINUTES)).toThrow("text-point");
  expect(askSteps(folder.path, { device: "dev-2", point: "p3" }).buckets).toMatchObject([{ count: 1 }]);
  expect(askSteps(folder.path, { device: "dev-2", point: "p1249" }).buckets).toMatchObject([{ count: 1 }]);
});

test("a damaged history.db is set aside, and figures are counted again from the journal", async () => {
  await using folder = tempFolder();
  const clock = handClock(AT);
  {
    await using bed = await openRollupBed(folder.path, { clock });
    await put(bed.journal, AT, 1);
    await written(bed);
  }
  writeFileSync(
    join(folder.path, "history.db"),
    "scribbled over, and longer than a header of SQLite would be".repeat(99),
  );
  {
    await using bed = await openRollupBed(folder.path, { clock });
    await written(bed);
    expect(askSteps(folder.path, MINUTES).buckets).toMatchObject([{ count: 1 }]);
  }
  // As damage that shows only while it is in use leaves it.
  writeFileSync(join(folder.path, "history.db.damaged"), "");
  await using bed = await openRollupBed(folder.path, { clock });
  await written(bed);
  expect(askSteps(folder.path, MINUTES).buckets).toMatchObject([{ count: 1 }]);
  const aside = readdirSync(folder.path).filter((name) => /^history\.db\.corrupt-\d+$/.test(name));
  expect(aside.length).toBeGreaterThan(0);
});

test("what could not be written is written later, once", async () => {
  await using folder = tempFolder();
  await using bed = await openRollupBed(folder.path, { clock: handClock(AT) });
  await put(bed.journal, AT, 1);
  await written(bed);
  const other = openDatabase(join(folder.path, "history.db"));
  other.exec("BEGIN IMMEDIATE");
  await put(bed.journal, AT + 1000, 2);
  await bed.counted();
  await expect(bed.rollups.save()).rejects.toMatchObject({ code: "store-unavailable" });
  await put(bed.journal, AT + 2000, 3);
  await bed.counted();
  expect(askSteps(folder.path, MINUTES).buckets).toMatchObject([{ count: 3, sum: 6 }]);
  other.exec("ROLLBACK");
  other.close();
  await bed.rollups.save();
  expect(askSteps(folder.path, MINUTES).buckets).toMatchObject([{ count: 3, sum: 6 }]);
});
