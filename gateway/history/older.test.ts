// Readings older than the journal, from a real InfluxDB, together with those that the journal still has.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestJournal, readAll, reading, store } from "#gateway/journal/testing.ts";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { randomOf } from "#test/chaos/random.ts";
import { type InfluxServer, startInflux } from "#test/harness/influx.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import type { History, HistoryQuery } from "../contract/history.ts";
import type { Journal } from "../journal/journal.ts";
import type { StoredValue } from "../journal/record.ts";
import { systemClock } from "../kit/clock.ts";
import { targetOf } from "../kit/line-store/target.ts";
import { createLog } from "../kit/log.ts";
import { LineWriter } from "./influx/lines.ts";
import { withOlderReadings } from "./older.ts";
import { openHistory } from "./open.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const AT = Date.parse("2026-11-22T05:00:00.000Z");
const CAMPUS = "no3-middle";
const SOURCE = new URL("../journal/point-reader.ts", import.meta.url);
const log = createLog("silent");
const forever = new AbortController().signal;
const VALUES: readonly [StoredValue, ...StoredValue[]] = [
  21.5,
  -3,
  { value: null, quality: "bad", reason: "timeout" },
  { value: 7, quality: "uncertain", reason: "jump" },
];

interface Answer {
  readonly complete: boolean;
  readonly next: string | null;
  readonly readings: readonly { readonly at: string; readonly value: unknown; readonly quality: string }[];
}

const stack = new AsyncDisposableStack();
let influx: InfluxServer;
let history: History;
/** Every reading of the point `t` there ever was, as /history shows it. */
let all: Answer["readings"] = [];

function query(more: Partial<HistoryQuery> = {}): HistoryQuery {
  const range = { device: "dev-1", point: "t", unit: "Cel", fromMs: AT, toMs: AT + 24 * HOUR } as const;
  return { ...range, step: null, timezone: "Asia/Shanghai", limit: 10_000, after: null, heldMs: 0, ...more };
}

async function ask(more: Partial<HistoryQuery> = {}): Promise<Answer> {
  const answer = await history.query(query(more), forever);
  if (answer === null || !("body" in answer)) throw new Error(JSON.stringify(answer));
  return JSON.parse(answer.body);
}

async function paged(limit: number): Promise<Answer["readings"]> {
  const found: Answer["readings"][number][] = [];
  for (let after: HistoryQuery["after"] = null, more = true; more; ) {
    const page = await ask({ limit, after });
    expect(page.readings.length).toBeLessThanOrEqual(limit);
    found.push(...page.readings);
    const [ms = 0, seq = 0] = (page.next ?? "").split(":").map(Number);
    after = { ms, seq };
    more = page.next !== null;
  }
  return found;
}

/** Three hours of readings, late ones among them and several in one millisecond. */
async function fill(journal: Journal): Promise<void> {
  const random = randomOf(51);
  for (let i = 0; i < 360; i++) {
    const receivedMs = AT + i * 30_000;
    const measuredMs =
      random.between(1, 10) === 1 ? AT + random.between(0, i * 30_000) : receivedMs - (receivedMs % 60_000);
    const shape = journal.shape("dev-1", ["t", "door", "mode"], ["Cel", "1", "1"]);
    const values = [random.pick(VALUES), i % 2 === 0, "it's \\on"];
    await store(journal, reading(shape, values, { receivedMs, measuredMs }));
  }
}

async function write(lines: readonly string[]): Promise<void> {
  const answer = await fetch(`${influx.url}/write?db=campus&precision=ns`, { method: "POST", body: lines.join("\n") });
  expect(answer.status).toBe(204);
}

beforeAll(async () => {
  influx = stack.use(await startInflux());
  const folder = stack.use(tempFolder());
  const clock = handClock(AT);
  const limits = () => ({ keepReadingsMs: HOUR, keepOtherMs: 24 * HOUR, maxBytes: 8e9 });
  const journal = stack.use(await openTestJournal(folder.path, { clock, limits }));
  await fill(journal);
  const records = readAll(journal, { kinds: ["reading"] });
  const lines = { lines: [], seqs: [] };
  const writer = new LineWriter(CAMPUS);
  for (const record of records) writer.append(record, lines);
  await write(lines.lines);
  const whole = openHistory({ file: join(folder.path, "journal.db"), source: SOURCE, clock: systemClock, log });
  history = stack.use(whole);
  all = (await ask()).readings;
  clock.pass(3 * HOUR);
  await until("the older readings to expire", () => {
    clock.pass(2000);
    return readAll(journal, { kinds: ["reading"] }).length < 200;
  });
  const target = targetOf({ url: influx.url, version: 1, database: "campus", org: null, tokenFile: null }, folder.path);
  history = withOlderReadings(whole, { store: () => ({ target, campus: CAMPUS }), clock: systemClock, log });
});
afterAll(() => stack.disposeAsync());

test("what expired comes from InfluxDB, what did not from the journal: every reading once, in order, in pages of any size", async () => {
  expect(all).toHaveLength(360);
  expect((await ask()).readings).toEqual(all);
  for (const limit of [7, 60, 359, 360]) expect(await paged(limit)).toEqual(all);
});

test("an answer is complete when InfluxDB reaches back to its beginning", async () => {
  expect((await ask({ fromMs: AT })).complete).toBe(true);
  expect((await ask({ fromMs: AT - 1 })).complete).toBe(false);
  expect((await ask({ fromMs: AT + MINUTE, toMs: AT + 2 * MINUTE })).complete).toBe(true);
});

test("switches are true and false, and texts are texts, whichever store they come from", async () => {
  const door = await ask({ point: "door", unit: "1", booleans: true });
  expect(door.readings.map(({ value }) => value).sort()).toEqual(all.map((_, i) => i % 2 === 0).sort());
  const mode = await ask({ point: "mode", unit: "1" });
  expect(new Set(mode.readings.map(({ value }) => value))).toEqual(new Set(["it's \\on"]));
});

test("without InfluxDB there is what the journal has, and it is not called complete", async () => {
  await influx.stop();
  const answer = await ask();
  expect(answer.complete).toBe(false);
  expect(answer.readings.length).toBeGreaterThan(50);
  expect(answer.readings.length).toBeLessThan(all.length);
});
