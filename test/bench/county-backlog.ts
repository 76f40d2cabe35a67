// A day without line of a campus of 500 points: how long until the county has it, over 10 Mbit/s and 50 ms there and back, and how far behind
// what happens meanwhile is. The gateway's own link, outbox and sealing; the roll-ups are played.
import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE } from "#bridge/edge/patience.ts";
import type { Bucket, SummarySource } from "#bridge/edge/summaries.ts";
import { MINUTE_MS } from "#bridge/simulator/figures.ts";
import { startCounty } from "../harness/county.ts";
import { countyRows } from "../harness/county-db.ts";
import { CAMPUS, openBed } from "../harness/county-link.ts";
import { tempFolder } from "../harness/temp.ts";
import { Histogram } from "./histogram.ts";
import { rounded } from "./process-figures.ts";
import { openThinLine } from "./thin-line.ts";

const POINTS = 500;
const HOURS = Number(process.env.BENCH_BACKLOG_HOURS ?? 24);
const LINE = { bitsPerSecond: 10_000_000, delayMs: 25 };
const EVENT_EVERY_MS = 1000;
const END_MS = Math.floor(Date.now() / (15 * MINUTE_MS)) * 15 * MINUTE_MS;
/** In each quarter of an hour every point has fifteen minutes and one quarter. */
const PER_QUARTER = POINTS * 16;
const ROWS = HOURS * 4 * PER_QUARTER;
const WAIT_MS = 1_200_000;

/** The row of a revision: quarter by quarter, as roll-ups become known. */
function bucketOf(rev: number): Bucket {
  const [quarter, inQuarter] = [Math.floor((rev - 1) / PER_QUARTER), (rev - 1) % PER_QUARTER];
  const [nth, point] = [Math.floor(inQuarter / POINTS), inQuarter % POINTS];
  const startMs = END_MS - HOURS * 60 * MINUTE_MS + quarter * 15 * MINUTE_MS;
  const isQuarter = nth === 15;
  const count = isQuarter ? 180 : 12;
  const atMs = isQuarter ? startMs : startMs + nth * MINUTE_MS;
  const middle =
    Math.round((20 + (point % 40) + 3 * Math.sin(atMs / 7e6 + point) + (((rev * 7919) % 13) - 6) / 10) * 10) / 10;
  const [min, max, last] = [middle - 0.3, middle + 0.2, middle].map((value) => Math.round(value * 10) / 10);
  const sum = Math.round((middle * count + ((rev * 31) % 20) / 10) * 10) / 10;
  const step = isQuarter ? "15min" : "1min";
  const figures = { count, min: min ?? 0, max: max ?? 0, sum, last: last ?? 0, uncertain: 0, bad: 0 };
  return { rev, step, device: `dev-${Math.floor(point / 5)}`, point: `p${point % 5}`, unit: "Cel", atMs, ...figures };
}

const source: SummarySource = {
  changedSince(rev, limit) {
    const to = Math.min(rev + limit, ROWS);
    const buckets = Array.from({ length: Math.max(0, to - rev) }, (_, i) => bucketOf(rev + 1 + i));
    return { buckets, next: Math.max(rev, to), more: to < ROWS, gone: false };
  },
  passed: () => undefined,
};

/** One line of figures. */
export async function backlogFigure(): Promise<Record<string, unknown>> {
  await using folder = tempFolder("campus-bench-backlog");
  await using county = await startCounty();
  await using line = await openThinLine(Number(new URL(county.run.mqtt ?? "").port), LINE);
  const { secretFile } = county.campus(CAMPUS);
  const settings = { secretFile, summaryEveryMs: 1000 };
  const count = (sql: string) => Number(countyRows(county.data, sql)[0]?.n);
  await using bed = await openBed(folder.path, line.port, { patience: PATIENCE, settings, summaries: source });
  const from = performance.now();
  const live = new Histogram();
  const events = { kind: "event", type: "door.held" } as const;
  let sent = 0;
  let rows = 0;
  while (rows < ROWS && performance.now() - from < WAIT_MS) {
    const at = performance.now();
    await bed.tell(events.kind, events.type, { n: ++sent });
    while (count("SELECT count(*) AS n FROM entry WHERE type = 'door.held'") < sent) await sleep(10);
    live.add(performance.now() - at);
    rows = count("SELECT count(*) AS n FROM figure");
    await sleep(Math.max(0, EVENT_EVERY_MS - (performance.now() - at)));
  }
  const seconds = (performance.now() - from) / 1000;
  return {
    bench: "county",
    figure: "backlog",
    hours: HOURS,
    points: POINTS,
    rows,
    complete: rows === ROWS,
    seconds: rounded(seconds),
    bytes: line.upBytes,
    bytesPerRow: rounded(line.upBytes / rows),
    bytesPerValue: rounded(line.upBytes / ((rows * 15) / 16) / 12),
    liveP99Ms: rounded(live.quantile(0.99)),
    liveMaxMs: rounded(live.quantile(1)),
  };
}
