// What a day costs on the line, and what a core of the county stores: from campuses that bring a day at once, with the disk's share of it.
import { statSync } from "node:fs";
import { join } from "node:path";
import { CAMPUSES } from "#bridge/simulator/campuses.ts";
import { MINUTE_MS } from "#bridge/simulator/figures.ts";
import { MemoryStore } from "#bridge/simulator/memory-store.ts";
import { schoolOf } from "#bridge/simulator/school.ts";
import { Teller } from "#bridge/simulator/teller.ts";
import { LANES } from "#bridge/wire/topics.ts";
import { countyRows } from "../harness/county-db.ts";
import { until } from "../harness/wait.ts";
import { countyWithFleet, isCurrent, WAIT_MS } from "./county-figures.ts";
import { cpuSeconds, memoryMb, rounded } from "./process-figures.ts";

const DAY_MS = 24 * 60 * MINUTE_MS;
/** How often a simulated point is read. */
const READINGS_PER_MINUTE = 4;
const CAMPUSES_AT_ONCE = 10;

/** A day of a simulated school, told as a connected gateway does: figures each minute, entries as they happen. */
export async function bytesFigure(): Promise<Record<string, unknown>> {
  const spec = CAMPUSES.find(({ kind }) => kind === "middle");
  if (spec === undefined) throw new Error("no middle school");
  const school = schoolOf(spec);
  const fromMs = Date.UTC(2026, 11, 1, 16);
  const store = new MemoryStore(spec.id, () => "bench", 0);
  const teller = new Teller({ spec, school, seed: 1, epoch: "bench", store, fromMs, minutesWithinMs: DAY_MS });
  let bytes = 0;
  let frames = 0;
  for (let atMs = fromMs; atMs <= fromMs + DAY_MS; atMs += MINUTE_MS) {
    await teller.tell(atMs);
    for (const lane of LANES) {
      for (
        let next = store.next(lane, store.answered(lane) + 1);
        next !== null;
        next = store.next(lane, next.frame + 1)
      ) {
        bytes += next.size;
        frames++;
      }
      await store.free(lane, store.last(lane), []);
    }
  }
  const values = school.points.length * 1440 * READINGS_PER_MINUTE;
  return {
    bench: "county",
    figure: "bytes",
    points: school.points.length,
    frames,
    bytesADay: bytes,
    bytesPerValue: rounded(bytes / values),
    goalBytesPerValue: 6,
    bytesPerMinuteOfAPoint: rounded((bytes * READINGS_PER_MINUTE) / values),
  };
}

/** Figures that one core of the county stores, from campuses with a day to tell. */
export async function ingestFigure(): Promise<Record<string, unknown>> {
  await using made = await countyWithFleet(CAMPUSES_AT_ONCE, DAY_MS);
  const { county, fleet } = made;
  const before = cpuSeconds(county.run.pid);
  const from = performance.now();
  await until("everything to be stored", () => fleet.campuses.every(isCurrent), WAIT_MS);
  const seconds = (performance.now() - from) / 1000;
  const cpu = cpuSeconds(county.run.pid) - before;
  const countyMb = memoryMb(county.run.pid).peak;
  const rows = Number(countyRows(county.data, "SELECT count(*) AS n FROM figure")[0]?.n);
  await county.kill("SIGTERM");
  return {
    bench: "county",
    figure: "ingest",
    rows,
    seconds: rounded(seconds),
    rowsPerSecond: rounded(rows / seconds),
    rowsPerSecondPerCore: rounded(rows / cpu),
    goalPerCore: 20_000,
    bytesPerRowOnDisk: rounded(statSync(join(county.data, "county.db")).size / rows),
    countyMb,
  };
}
