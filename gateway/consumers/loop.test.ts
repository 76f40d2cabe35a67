import { expect, test } from "vitest";
import { fill, LIMITS, openTestJournal, readAll } from "#gateway/journal/testing.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { type HandClock, handClock } from "#gateway/kit/hand-clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import type { Fresh } from "../journal/record.ts";
import { type Consumer, runConsumer } from "./loop.ts";

const log = createLog("silent");

/** A log that keeps its lines. */
function keptLog(): { lines: string[]; log: ReturnType<typeof createLog> } {
  const lines: string[] = [];
  return { lines, log: createLog("info", { write: (line: string) => void lines.push(line) }) };
}

function collector(name = "test"): Consumer & { readonly seqs: number[]; readonly skips: [number, number][] } {
  const seqs: number[] = [];
  const skips: [number, number][] = [];
  return {
    name,
    seqs,
    skips,
    take: async (records) => void seqs.push(...records.map((record) => record.seq)),
    skipped: (from, to) => void skips.push([from, to]),
  };
}

const upTo = (head: number) => Array.from({ length: head }, (_, i) => i + 1);

test("a consumer gets every entry once and in order, those from before and those that come", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  await fill(journal, "dev-1", 2500);
  const consumer = collector();
  await using running = runConsumer(consumer, { journal, from: null, clock: systemClock, log });
  for (let i = 0; i < 20; i++) await fill(journal, "dev-1", 30);
  await until("all entries", () => consumer.seqs.length >= journal.head);
  expect(consumer.seqs).toEqual(upTo(journal.head));
  await until("the cursor", () => journal.status().cursors[0]?.seq === journal.head);
  expect(running.lag()).toEqual({ consumer: "test", entries: 0, seconds: 0 });
  expect(running.trouble).toBeNull();
});

test("a consumer that waits delays neither the journal nor another consumer, and its lag says how far it is behind", async () => {
  await using folder = tempFolder();
  const clock = handClock();
  await using journal = await openTestJournal(folder.path, { clock });
  const stuck: Consumer = {
    name: "stuck",
    take: (_, signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
  };
  const quick = collector("quick");
  await using behind = runConsumer(stuck, { journal, from: null, clock, log });
  await using other = runConsumer(quick, { journal, from: null, clock, log });
  await fill(journal, "dev-1", 100, { receivedMs: clock.now() });
  await until("the quick one", () => quick.seqs.length === 101);
  clock.pass(5000);
  expect(behind.lag().entries).toBe(101);
  expect(behind.lag().seconds).toBeGreaterThanOrEqual(5);
  expect(other.lag()).toMatchObject({ entries: 0, seconds: 0 });
});

test("a failing consumer gets the same entries again, later and later, is told of once, and goes on", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  await fill(journal, "dev-1", 9);
  const clock: HandClock = handClock();
  const { lines, log: kept } = keptLog();
  const triesAt: number[] = [];
  const seen: number[][] = [];
  let healthy = false;
  const consumer: Consumer = {
    name: "influx",
    take: async (records: readonly Fresh[]) => {
      triesAt.push(Math.round(clock.monotonic() / 1000));
      seen.push(records.map((record) => record.seq));
      if (!healthy) throw new Error("refused");
    },
  };
  await using running = runConsumer(consumer, { journal, from: null, clock, log: kept });
  await until("the first try", () => running.trouble === "refused");
  for (const wait of [1, 2, 4, 8, 16, 32, 60, 60]) {
    const tries = triesAt.length;
    clock.pass(wait * 1000 - 1);
    expect(triesAt, "not before its time").toHaveLength(tries);
    clock.pass(1);
    await until("another try", () => triesAt.length === tries + 1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(journal.status().cursors).toEqual([{ consumer: "influx", seq: 0 }]);
  healthy = true;
  clock.pass(60_000);
  await until("it to go on", () => running.trouble === null);
  expect(seen.every((seqs) => seqs.join() === upTo(10).join())).toBe(true);
  expect(lines.filter((line) => line.includes("try again"))).toHaveLength(1);
  expect(lines.filter((line) => line.includes("goes on"))).toHaveLength(1);
});

test("a consumer goes on from its cursor; another epoch, or a cursor beyond the head, means from the oldest", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  await fill(journal, "dev-1", 99);
  const seen = async (epoch: string, seq: number) => {
    const consumer = collector();
    await using _ = runConsumer(consumer, { journal, from: { epoch, seq }, clock: systemClock, log });
    await until("the head", () => consumer.seqs.at(-1) === 100);
    return consumer.seqs;
  };
  expect(await seen(journal.epoch, 60)).toEqual(upTo(100).slice(60));
  expect(await seen("other", 60)).toEqual(upTo(100));
  expect(await seen(journal.epoch, 101)).toEqual(upTo(100));
});

test("entries that are gone are told as skipped, each range once", async () => {
  await using folder = tempFolder();
  const clock = handClock();
  let limits = LIMITS;
  await using journal = await openTestJournal(folder.path, { clock, limits: () => limits });
  for (let i = 0; i < 30; i++) {
    await fill(journal, "dev-1", 50, { receivedMs: clock.now() });
    await journal.append({ kind: "system", seq: 0, type: "a.b", device: null, receivedMs: clock.now(), measuredMs: clock.now(),
      clock: "gateway", deviceSeq: null, mark: null, eid: null, cause: null, key: null, body: {} }); // biome-ignore format: one record
  }
  limits = { ...LIMITS, keepReadingsMs: 1000 };
  await until("the readings to expire", () => {
    clock.pass(2000);
    return readAll(journal, { kinds: ["reading"] }).length === 0;
  });
  const consumer = collector();
  await using _ = runConsumer(consumer, { journal, from: null, clock, log });
  await until("the head", () => consumer.seqs.at(-1) === journal.head);
  expect(consumer.skips).toEqual([[2, 1530]]);
});

test("catching up leaves room for everything else", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  await fill(journal, "dev-1", 20_000);
  const consumer = collector();
  let turns = 0;
  let counting = true;
  const turn = () => {
    turns++;
    if (counting) setImmediate(turn);
  };
  setImmediate(turn);
  await using _ = runConsumer(consumer, { journal, from: null, clock: systemClock, log });
  await until("the head", () => consumer.seqs.at(-1) === journal.head);
  counting = false;
  expect(turns, "turns of the event loop during 20 pages").toBeGreaterThan(15);
});

test("stopping while entries are handled tells the consumer by its signal, and leaves the cursor where it was", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  let aborted = false;
  let began = false;
  const consumer: Consumer = {
    name: "slow",
    take: (_, signal) =>
      new Promise((_resolve, reject) => {
        began = true;
        signal.addEventListener("abort", () => {
          aborted = true;
          reject(new Error("stopped"));
        });
      }),
  };
  const running = runConsumer(consumer, { journal, from: null, clock: systemClock, log });
  await until("it to be busy", () => began);
  await running[Symbol.asyncDispose]();
  expect(aborted).toBe(true);
  expect(journal.status().cursors).toEqual([{ consumer: "slow", seq: 0 }]);
});

test("a journal that cannot be read for a while does not end a consumer", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  await fill(journal, "dev-1", 5);
  const clock = handClock();
  const consumer = collector();
  let broken = true;
  const flaky = new Proxy(journal, {
    get: (target, name) => {
      if (name === "page" && broken) {
        return () => {
          throw new Error("the file cannot be read");
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  await using running = runConsumer(consumer, { journal: flaky, from: null, clock, log });
  await until("the trouble", () => running.trouble === "the file cannot be read");
  broken = false;
  clock.pass(60_000);
  await until("it to go on", () => consumer.seqs.length === 6);
  expect(running.trouble).toBeNull();
});
