// All campuses at once: after a network that failed for all of them, and after a county that was killed. Until each is current, and whether
// anything is lost or double then.
import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE } from "#bridge/edge/patience.ts";
import { MINUTE_MS } from "#bridge/simulator/figures.ts";
import type { Fleet } from "#bridge/simulator/fleet.ts";
import { until } from "../harness/wait.ts";
import { countyWithFleet, isCurrent, lostAndDouble, WAIT_MS } from "./county-figures.ts";
import { Histogram } from "./histogram.ts";
import { cpuSeconds, memoryMb, rounded } from "./process-figures.ts";

const CAMPUSES = Number(process.env.BENCH_HERD ?? 300);
const OUTAGE_MS = 5000;
const HISTORY_MS = 15 * MINUTE_MS;
const ASK_EVERY_MS = 500;

/** One line for each kind of outage. */
export async function* herdFigures(): AsyncGenerator<Record<string, unknown>> {
  await using made = await countyWithFleet(CAMPUSES, HISTORY_MS);
  const { county, fleet } = made;
  await until("all to be current", () => fleet.campuses.every(isCurrent), WAIT_MS);
  const goal = { campuses: CAMPUSES, goalMs: 30_000 };

  for (const campus of fleet.campuses) campus.setDark(true);
  await until("all to be gone", () => fleet.campuses.every(({ link }) => link === "dark"), WAIT_MS);
  await sleep(OUTAGE_MS);
  const cpu = cpuSeconds(county.run.pid);
  const admin = await county.admin();
  const asking = new AbortController();
  const asked = new Histogram();
  const pages = askOften(async () => (await admin.get("campuses")).status === 200, asked, asking.signal);
  const from = performance.now();
  for (const campus of fleet.campuses) campus.setDark(false);
  const back = await allBack(fleet, from);
  asking.abort();
  await pages;
  yield {
    bench: "county",
    figure: "herd",
    outage: "network",
    ...goal,
    ...back,
    ...lostAndDouble(county, fleet),
    pageP50Ms: rounded(asked.quantile(0.5)),
    pageMaxMs: rounded(asked.quantile(1)),
    countyCpuSeconds: rounded(cpuSeconds(county.run.pid) - cpu),
    countyMb: memoryMb(county.run.pid).peak,
  };

  await county.kill("SIGKILL");
  await sleep(OUTAGE_MS);
  await county.start();
  const again = await allBack(fleet, performance.now());
  yield {
    bench: "county",
    figure: "herd",
    outage: "county killed",
    ...goal,
    // Most of it is the campuses' own patience: who was refused so often waits anything up to this before the next try.
    lastRetryMs: PATIENCE.lastRetryMs,
    ...again,
    ...lostAndDouble(county, fleet),
    countyCpuSeconds: rounded(cpuSeconds(county.run.pid)),
    countyMb: memoryMb(county.run.pid).peak,
  };
}

/** Asks again and again until aborted; each answer's time goes into `times`. */
async function askOften(ask: () => Promise<boolean>, times: Histogram, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const from = performance.now();
    if (!(await ask())) throw new Error("the county did not answer with 200");
    times.add(performance.now() - from);
    await sleep(ASK_EVERY_MS);
  }
}

/** Milliseconds until each campus is current. */
async function allBack(fleet: Fleet, from: number): Promise<Record<string, number>> {
  const back = new Histogram();
  const waiting = new Set(fleet.campuses);
  while (waiting.size > 0 && performance.now() - from < WAIT_MS) {
    for (const campus of waiting)
      if (isCurrent(campus)) {
        back.add(performance.now() - from);
        waiting.delete(campus);
      }
    await sleep(20);
  }
  return { notBack: waiting.size, p50Ms: rounded(back.quantile(0.5)), allMs: rounded(back.quantile(1)) };
}
