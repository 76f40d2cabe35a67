// Queries against a real journal file, held to what the readings themselves say.
import { join } from "node:path";
import { expect, test } from "vitest";
import { openPointReader } from "#gateway/journal/point-reader.ts";
import { openTestJournal, readAll, reading, store } from "#gateway/journal/testing.ts";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { type Random, randomOf } from "#test/chaos/random.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import type { HistoryQuery } from "../contract/history.ts";
import type { Journal } from "../journal/journal.ts";
import type { Reading, StoredValue } from "../journal/record.ts";
import { answerOf } from "./answer.ts";

const START = Date.parse("2026-11-22T00:00:00.000Z");
const HOUR = 3_600_000;
const never = { stop: () => false, late: () => false };

const QUERY: HistoryQuery = {
  device: "dev-1",
  point: "t",
  unit: null,
  fromMs: START,
  toMs: START + 10 * HOUR,
  step: null,
  timezone: "Asia/Shanghai",
  limit: 10_000,
  after: null,
  heldMs: 0,
};

interface Answer {
  readonly complete: boolean;
  readonly unit: string;
  readonly next: string | null;
  readonly readings?: readonly { readonly at: string; readonly value: unknown; readonly quality: string }[];
  readonly buckets?: readonly {
    readonly at: string;
    readonly count: number;
    readonly bad: number;
    readonly sum: number;
  }[];
}

function ask(file: string, query: Partial<HistoryQuery>): Answer {
  using journal = openPointReader(file);
  const answer = answerOf({ journal, rollups: null }, { ...QUERY, ...query }, never);
  if (answer === null || !("body" in answer)) throw new Error(JSON.stringify(answer));
  return JSON.parse(answer.body);
}

function someValue(random: Random): StoredValue {
  const kind = random.between(1, 10);
  if (kind === 1) return { value: null, quality: "bad", reason: "timeout" };
  if (kind === 2) return { value: random.between(0, 50), quality: "uncertain", reason: "jump" };
  return random.between(0, 400) / 10;
}

/** Four devices over ten hours, most of it in time, some of it hours late; more than two blocks of rows. */
async function manyReadings(journal: Journal): Promise<void> {
  const random = randomOf(21);
  const work: Promise<unknown>[] = [];
  for (let i = 0; i < 9000; i++) {
    const receivedMs = START + i * 4000;
    const late = random.between(1, 50) === 1;
    const measuredMs = late ? START + random.between(0, i * 4000) : receivedMs - random.between(0, 900);
    const shape = journal.shape(
      `dev-${random.between(1, 4)}`,
      random.pick([
        ["t", "h"],
        ["h", "t"],
      ]),
      ["Cel", "Cel"],
    );
    work.push(store(journal, reading(shape, [someValue(random), someValue(random)], { receivedMs, measuredMs })));
  }
  await Promise.all(work);
}

function pointOf({ shape, values }: Reading, point: string): StoredValue {
  return values[shape.points.indexOf(point)] ?? 0;
}

test("readings and figures are those of the journal, for any range, late data at the time when it was measured", async () => {
  await using folder = tempFolder();
  const file = join(folder.path, "journal.db");
  await using journal = await openTestJournal(folder.path);
  await manyReadings(journal);
  const all = readAll(journal, { kinds: ["reading"] }).filter((record) => record.kind === "reading");
  const random = randomOf(22);
  for (let i = 0; i < 25; i++) {
    const device = `dev-${random.between(1, 4)}`;
    const fromMs = START + random.between(0, 10 * HOUR);
    const toMs = fromMs + random.between(0, 3 * HOUR);
    const right = all
      .filter(({ shape, measuredMs }) => shape.device === device && measuredMs >= fromMs && measuredMs < toMs)
      .sort((a, b) => a.measuredMs - b.measuredMs || a.seq - b.seq);
    const { readings, next, complete } = ask(file, { device, point: "h", fromMs, toMs });
    expect([next, complete]).toEqual([null, true]);
    expect(readings).toEqual(
      right.map((record) => {
        const value = pointOf(record, "h");
        const at = new Date(record.measuredMs).toISOString();
        return typeof value === "object"
          ? { at, value: value.value, quality: value.quality }
          : { at, value, quality: "good" };
      }),
    );
    const { buckets = [] } = ask(file, { device, point: "h", fromMs, toMs, step: { ms: 15 * 60_000, text: "15min" } });
    const bad = right.filter((record) => {
      const value = pointOf(record, "h");
      return typeof value === "object" && value.quality === "bad";
    }).length;
    expect(buckets.reduce((sum, bucket) => sum + bucket.bad, 0)).toBe(bad);
    expect(buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(right.length - bad);
  }
});

test("pages end where the next one begins, and together they are the whole", async () => {
  await using folder = tempFolder();
  const file = join(folder.path, "journal.db");
  await using journal = await openTestJournal(folder.path);
  await manyReadings(journal);
  const paged = (query: Partial<HistoryQuery>) => {
    const items: unknown[] = [];
    for (let after: HistoryQuery["after"] = null, more = true; more; ) {
      const { readings, buckets, next } = ask(file, { ...query, after });
      items.push(...(readings ?? buckets ?? []));
      more = next !== null;
      const [ms = 0, seq = 0] = (next ?? "").split(":").map(Number);
      after = { ms, seq };
    }
    return items;
  };
  expect(paged({ limit: 333 })).toEqual(ask(file, {}).readings);
  const step = { ms: 60_000, text: "1min" };
  expect(paged({ limit: 47, step })).toEqual(ask(file, { step }).buckets);
});

test("a device that names other points every time, and one whose unit changed, give what belongs to the point", async () => {
  await using folder = tempFolder();
  const file = join(folder.path, "journal.db");
  await using journal = await openTestJournal(folder.path);
  const add = (points: readonly string[], unit: "Cel" | "%", values: readonly number[]) =>
    store(
      journal,
      reading(
        journal.shape(
          "dev-1",
          points,
          points.map(() => unit),
        ),
        values,
        { measuredMs: START, receivedMs: START },
      ),
    );
  await Promise.all(Array.from({ length: 1030 }, (_, i) => add([`p${i}`], "Cel", [i])));
  // The table of shapes is full now: this row carries its own.
  await add(["extra", "p7"], "Cel", [1, 707]);
  await add(["p7"], "%", [50]);
  const { readings, unit } = ask(file, { point: "p7", unit: "Cel" });
  expect([unit, readings?.map(({ value }) => value)]).toEqual(["Cel", [7, 707]]);
});

test("an answer is complete only as far back as readings are kept", async () => {
  await using folder = tempFolder();
  const clock = handClock();
  const limits = { keepReadingsMs: HOUR, keepOtherMs: 24 * HOUR, maxBytes: 8e9 };
  await using journal = await openTestJournal(folder.path, { clock, limits: () => limits });
  const file = join(folder.path, "journal.db");
  const now = () => ({ measuredMs: clock.now(), receivedMs: clock.now() });
  const oldMs = clock.now();
  await store(journal, reading(journal.shape("dev-1", ["t"], ["Cel"]), [1], now()));
  const asked = { fromMs: oldMs, toMs: oldMs + 3 * HOUR };
  expect(ask(file, asked)).toMatchObject({ complete: true, readings: [{ value: 1 }] });
  clock.pass(2 * HOUR);
  await store(journal, reading(journal.shape("dev-1", ["t"], ["Cel"]), [2], now()));
  await until("the old reading to expire", () => {
    clock.pass(2000);
    return readAll(journal, { kinds: ["reading"] }).length === 1;
  });
  expect(ask(file, asked)).toMatchObject({ complete: false, readings: [{ value: 2 }] });
  expect(ask(file, { ...asked, fromMs: oldMs + 2 * HOUR })).toMatchObject({ complete: true, readings: [{ value: 2 }] });
});

test("what no reading ever had is refused, unless it is configured: then it is empty", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  await store(journal, reading(journal.shape("dev-1", ["door"], ["1"]), ["open"], { measuredMs: START }));
  using reader = openPointReader(join(folder.path, "journal.db"));
  const sources = { journal: reader, rollups: null };
  expect(answerOf(sources, QUERY, never)).toEqual({ refused: "unknown-point" });
  expect(answerOf(sources, { ...QUERY, unit: "Cel" }, never)).toMatchObject({
    body: expect.stringContaining('"readings":[]'),
  });
  const door = { ...QUERY, point: "door", step: { ms: 60_000, text: "1min" } };
  expect(answerOf(sources, door, never)).toEqual({ refused: "text-point" });
  expect(answerOf(sources, { ...door, step: null }, { stop: () => true, late: () => true })).toBeNull();
  expect(answerOf(sources, { ...door, step: null }, { stop: () => false, late: () => true })).toEqual({
    refused: "too-long",
  });
});
