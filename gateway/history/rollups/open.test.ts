// Roll-ups over a real journal and real files, held to a naive recount of the readings.
import { expect, test } from "vitest";
import { reading, store } from "#gateway/journal/testing.ts";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { type Random, randomOf } from "#test/chaos/random.ts";
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
import { cursorOf, type HistoryQuery } from "../../contract/history.ts";
import type { Unit } from "../../contract/units.ts";
import type { Journal } from "../../journal/journal.ts";
import type { StoredValue } from "../../journal/record.ts";
import type { Bucket } from "../figures.ts";
import { bucketStartOf } from "../steps.ts";
import type { Rollups } from "./open.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HELD_MS = 600_000;
/** Questions after each change. */
const CHECKS = 6;

function someValue(random: Random): StoredValue {
  const kind = random.between(1, 12);
  if (kind === 1) return { value: null, quality: "bad", reason: "timeout" };
  if (kind === 2) return { value: random.between(0, 50), quality: "uncertain", reason: "jump" };
  if (kind === 3) return random.between(0, 1) === 1;
  return random.between(-400, 400) / 10;
}

/** Readings of three devices up to `toMs`: some late by up to two days, some with held polls, some in another unit. */
async function someReadings(
  journal: Journal,
  random: Random,
  fromMs: number,
  toMs: number,
  count: number,
): Promise<void> {
  const work: Promise<unknown>[] = [];
  for (let i = 0; i < count; i++) {
    const receivedMs = fromMs + Math.floor(((toMs - fromMs) * i) / count);
    const lateMs = random.between(1, 20) === 1 ? random.between(0, 2 * DAY) : random.between(0, 1500);
    const unit: Unit = random.between(1, 30) === 1 ? "K" : "Cel";
    const shape = journal.shape(`dev-${random.between(1, 3)}`, ["h", "t"], ["%", unit]);
    const extra = random.between(1, 5) === 1 ? { held: random.between(1, 40) } : null;
    const times = { receivedMs, measuredMs: receivedMs - lateMs, extra };
    work.push(store(journal, reading(shape, [someValue(random), someValue(random)], times)));
  }
  await Promise.all(work);
}

type Step = NonNullable<HistoryQuery["step"]>;
const STEPS: readonly [Step, ...Step[]] = [
  { ms: 60_000, text: "1min" },
  { ms: 7 * 60_000, text: "7min" },
  { ms: 900_000, text: "15min" },
  { ms: HOUR, text: "1h" },
  { ms: DAY, text: "1d" },
  { ms: 3 * DAY, text: "3d" },
];

/** The answer in pages. */
function paged(folder: string, query: HistoryQuery, limit: number): Bucket[] {
  const buckets: Bucket[] = [];
  for (let after: HistoryQuery["after"] = null, more = true; more; ) {
    const page = askSteps(folder, { ...query, limit, after });
    expect(page.buckets.length).toBeLessThanOrEqual(limit);
    buckets.push(...page.buckets);
    more = page.next !== null;
    after = cursorOf(page.next ?? "");
  }
  return buckets;
}

function someQuery(random: Random, fromMs: number, toMs: number): HistoryQuery {
  const at = () => random.between(fromMs, toMs);
  const [a, b] = [at(), at()].sort((x, y) => x - y) as [number, number];
  const aligned = random.between(1, 2) === 1;
  const [from, to] = aligned ? [Math.floor(a / HOUR) * HOUR, Math.ceil(b / HOUR) * HOUR] : [a, b];
  const query = { ...STEPS_OF_DEV_1, fromMs: from, toMs: to, step: random.pick(STEPS), heldMs: HELD_MS };
  return { ...query, device: `dev-${random.between(1, 3)}`, point: "t", unit: random.pick(["Cel", "Cel", "K"]) };
}

test.each([
  ["Asia/Shanghai", Date.parse("2026-11-20T03:00:00.000Z"), 31],
  // Clocks go back on 25 October 2026, and forward on 29 March.
  ["Europe/Berlin", Date.parse("2026-10-23T22:10:00.000Z"), 32],
  ["Europe/Berlin", Date.parse("2026-03-27T22:10:00.000Z"), 33],
])(
  "in %s any step over any range is what a recount of the readings gives (from %i, seed %i)",
  async (timezone, startMs, seed) => {
    await using folder = tempFolder();
    const random = randomOf(seed);
    const clock = handClock(startMs);
    const options = { clock, timezone: () => timezone, heldMs: () => HELD_MS };
    const check = (journal: Journal, endMs: number) => {
      const readings = readingsIn(journal);
      for (let i = 0; i < CHECKS; i++) {
        const query = { ...someQuery(random, startMs - 2 * DAY, endMs + HOUR), timezone };
        const { buckets, complete } = askSteps(folder.path, query);
        const right = recount(readings, query, bucketStartOf(query.step?.ms ?? 0, timezone));
        expect(differences(buckets, right), JSON.stringify(query)).toEqual([]);
        expect(complete).toBe(true);
        const limit = Math.ceil(buckets.length / random.between(2, 4));
        if (i === 0 && limit > 0) expect(differences(paged(folder.path, query, limit), right)).toEqual([]);
      }
    };
    let fromMs = startMs;
    for (let round = 0; round < 3; round++) {
      // Each round is another run: what is open goes on from the file, what is over is packed, late data comes to what is packed.
      await using bed = await openRollupBed(folder.path, options);
      const toMs = fromMs + 20 * HOUR;
      await someReadings(bed.journal, random, fromMs, (fromMs + toMs) / 2, 400);
      await bed.counted();
      await bed.rollups.save();
      clock.pass(10 * HOUR);
      await bed.rollups.tidied();
      check(bed.journal, toMs);
      await someReadings(bed.journal, random, (fromMs + toMs) / 2, toMs, 400);
      await bed.counted();
      // Not saved yet: the newest part comes from the journal.
      check(bed.journal, toMs);
      clock.pass(10 * HOUR);
      fromMs = toMs;
    }
  },
);

const AT = Date.parse("2026-11-22T05:00:00.000Z");
const bad: StoredValue = { value: null, quality: "bad", reason: "timeout" };

/** One reading of dev-1 at AT and so many seconds. */
function put(journal: Journal, seconds: number, value: StoredValue, more: { held?: number; lateS?: number } = {}) {
  const measuredMs = AT + seconds * 1000;
  const times = { measuredMs, receivedMs: measuredMs + 1000 * (more.lateS ?? 0) };
  const extra = more.held === undefined ? null : { held: more.held };
  return store(journal, reading(journal.shape("dev-1", ["t"], ["Cel"]), [value], { ...times, extra }));
}

test("what came after the last save is in the answer once, and its held polls repeat what was counted before", async () => {
  await using folder = tempFolder();
  await using bed = await openRollupBed(folder.path, { clock: handClock(AT) });
  await put(bed.journal, 10, 5);
  await bed.counted();
  await bed.rollups.save();
  await put(bed.journal, 40, 7, { held: 2 });
  const whole = askSteps(folder.path, {});
  expect(whole.buckets).toMatchObject([{ count: 4, sum: 22, last: 7 }]);
  // The same as parts of a minute: both ends are read from the journal.
  expect(askSteps(folder.path, { fromMs: AT + 5000, toMs: AT + 45_000 }).buckets).toEqual(whole.buckets);
  await bed.counted();
  await bed.rollups.save();
  expect(askSteps(folder.path, {}).buckets).toEqual(whole.buckets);
});

test("a bucket that is packed is corrected by what comes late, and `last` stays the value measured last", async () => {
  await using folder = tempFolder();
  const clock = handClock(AT);
  await using bed = await openRollupBed(folder.path, { clock });
  await put(bed.journal, 50, 5);
  await bed.counted();
  clock.pass(5 * HOUR);
  await bed.rollups.tidied();
  await put(bed.journal, 20, -3, { lateS: 18_000 });
  await put(bed.journal, 30, bad, { lateS: 18_000 });
  await bed.counted();
  const right = [{ count: 2, min: -3, max: 5, sum: 2, last: 5, bad: 1 }];
  for (let i = 0; i < 3; i++) {
    expect(askSteps(folder.path, {}).buckets).toMatchObject(right);
    expect(askSteps(folder.path, { step: { ms: DAY, text: "1d" } }).buckets).toMatchObject(right);
    clock.pass(60_000);
    await bed.rollups.save();
    await bed.rollups.tidied();
  }
});

test("changes are told when a bucket is over, once, and again with a greater revision when it is corrected, packed or not", async () => {
  await using folder = tempFolder();
  const clock = handClock(AT);
  const options = { clock, followers: () => ["county"] };
  const seen = new Map<string, { rev: number; count: number; sum: number }>();
  let at = 0;
  const fetched = (rollups: Rollups) => {
    const told: string[] = [];
    for (let more = true; more; ) {
      const page = rollups.changedSince(at, 3);
      for (const { step, atMs, rev, count, sum } of page.buckets) {
        expect(rev).toBeGreaterThan(seen.get(`${step} ${atMs}`)?.rev ?? 0);
        seen.set(`${step} ${atMs}`, { rev, count, sum });
        told.push(`${step} ${(atMs - AT) / 60_000}`);
      }
      expect(page.gone).toBe(false);
      at = page.next;
      more = page.more;
    }
    rollups.passed("county", at);
    return told;
  };
  const later = async (bed: RollupBed, ms: number) => {
    clock.pass(ms);
    await bed.counted();
    await bed.rollups.save();
  };
  {
    await using bed = await openRollupBed(folder.path, options);
    await put(bed.journal, 10, 5);
    await put(bed.journal, 70, 6);
    await later(bed, 30_000);
    expect(fetched(bed.rollups)).toEqual([]);
    await later(bed, 60_000);
    expect(fetched(bed.rollups)).toEqual(["1min 0"]);
    expect(fetched(bed.rollups)).toEqual([]);
    await later(bed, 16 * 60_000);
    expect(fetched(bed.rollups)).toEqual(["1min 1", "15min 0"]);
  }
  await using bed = await openRollupBed(folder.path, options);
  await later(bed, 24 * HOUR);
  expect(fetched(bed.rollups)).toEqual(["1d -780"]);
  await bed.rollups.tidied();
  await put(bed.journal, 20, 1, { lateS: 86_400 });
  await later(bed, 1000);
  expect(fetched(bed.rollups)).toEqual(["1min 0", "15min 0", "1d -780"]);
  // What everybody passed on is forgotten, and is not told as lost.
  await later(bed, 60_000);
  expect(bed.rollups.changedSince(0, 1000)).toMatchObject({ buckets: [], gone: false });
  expect([...seen.values()].map(({ count, sum }) => [count, sum])).toEqual([
    [2, 6],
    [1, 6],
    [3, 12],
    [3, 12],
  ]);
});
