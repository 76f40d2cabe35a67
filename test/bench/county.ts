// What the county link costs and gives: bytes per value, an alarm's way, a day's backlog over a thin line, 300 campuses at once, ingest per core.
import { setTimeout as sleep } from "node:timers/promises";
import { CAMPUSES, type CampusSpec, inventedCampuses } from "#bridge/simulator/campuses.ts";
import { MINUTE_MS } from "#bridge/simulator/figures.ts";
import { type Fleet, startFleet } from "#bridge/simulator/fleet.ts";
import { MemoryStore } from "#bridge/simulator/memory-store.ts";
import { schoolOf } from "#bridge/simulator/school.ts";
import { Teller } from "#bridge/simulator/teller.ts";
import { LANES } from "#bridge/wire/topics.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { type County, startCounty } from "../harness/county.ts";
import { countyRows, entriesStored } from "../harness/county-db.ts";
import { startGateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { backlogFigure } from "./county-backlog.ts";
import { Histogram } from "./histogram.ts";
import { cpuSeconds, memoryMb, rounded } from "./process-figures.ts";

const DAY_MS = 24 * 60 * MINUTE_MS;
/** How often a simulated point is read. */
const READINGS_PER_MINUTE = 4;
const ALARMS = 100;
const HERD = 300;
const HERD_OUTAGE_MS = 5000;
const INGEST_CAMPUSES = 10;
const WAIT_MS = 600_000;

/** One line per figure. */
export async function* countyFigures(): AsyncGenerator<Record<string, unknown>> {
  yield await bytesFigure();
  yield await alarmFigure();
  yield await ingestFigure();
  yield await herdFigure();
  yield await backlogFigure();
}

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
    bytesPerMinuteOfAPoint: rounded((bytes * READINGS_PER_MINUTE) / values),
  };
}

/** From a device's publish on campus to the alarm being in the county's store, both real processes. */
export async function alarmFigure(): Promise<Record<string, unknown>> {
  await using county = await startCounty();
  const { secretFile, id } = county.campus("no3-middle");
  await using gateway = await startGateway({
    devices: 1,
    config: {
      county: { url: county.run.mqtt, secretFile },
      alarms: [{ id: "hot", device: "dev-0001", point: "temperature", above: 28, severity: "high" }],
    },
  });
  await using device = await connectDevice(gateway, gateway.device(0));
  const stored = () =>
    Number(countyRows(county.data, "SELECT count(*) AS n FROM entry WHERE campus = ? AND kind = 'alarm'", id)[0]?.n);
  const times = new Histogram();
  for (let i = 1; i <= ALARMS; i++) {
    const from = performance.now();
    await device.telemetry({ temperature: i % 2 === 1 ? 40 : 20 });
    while (stored() < i) await sleep(2);
    if (i > 10) times.add(performance.now() - from);
  }
  return {
    bench: "county",
    figure: "alarm",
    alarms: times.count,
    p50Ms: rounded(times.quantile(0.5)),
    p99Ms: rounded(times.quantile(0.99)),
  };
}

/** Rows of figures that one core of the county stores, from campuses with a day to tell. */
export async function ingestFigure(): Promise<Record<string, unknown>> {
  const specs = inventedCampuses(INGEST_CAMPUSES);
  await using county = await startCounty({ campuses: Object.fromEntries(specs.map(({ id }) => [id, {}])) });
  const before = cpuSeconds(county.run.pid);
  const from = performance.now();
  await using fleet = startFor(county, specs, { historyMs: DAY_MS });
  await until("everything to be stored", () => fleet.campuses.every(isCurrent), WAIT_MS);
  const seconds = (performance.now() - from) / 1000;
  const cpu = cpuSeconds(county.run.pid) - before;
  const rows = Number(countyRows(county.data, "SELECT count(*) AS n FROM figure")[0]?.n);
  return {
    bench: "county",
    figure: "ingest",
    rows,
    seconds: rounded(seconds),
    rowsPerSecond: rounded(rows / seconds),
    rowsPerSecondPerCore: rounded(rows / cpu),
    countyMb: memoryMb(county.run.pid).peak,
  };
}

/** The county was away; all come back at once. */
export async function herdFigure(): Promise<Record<string, unknown>> {
  const specs = inventedCampuses(HERD);
  await using county = await startCounty({ campuses: Object.fromEntries(specs.map(({ id }) => [id, {}])) });
  await using fleet = startFor(county, specs, { historyMs: 15 * MINUTE_MS });
  await until("all to be current", () => fleet.campuses.every(isCurrent), WAIT_MS);
  await county.kill("SIGKILL");
  await sleep(HERD_OUTAGE_MS);
  const from = performance.now();
  await county.start();
  const startMs = performance.now() - from;
  const back = new Histogram();
  const waiting = new Set(fleet.campuses);
  while (waiting.size > 0) {
    for (const gateway of waiting)
      if (gateway.link === "answered" && gateway.held === 0) {
        back.add(performance.now() - from - startMs);
        waiting.delete(gateway);
      }
    if (performance.now() - from > WAIT_MS) break;
    await sleep(20);
  }
  let [lost, double] = [0, 0];
  for (const { spec, told } of fleet.campuses) {
    const missing = told.entries - entriesStored(county.data, spec.id);
    lost += Math.max(0, missing);
    double += Math.max(0, -missing);
  }
  return {
    bench: "county",
    figure: "herd",
    campuses: HERD,
    notBack: waiting.size,
    p50Ms: rounded(back.quantile(0.5)),
    allMs: rounded(back.quantile(1)),
    lost,
    double,
    countyCpuSeconds: rounded(cpuSeconds(county.run.pid)),
    countyMb: memoryMb(county.run.pid).peak,
  };
}

function startFor(county: County, campuses: readonly CampusSpec[], more: { readonly historyMs: number }): Fleet {
  const secretFileOf = (campus: string) => county.campus(campus).secretFile;
  return startFleet({ campuses, url: county.run.mqtt ?? "", secretFileOf, clock, log: createLog("silent"), ...more });
}

function isCurrent({ link, held, told }: Fleet["campuses"][number]): boolean {
  return link === "answered" && held === 0 && told.behind.fromMs >= told.behind.toMs && told.entries > 0;
}
