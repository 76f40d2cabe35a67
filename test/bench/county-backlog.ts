// A day without line of a campus of 500 points: how long until the county has it, over 10 Mbit/s and 50 ms there and back, and how far behind
// what happens meanwhile is. A real gateway, whose devices have told it their day at speed while the line was down.
import { setTimeout as sleep } from "node:timers/promises";
import { MINUTE_MS } from "#bridge/simulator/figures.ts";
import { startCounty } from "../harness/county.ts";
import { openCountyFile } from "../harness/county-db.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { freePort } from "../harness/mosquitto.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { WAIT_MS } from "./county-figures.ts";
import { Histogram } from "./histogram.ts";
import { cpuSeconds, rounded } from "./process-figures.ts";
import { openThinLine } from "./thin-line.ts";

const CAMPUS = "no3-middle";
const DEVICES = 50;
const POINTS_EACH = 10;
const POINTS = DEVICES * POINTS_EACH;
const HOURS = Number(process.env.BENCH_BACKLOG_HOURS ?? 24);
const READ_EVERY_MS = 20_000;
const LINE = { bitsPerSecond: 10_000_000, delayMs: 25 };
const EVENT_EVERY_MS = 1000;
/** Messages of a device that wait for their acknowledgement. */
const WINDOW = 50;
/** In each quarter of an hour every point has fifteen minutes and one quarter. */
const ROWS = HOURS * 4 * POINTS * 16;

/** One line of figures. */
export async function backlogFigure(): Promise<Record<string, unknown>> {
  await using county = await startCounty();
  const linePort = await freePort();
  await using gateway = await startGateway({
    devices: DEVICES,
    config: {
      county: {
        url: `mqtt://127.0.0.1:${linePort}`,
        secretFile: county.campus(CAMPUS).secretFile,
        summaryEvery: "5s",
      },
    },
  });
  const endMs = Math.floor(Date.now() / (15 * MINUTE_MS)) * 15 * MINUTE_MS;
  await Promise.all(gateway.devices.map((_, i) => tellDay(gateway, i, endMs)));
  await until("the gateway to have summed it up", async () => (await lagOf(gateway)) === 0, WAIT_MS);

  using file = openCountyFile(county.data);
  await using device = await connectDevice(gateway, gateway.device(0));
  await using line = await openThinLine(Number(new URL(county.run.mqtt ?? "").port), LINE, linePort);
  const opened = performance.now();
  await until("the connection", () => file.count("SELECT count(*) AS n FROM campus WHERE id = ?", CAMPUS) > 0, WAIT_MS);
  const from = performance.now();
  const cpu = cpuSeconds(gateway.run.pid);
  const live = new Histogram();
  let [sent, rows] = [0, 0];
  while (rows < ROWS && performance.now() - from < WAIT_MS) {
    const at = performance.now();
    await device.publish("event", { type: "door.held", data: { n: ++sent } });
    while (file.count("SELECT count(*) AS n FROM entry WHERE type = 'door.held'") < sent) await sleep(10);
    live.add(performance.now() - at);
    const inDay = "SELECT count(*) AS n FROM figure WHERE at_min >= ? AND at_min < ?";
    const [fromMin, toMin] = [endMs - HOURS * 60 * MINUTE_MS, endMs].map((ms) => ms / MINUTE_MS);
    rows = file.count(inDay, fromMin ?? 0, toMin ?? 0);
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
    goalSeconds: 600,
    waitedForTheLineSeconds: rounded((from - opened) / 1000),
    bytes: line.upBytes,
    bytesPerRow: rounded(line.upBytes / rows),
    bytesPerValue: rounded(line.upBytes / (POINTS * HOURS * 3600 * (1000 / READ_EVERY_MS))),
    liveP99Ms: rounded(live.quantile(0.99)),
    liveMaxMs: rounded(live.quantile(1)),
    goalLiveMs: 2000,
    gatewayCpuSeconds: rounded(cpuSeconds(gateway.run.pid) - cpu),
    countyCpuSeconds: rounded(cpuSeconds(county.run.pid)),
  };
}

/** A device tells the values of the last day, one message a reading. */
async function tellDay(gateway: Gateway, index: number, endMs: number): Promise<void> {
  await using device = await connectDevice(gateway, gateway.device(index));
  const under = new Set<Promise<void>>();
  for (let ts = endMs - HOURS * 60 * MINUTE_MS; ts < endMs; ts += READ_EVERY_MS) {
    const points = Object.fromEntries(
      Array.from({ length: POINTS_EACH }, (_, p) => [`p${p}`, { v: valueAt(index * POINTS_EACH + p, ts), u: "Cel" }]),
    );
    const told = device.telemetry(points, { ts }).finally(() => under.delete(told));
    under.add(told);
    if (under.size >= WINDOW) await Promise.race(under);
  }
  await Promise.all(under);
}

/** A room over a day, with a digit of unrest. */
function valueAt(point: number, ms: number): number {
  const unrest = (((ms / READ_EVERY_MS) * 7919 + point * 31) % 13) - 6;
  return Math.round((20 + (point % 40) + 3 * Math.sin(ms / 7e6 + point) + unrest / 10) * 10) / 10;
}

/** Entries that the gateway's roll-ups have not counted yet. */
async function lagOf(gateway: Gateway): Promise<number> {
  const text = await (await fetch(`${gateway.run.http}/metrics`)).text();
  return Number(/^campus_consumer_lag_entries\{consumer="rollups"\} (\d+)/m.exec(text)?.[1] ?? Number.NaN);
}
