import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { JournalConfig } from "#gateway/config/campus.ts";
import { type HandClock, handClock } from "#gateway/kit/hand-clock.ts";
import { openDatabase } from "#gateway/kit/sqlite.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import type { Journal } from "./journal.ts";
import type { JournalOptions } from "./open.ts";
import { DAY_MS, event, fill, LIMITS, mark, openTestJournal, readAll, reading, store } from "./testing.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Bed extends AsyncDisposable {
  readonly journal: Journal;
  readonly clock: HandClock;
  limits: JournalConfig;
  /** Lets the keeper look until this holds. */
  keep(what: string, done: () => boolean): Promise<void>;
}

async function bedIn(folder: string, clock = handClock(), options: Partial<JournalOptions> = {}): Promise<Bed> {
  const bed: { limits: JournalConfig } = { limits: LIMITS };
  const journal = await openTestJournal(folder, { clock, limits: () => bed.limits, ...options });
  return Object.assign(bed, {
    journal,
    clock,
    keep: (what: string, done: () => boolean) =>
      until(what, () => {
        clock.pass(2000);
        return done();
      }).then(() => undefined),
    [Symbol.asyncDispose]: () => journal[Symbol.asyncDispose](),
  });
}

/** Several looks, each given time to end: what the keeper would do, it has done. */
async function looks({ journal, clock }: Bed, count = 5): Promise<void> {
  for (let i = 0; i < count; i++) {
    clock.pass(2000);
    // Behind whatever this look asked of the writer.
    await journal.append({ ...event("probe"), receivedMs: clock.now(), measuredMs: clock.now() });
  }
}

function readingsOf(journal: Journal): number[] {
  return readAll(journal, { kinds: ["reading"] }).map((record) => record.seq);
}

test("readings past their age expire as a prefix; other kinds stay until their own", async () => {
  await using folder = tempFolder();
  await using bed = await bedIn(folder.path);
  const { journal, clock } = bed;
  bed.limits = { ...LIMITS, keepReadingsMs: 7 * MINUTE_MS, keepOtherMs: 30 * MINUTE_MS };
  await fill(journal, "dev-1", 100, { receivedMs: clock.now() });
  await store(journal, event("gate", "a.b", { receivedMs: clock.now() }));
  clock.pass(3 * MINUTE_MS);
  const young = await fill(journal, "dev-1", 50, { receivedMs: clock.now() });
  clock.pass(4 * MINUTE_MS + 1);
  await bed.keep("the old readings to expire", () => readingsOf(journal).length === 50);
  expect(readingsOf(journal)).toEqual(young);
  expect(readAll(journal, { types: ["a.b"] })).toHaveLength(1);
  expect(journal.status()).toMatchObject({ oldestReading: 103, oldestOther: 1 });
  clock.pass(25 * MINUTE_MS);
  await bed.keep("the event to expire", () => readAll(journal, { types: ["a.b"] }).length === 0);
});

test("what has expired is not shown, neither from memory nor from the file, and the gap says so", async () => {
  await using folder = tempFolder();
  const clock = handClock();
  const check = (journal: Journal) => {
    const page = journal.page({ after: 0, limit: 1000 });
    expect(page.gap).toEqual({ from: 2, to: 101, kinds: ["reading"] });
    expect(page.records.map((record) => record.seq)).toEqual([1, 102]);
    expect(journal.page({ after: 50, limit: 10 }).gap).toEqual({ from: 51, to: 101, kinds: ["reading"] });
    expect(journal.page({ after: 101, limit: 10 }).gap).toBeNull();
    expect(journal.pageBack({ before: 103, limit: 1 })).toMatchObject({ records: [{ seq: 102 }], gap: null });
    expect(journal.pageBack({ before: 102, limit: 10 })).toMatchObject({
      records: [{ seq: 1 }],
      gap: { from: 2, to: 101, kinds: ["reading"] },
    });
    expect(journal.pageBack({ before: 102, limit: 10, kinds: ["event"] }).gap).toBeNull();
    expect(journal.page({ after: 0, limit: 10, kinds: ["event", "system"] }).gap).toBeNull();
    expect(journal.page({ after: 0, limit: 10, types: ["a.*"] }).gap).toBeNull();
    expect(journal.page({ after: 0, limit: 10, kinds: ["reading"] }).gap).toEqual({
      from: 2,
      to: 101,
      kinds: ["reading"],
    });
  };
  {
    await using bed = await bedIn(folder.path, clock);
    const { journal } = bed;
    await fill(journal, "dev-1", 100, { receivedMs: clock.now() });
    await store(journal, event("gate", "a.b", { receivedMs: clock.now() }));
    bed.limits = { ...LIMITS, keepReadingsMs: 1000 };
    await bed.keep("the readings to expire", () => readingsOf(journal).length === 0);
    check(journal);
  }
  await using again = await bedIn(folder.path, clock);
  check(again.journal);
});

test("only consumers that had not passed are told what they lost: first, last, how many, why", async () => {
  await using folder = tempFolder();
  await using bed = await bedIn(folder.path);
  const { journal, clock } = bed;
  for (let i = 0; i < 10; i++) {
    await fill(journal, "dev-1", 10, { receivedMs: clock.now() });
    await store(journal, event("gate", "a.b", { receivedMs: clock.now() }));
  }
  // Seqs: 1 began; then ten times ten readings and an event. The last reading is 110.
  journal.setCursor("passed", 110);
  journal.setCursor("half", 56);
  journal.setCursor("nothing", 0);
  journal.setCursor("at-event", 111);
  bed.limits = { ...LIMITS, keepReadingsMs: 1000 };
  await bed.keep("the losses", () => readAll(journal, { kinds: ["loss"] }).length >= 2);
  await looks(bed);
  expect(
    readAll(journal, { kinds: ["loss"] }).map((record) => record.kind === "loss" && [record.type, record.body]),
  ).toEqual([
    ["loss.expired", { consumer: "half", from: 57, to: 110, count: 50, reason: "age" }],
    ["loss.expired", { consumer: "nothing", from: 2, to: 110, count: 100, reason: "age" }],
  ]);
});

test("at the size limit the oldest readings go, other kinds never; losses of many portions are one entry", async () => {
  await using folder = tempFolder();
  await using bed = await bedIn(folder.path);
  const { journal, clock } = bed;
  journal.setCursor("slow", 1);
  const text = "x".repeat(200);
  for (let i = 0; i < 60; i++) await store(journal, event("gate", "a.b", { receivedMs: clock.now(), body: { text } }));
  await fill(journal, "dev-1", 30_000, { receivedMs: clock.now() });
  await bed.keep("the size to be measured", () => journal.status().bytes > 500_000);
  bed.limits = { ...LIMITS, maxBytes: 250_000 };
  await bed.keep(
    "the file to fit",
    () => journal.status().bytes <= 250_000 && readAll(journal, { kinds: ["loss"] }).length > 0,
  );
  const left = readingsOf(journal);
  expect(left.length).toBeGreaterThan(0);
  expect(left).toEqual(Array.from({ length: left.length }, (_, i) => 30_061 - left.length + 1 + i));
  const first = left[0] ?? 0;
  const losses = readAll(journal, { kinds: ["loss"] });
  expect(losses).toMatchObject([
    { body: { consumer: "slow", from: 62, to: first - 1, count: first - 62, reason: "size" } },
  ]);
  bed.limits = { ...LIMITS, maxBytes: 1 };
  await bed.keep("all readings to go", () => readingsOf(journal).length === 0);
  expect(readAll(journal, { types: ["a.b"] })).toHaveLength(60);
});

test("a clock that jumps deletes nothing by age until it has stood for an hour", async () => {
  await using folder = tempFolder();
  await using bed = await bedIn(folder.path);
  const { journal, clock } = bed;
  await fill(journal, "dev-1", 10, { receivedMs: clock.now() });
  clock.setWall(clock.now() + 365 * DAY_MS);
  await looks(bed);
  expect(readingsOf(journal)).toHaveLength(10);
  clock.pass(HOUR_MS);
  await bed.keep("the readings to expire", () => readingsOf(journal).length === 0);
});

test("a start far from the newest entry waits for an hour as well, a start near it does not", async () => {
  await using folder = tempFolder();
  const clock = handClock();
  {
    await using bed = await bedIn(folder.path, clock);
    await fill(bed.journal, "dev-1", 10, { receivedMs: clock.now() });
  }
  clock.setWall(clock.now() + 365 * DAY_MS);
  {
    await using bed = await bedIn(folder.path, clock);
    await looks(bed);
    expect(readingsOf(bed.journal)).toHaveLength(10);
  }
  await using bed = await bedIn(folder.path, clock);
  await bed.keep("the readings to expire", () => readingsOf(bed.journal).length === 0);
});

test("what expires soon after it came is still known after a crash: cursors, repeats, seqs", async () => {
  await using folder = tempFolder();
  await using crashed = tempFolder();
  const clock = handClock();
  {
    await using bed = await bedIn(folder.path, clock);
    const { journal } = bed;
    const shape = journal.shape("dev-1", ["t"], ["Cel"]);
    for (let seq = 1; seq <= 20; seq++) {
      journal.repeats("dev-1", mark(seq), null);
      await store(journal, reading(shape, [seq], { mark: mark(seq), receivedMs: clock.now() }));
    }
    journal.setCursor("influx", 21);
    bed.limits = { ...LIMITS, keepReadingsMs: 1000 };
    await bed.keep("the readings to expire", () => readingsOf(journal).length === 0);
    for (const end of ["", "-wal"])
      copyFileSync(join(folder.path, `journal.db${end}`), join(crashed.path, `journal.db${end}`));
  }
  await using bed = await bedIn(crashed.path, clock);
  for (let seq = 1; seq <= 20; seq++) expect(bed.journal.repeats("dev-1", mark(seq), null)).toBe("repeat");
  expect(bed.journal.status().cursors).toEqual([{ consumer: "influx", seq: 21 }]);
  expect(bed.journal.head).toBeGreaterThanOrEqual(21);
});

test("the sample of a rejected message leaves the file after 30 days; what else the entry says stays", async () => {
  await using folder = tempFolder();
  await using bed = await bedIn(folder.path);
  const { journal, clock } = bed;
  const rejected = (sample: string) => ({
    ...event("gate", "loss.rejected", { receivedMs: clock.now() }),
    kind: "loss" as const,
    body: { reason: "bad-json", sample, count: 1 },
  });
  const old = await journal.append(rejected("b2xk"));
  clock.pass(30 * DAY_MS + 1);
  const young = await journal.append(rejected("eW91bmc="));
  await bed.keep("the old sample to be gone", () => !JSON.stringify(onDisk(folder.path, old)).includes("b2xk"));
  expect(onDisk(folder.path, old)).toEqual({ reason: "bad-json", count: 1 });
  expect(onDisk(folder.path, young)).toEqual({ reason: "bad-json", sample: "eW91bmc=", count: 1 });
});

/** The body of an entry as the file has it. */
function onDisk(folder: string, seq: number): unknown {
  const db = openDatabase(join(folder, "journal.db"), { readOnly: true });
  try {
    return JSON.parse(String(db.prepare("SELECT body FROM entry WHERE seq = ?").get(seq)?.body));
  } finally {
    db.close();
  }
}
