// The query thread itself: real threads, a real journal file.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestJournal, reading, store } from "#gateway/journal/testing.ts";
import { tempFolder } from "#test/harness/temp.ts";
import type { History, HistoryQuery } from "../contract/history.ts";
import type { Journal } from "../journal/journal.ts";
import { systemClock as clock } from "../kit/clock.ts";
import { createLog } from "../kit/log.ts";
import { openHistory } from "./open.ts";

const START = Date.parse("2026-11-22T00:00:00.000Z");
const SOURCE = new URL("../journal/point-reader.ts", import.meta.url);
const QUERY: HistoryQuery = {
  device: "dev-1",
  point: "t",
  unit: "Cel",
  fromMs: START,
  toMs: START + 3_600_000,
  step: null,
  timezone: "Asia/Shanghai",
  limit: 10,
  after: null,
  heldMs: 0,
};
const folder = tempFolder();
const file = join(folder.path, "journal.db");
const log = createLog("silent");
const forever = new AbortController().signal;
let journal: Journal;

beforeAll(async () => {
  journal = await openTestJournal(folder.path);
  const shape = journal.shape("dev-1", ["t"], ["Cel"]);
  const work = Array.from({ length: 5000 }, (_, i) =>
    store(journal, reading(shape, [i], { measuredMs: START + i, receivedMs: START + i })),
  );
  await Promise.all(work);
});
afterAll(async () => {
  await journal[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function countOf(answer: Awaited<ReturnType<History["query"]>>): number {
  if (answer === null || !("body" in answer)) throw new Error(JSON.stringify(answer));
  return JSON.parse(answer.body).readings.length;
}

test("what is committed after the thread was started is answered, too", async () => {
  await using history = openHistory({ file, source: SOURCE, clock, log });
  expect(countOf(await history.query({ ...QUERY, fromMs: START + 5000 }, forever))).toBe(0);
  const shape = journal.shape("dev-1", ["t"], ["Cel"]);
  await store(journal, reading(shape, [1], { measuredMs: START + 6000, receivedMs: START + 6000 }));
  expect(countOf(await history.query({ ...QUERY, fromMs: START + 5000 }, forever))).toBe(1);
});

test("a query that nobody waits for any more is not begun, and the others are answered", async () => {
  await using history = openHistory({ file, source: SOURCE, clock, log });
  const gone = new AbortController();
  const answers = [history.query(QUERY, forever), history.query(QUERY, gone.signal), history.query(QUERY, forever)];
  gone.abort();
  expect(await answers[1]).toBeNull();
  expect(countOf((await answers[0]) ?? null)).toBe(10);
  expect(countOf((await answers[2]) ?? null)).toBe(10);
});

test("past its deadline a query ends, and the next one is answered by the same thread", async () => {
  await using history = openHistory({ file, source: SOURCE, clock, log, deadlineMs: 0 });
  expect(await history.query(QUERY, forever)).toEqual({ refused: "too-long" });
  expect(await history.query({ ...QUERY, point: "none", unit: null }, forever)).toEqual({ refused: "unknown-point" });
});

test("more queries than can wait are refused at once", async () => {
  await using history = openHistory({ file, source: SOURCE, clock, log });
  const quick = { ...QUERY, point: "none", unit: null };
  const answers = await Promise.all(Array.from({ length: 70 }, () => history.query(quick, forever)));
  const refused = answers.map((answer) => (answer !== null && "refused" in answer ? answer.refused : null));
  expect(refused.filter((reason) => reason === "busy")).toHaveLength(5);
  expect(refused.filter((reason) => reason === "unknown-point")).toHaveLength(65);
});

test("a file that cannot be read fails the query, not the process, and closing waits for nobody", async () => {
  await using history = openHistory({ file: join(folder.path, "none.db"), source: SOURCE, clock, log });
  await expect(history.query(QUERY, forever)).rejects.toMatchObject({ code: "history-failed" });
  const closing = openHistory({ file, source: SOURCE, clock, log });
  const asked = closing.query(QUERY, forever);
  await closing[Symbol.asyncDispose]();
  expect(await asked).toBeNull();
});
