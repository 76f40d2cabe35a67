// What roll-ups cost and give: microseconds per entry on the ingest path, bytes per bucket in the file, and charts of up to a year, of a point
// that was polled every five seconds for a year.
import { statSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { HistoryQuery } from "#gateway/contract/history.ts";
import { openHistory } from "#gateway/history/open.ts";
import type { RollupWrites } from "#gateway/history/rollups/store.ts";
import { Tally } from "#gateway/history/rollups/tally.ts";
import { looseShape, openTestJournal, reading } from "#gateway/journal/testing.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { openStore } from "#gateway/kit/store-worker.ts";
import { randomOf } from "../chaos/random.ts";
import { STEPS_OF_DEV_1 } from "../harness/rollups.ts";
import { tempFolder } from "../harness/temp.ts";
import { rounded } from "./process-figures.ts";

const DAY_MS = 86_400_000;
const POLL_MS = 5000;
const END = Date.parse("2026-11-22T05:00:00.000Z");
const PARTS_PER_SAVE = 5000;
const QUERIES = 20;
const DEVICES = 500;
const ENTRIES = 500_000;

const CHARTS = [
  { range: "a year", days: 365, step: { ms: DAY_MS, text: "1d" } },
  { range: "a year", days: 365, step: { ms: DAY_MS / 4, text: "6h" } },
  { range: "a year", days: 365, step: { ms: 900_000, text: "15min" } },
  { range: "30 days", days: 29, step: { ms: DAY_MS / 24, text: "1h" } },
  { range: "30 days", days: 29, step: { ms: 60_000, text: "1min" } },
  { range: "a day", days: 1, step: { ms: 180_000, text: "3min" } },
] as const;

const options = { heldMs: () => 0, onTooMany: () => undefined };

/** One line per figure. */
export async function* historyFigures(): AsyncGenerator<Record<string, unknown>> {
  yield ingestCost();
  await using folder = tempFolder("campus-bench-history");
  await using journal = await openTestJournal(folder.path);
  const file = join(folder.path, "history.db");
  yield { bench: "history", figure: "bytes", ...(await fillYear(file, journal.epoch)) };
  const source = new URL("../../gateway/journal/point-reader.ts", import.meta.url);
  const log = createLog("silent");
  await using history = openHistory({ file: join(folder.path, "journal.db"), rollups: file, source, clock, log });
  for (const { range, days, step } of CHARTS) {
    const query: HistoryQuery = { ...STEPS_OF_DEV_1, fromMs: END - days * DAY_MS, toMs: END, step };
    let buckets = 0;
    const times: number[] = [];
    for (let i = 0; i < QUERIES; i++) {
      const from = performance.now();
      buckets = 0;
      for (let after: HistoryQuery["after"] = null, more = true; more; ) {
        const answer = await history.query({ ...query, after }, new AbortController().signal);
        if (answer === null || !("body" in answer)) throw new Error(JSON.stringify(answer));
        const { next, buckets: page } = JSON.parse(answer.body);
        buckets += page.length;
        more = next !== null;
        after = more ? { ms: Number(next.split(":")[0]), seq: 0 } : null;
      }
      times.push(performance.now() - from);
    }
    times.sort((a, b) => a - b);
    const [p50, max] = [times[QUERIES / 2] ?? 0, times.at(-1) ?? 0];
    yield {
      bench: "history",
      figure: "chart",
      range,
      step: step.text,
      buckets,
      p50Ms: rounded(p50),
      maxMs: rounded(max),
    };
  }
}

/** The hot path alone: 500 devices of three points each, in turn. */
function ingestCost(): Record<string, unknown> {
  const tally = new Tally(options);
  const shapes = Array.from({ length: DEVICES }, (_, i) => looseShape(`dev-${i}`, ["a", "b", "c"], ["Cel", "%", "W"]));
  const entries = Array.from({ length: ENTRIES }, (_, i) => {
    const measuredMs = END + i * 2;
    return reading(shapes[i % DEVICES] ?? looseShape("none"), [20 + (i % 50) / 10, 50, i % 1000], { measuredMs });
  });
  for (const entry of entries) tally.take(entry);
  tally.draft();
  const from = performance.now();
  for (const entry of entries) tally.take(entry);
  const took = performance.now() - from;
  tally.draft();
  return { bench: "history", figure: "ingest", points: 3, microsecondsPerEntry: rounded((1000 * took) / ENTRIES) };
}

/** A year of one point, as the gateway would have written it: what is over packed, minutes for 30 days. */
async function fillYear(file: string, epoch: string): Promise<Record<string, unknown>> {
  const module = new URL("../../gateway/history/rollups/store.ts", import.meta.url);
  const onFailed = (error: Error) => {
    throw error;
  };
  await using store = await openStore<RollupWrites>({ file, module, onFailed });
  const tally = new Tally(options);
  const random = randomOf(1);
  const shape = looseShape("dev-1", ["t"], ["Cel"]);
  const save = async (receivedMs: number) => {
    const place = { epoch, seq: 1, receivedMs };
    const draft = tally.draft();
    const save = { place, draft, gaps: [], timezone: "Asia/Shanghai", sealMs: receivedMs, followed: false };
    await store.write("save", save, () => undefined);
    const wish = { nowMs: receivedMs, mayDelete: true };
    while (await store.write("tidy", wish, (more) => more));
  };
  let tenths = 230;
  for (let measuredMs = END - 365 * DAY_MS; measuredMs < END; measuredMs += POLL_MS) {
    tenths = Math.max(150, Math.min(350, tenths + random.between(-1, 1)));
    tally.take(reading(shape, [tenths / 10], { measuredMs, receivedMs: measuredMs }));
    if (tally.pending >= PARTS_PER_SAVE) await save(measuredMs);
  }
  await save(END);
  const one = (sql: string) => Number(Object.values(store.reader.prepare(sql).get() ?? {})[0]);
  const packed = one("SELECT sum(length(body)) + 12 * count(*) FROM chunk");
  const rows = one("SELECT count(*) FROM chunk");
  const fresh = one("SELECT count(*) FROM fresh WHERE tier < 2");
  const minutes = 30 * 1440;
  const quarters = 365 * 96;
  return {
    bytesPerBucketPacked: rounded(packed / (minutes + quarters - fresh)),
    packedRows: rows,
    bucketsNotPackedYet: fresh,
    fileMiB: rounded(statSync(file).size / 2 ** 20),
  };
}
