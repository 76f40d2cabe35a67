// The consumer as a whole over real files and in its real thread: where it goes on, where it begins anew, what it tells.
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { STORED, startFaultyStore } from "#test/harness/faulty-influx.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import type { CampusConfig } from "../../config/campus.ts";
import type { Journal } from "../../journal/journal.ts";
import { fill, openTestJournal, readAll } from "../../journal/testing.ts";
import { systemClock as clock } from "../../kit/clock.ts";
import { createLog } from "../../kit/log.ts";
import { openStore } from "../../kit/store-worker.ts";
import { Debts, owedOf } from "./losses.ts";
import { type Influx, openInflux } from "./open.ts";
import type { InfluxWrites } from "./store.ts";

const log = createLog("silent");
const onFailed = (error: Error) => {
  throw error;
};
const noRollups = {
  id: "none",
  changedSince: (rev: number) => ({ buckets: [], next: rev, more: false, gone: false }),
  passed: () => undefined,
};

/** `folder` holds influx.db, `journal` its own files. */
function openOver(journal: Journal, folder: string, url: string | null): Promise<Influx> {
  const influx = url === null ? null : ({ url, version: 1, database: "campus", org: null, tokenFile: null } as const);
  const current = { influx, campus: { id: "no3-middle" } } as CampusConfig;
  const config = { current, folder, onApplied: () => ({ [Symbol.dispose]: () => undefined }) };
  const alarms = { own: () => Promise.resolve() };
  const source = new URL("../../journal/entry-reader.ts", import.meta.url);
  return openInflux({ folder, source, journal, config, alarms, clock, log, onFailed }, noRollups);
}

const caughtUp = (influx: Influx) => until("everything to be sent", () => influx.lags()[0]?.entries === 0);

test("a start goes on where the run before ended, and sends nothing twice after an orderly stop", async () => {
  await using folder = tempFolder();
  await using store = await startFaultyStore((lines, _n, keep) => {
    keep(lines);
    return STORED;
  });
  const journal = await openTestJournal(folder.path);
  await fill(journal, "a", 100);
  const first = await openOver(journal, folder.path, store.url);
  await caughtUp(first);
  await first[Symbol.asyncDispose]();
  expect(journal.status().cursors).toEqual([{ consumer: "influx", seq: 101 }]);
  await fill(journal, "a", 50);
  const second = await openOver(journal, folder.path, store.url);
  await caughtUp(second);
  await second[Symbol.asyncDispose]();
  await journal[Symbol.asyncDispose]();
  expect(store.asked.reduce((sum, { lines }) => sum + lines.length, 0)).toBe(150);
  expect(store.points.size).toBe(150);
});

test("entries that come while it runs are sent without being asked for", async () => {
  await using folder = tempFolder();
  await using store = await startFaultyStore(() => STORED);
  await using journal = await openTestJournal(folder.path);
  await using influx = await openOver(journal, folder.path, store.url);
  for (let round = 1; round <= 3; round++) {
    await fill(journal, "a", 10);
    await caughtUp(influx);
    expect(store.asked.reduce((sum, { lines }) => sum + lines.length, 0)).toBe(10 * round);
  }
  expect(influx.lags()).toEqual([{ consumer: "influx", entries: 0, seconds: 0, trouble: null }]);
});

test("the journal's next epoch is sent from its beginning", async () => {
  await using folder = tempFolder();
  await using other = tempFolder();
  await using store = await startFaultyStore(() => STORED);
  const before = await openTestJournal(folder.path);
  await fill(before, "a", 20);
  const first = await openOver(before, folder.path, store.url);
  await caughtUp(first);
  await first[Symbol.asyncDispose]();
  await before[Symbol.asyncDispose]();
  // influx.db stays; the journal is another one.
  copyFileSync(join(folder.path, "influx.db"), join(other.path, "influx.db"));
  await using journal = await openTestJournal(other.path);
  await fill(journal, "b", 30);
  await using second = await openOver(journal, other.path, store.url);
  await caughtUp(second);
  expect(store.asked.flatMap(({ lines }) => lines.filter((line) => line.includes("device=b,")))).toHaveLength(30);
});

test("a loss is told once, whenever the gateway is killed between writing it down and telling it", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  const [seq = 0] = await fill(journal, "a", 3);
  const module = new URL("./store.ts", import.meta.url);
  await using store = await openStore<InfluxWrites>({ file: join(folder.path, "influx.db"), module, onFailed });
  const passed = {
    to: seq + 2,
    lines: 3,
    quarantined: [{ seq, code: "malformed", detail: "" }],
    tooOld: { from: seq + 1, to: seq + 2, count: 2 },
    waitingSinceMs: null,
  };
  const owed = owedOf(passed, "t");
  const append = (record: Parameters<Journal["append"]>[0]) => journal.append(record);
  // Killed right after the first write, after telling, and after nothing at all.
  for (let start = 0; start < 3; start++) {
    if (start < 2) {
      const position = { epoch: journal.epoch, seq: seq + 2 };
      await store.write("pass", { target: "t", position, owed }, () => undefined);
    }
    const debts = new Debts({ store, append, clock, log });
    debts.pay();
    await debts[Symbol.asyncDispose]();
  }
  const losses = readAll(journal, { kinds: ["loss"] });
  expect(losses.map((one) => one.kind !== "reading" && [one.type, one.body, one.cause])).toEqual([
    ["loss.quarantined", { consumer: "influx", seq, code: "malformed" }, seq],
    ["loss.expired", { consumer: "influx", from: seq + 1, to: seq + 2, count: 2, reason: "retention" }, null],
  ]);
});

test("without a store nothing is made, nothing is sent and nobody is waited for", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  journal.setCursor("influx", 1);
  await using influx = await openOver(journal, folder.path, null);
  await fill(journal, "a", 3);
  expect(influx.lags()).toEqual([]);
  expect(journal.status().cursors).toEqual([]);
  expect(existsSync(join(folder.path, "influx.db"))).toBe(false);
});
