// A backlog in the journal on its way to InfluxDB: points per second by the gateway's own thread (reading, writing lines, sending), beside a
// bare loop that posts the same bytes ready-made to the same server in the same run.
import { join } from "node:path";
import { LineWriter } from "#gateway/history/influx/lines.ts";
import { Ranges } from "#gateway/history/influx/ranges.ts";
import { startSender } from "#gateway/history/influx/sender-port.ts";
import { openEntryReader } from "#gateway/journal/entry-reader.ts";
import { openTestJournal, reading } from "#gateway/journal/testing.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { openPoster } from "#gateway/kit/line-store/post.ts";
import { type Target, targetOf } from "#gateway/kit/line-store/target.ts";
import { type InfluxServer, startInflux } from "../harness/influx.ts";
import { tempFolder } from "../harness/temp.ts";
import { rounded } from "./process-figures.ts";

const DEVICES = 100;
const POINTS = 4;
const ENTRIES = 150_000;
const EVERY_MS = 5000;
const IN_FLIGHT = 3;
/** Entries handed to the journal at once. */
const PORTION = 5000;
const ROUNDS = 3;
const READER = new URL("../../gateway/journal/entry-reader.ts", import.meta.url);

interface Timed {
  readonly points: number;
  readonly seconds: number;
}

interface Rate {
  readonly perSecond: number;
  /** Processor time of this process alone: what it costs, however busy the machine is. */
  readonly cpuMicroseconds: number;
}

export async function* influxFigures(): AsyncGenerator<Record<string, unknown>> {
  await using folder = tempFolder("bench-influx");
  const head = await fillJournal(folder.path);
  const bare: Rate[] = [];
  const ours: Rate[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await rateOf((target) => postBare(folder.path, head, target)));
    ours.push(await rateOf((target) => sendOurs(folder.path, head, target)));
  }
  const ratios = ours.map(({ perSecond }, i) => perSecond / (bare[i]?.perSecond ?? perSecond));
  yield {
    bench: "influx backlog",
    points: ENTRIES * POINTS,
    pointsPerSecond: rounded(median(ours.map(({ perSecond }) => perSecond))),
    bareLoopPerSecond: rounded(median(bare.map(({ perSecond }) => perSecond))),
    cpuMicrosecondsPerPoint: rounded(median(ours.map(({ cpuMicroseconds }) => cpuMicroseconds))),
    ratio: rounded(median(ratios)),
    rounds: ROUNDS,
  };
}

/** A day of readings and more, as many devices leave them behind while InfluxDB is away. */
async function fillJournal(folder: string): Promise<number> {
  await using journal = await openTestJournal(folder);
  const points = Array.from({ length: POINTS }, (_, i) => `p${i}`);
  const shapes = Array.from({ length: DEVICES }, (_, i) =>
    journal.shape(
      `dev-${i}`,
      points,
      points.map(() => "Cel" as const),
    ),
  );
  const start = clock.now() - (ENTRIES / DEVICES) * EVERY_MS;
  let stored = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const add = (i: number) => {
    const shape = shapes[i % DEVICES];
    if (shape === undefined) return;
    const measuredMs = start + Math.floor(i / DEVICES) * EVERY_MS;
    const values = points.map((_, point) => 20 + ((i + point) % 100) / 10);
    journal.add(reading(shape, values, { measuredMs, receivedMs: measuredMs }), {
      settle: (error) => {
        if (error !== null) return reject(error);
        stored++;
        if (stored === ENTRIES) resolve();
        else if (stored % PORTION === 0) fillOn();
      },
    });
  };
  let next = 0;
  const fillOn = () => {
    for (const end = Math.min(next + PORTION, ENTRIES); next < end; next++) add(next);
  };
  fillOn();
  await promise;
  return journal.head;
}

/** Points per second into a new server, which is counted afterwards. */
async function rateOf(run: (target: Target) => Promise<Timed>): Promise<Rate> {
  await using influx = await startInflux();
  const config = { url: influx.url, version: 1, database: "campus", org: null, tokenFile: null } as const;
  const before = process.cpuUsage();
  const { points, seconds } = await run(targetOf(config, "/"));
  const { user, system } = process.cpuUsage(before);
  const stored = await countOf(influx);
  if (points !== stored) throw new Error(`${points} points were sent, ${stored} are stored`);
  return { perSecond: points / seconds, cpuMicroseconds: (user + system) / points };
}

async function countOf(influx: InfluxServer): Promise<number> {
  const [row] = await influx.query("SELECT count(quality) FROM reading");
  return Number(row?.count ?? 0);
}

async function postBare(folder: string, head: number, target: Target): Promise<Timed> {
  using reader = openEntryReader(join(folder, "journal.db"));
  using poster = openPoster(target, clock);
  const ranges = new Ranges(reader, new LineWriter("bench"), 0);
  const bodies: Buffer[] = [];
  let points = 0;
  for (let range = ranges.next(head); range !== null; range = ranges.next(head)) {
    points += range.batch.lines.length;
    bodies.push(Buffer.from(range.batch.lines.join("\n")));
  }
  const never = new AbortController().signal;
  const begin = clock.monotonic();
  const post = async () => {
    for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) {
      const { status, text } = await poster.post(body, 60_000, never);
      if (status !== 204) throw new Error(`HTTP ${status} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, post));
  return { points, seconds: (clock.monotonic() - begin) / 1000 };
}

async function sendOurs(folder: string, head: number, target: Target): Promise<Timed> {
  const settings = { source: READER.href, file: join(folder, "journal.db"), campus: "bench", target, after: 0, head };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let points = 0;
  const begin = clock.monotonic();
  await using _sender = startSender(
    settings,
    {
      onPassed: ({ to, lines }) => {
        points += lines;
        if (to >= head) resolve();
      },
      onTrouble: (trouble, detail) => reject(new Error(`${trouble}: ${detail}`)),
      onEnded: (why) => reject(new Error(why)),
    },
    clock,
  );
  await promise;
  return { points, seconds: (clock.monotonic() - begin) / 1000 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
