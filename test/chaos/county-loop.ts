// The long form of the county's promise: killed again and again while simulated campuses tell their stories, it never has less than what it
// answered for, and in the end everything once.
import { setTimeout as sleep } from "node:timers/promises";
import { inventedCampuses } from "#bridge/simulator/campuses.ts";
import { figuresBetween, MINUTE_MS } from "#bridge/simulator/figures.ts";
import { startFleet } from "#bridge/simulator/fleet.ts";
import type { SimulatedGateway } from "#bridge/simulator/gateway.ts";
import { schoolOf } from "#bridge/simulator/school.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { type StartCost, startCounty } from "../harness/county.ts";
import { bucketName, countyRows, entriesStored, figuresStored } from "../harness/county-db.ts";
import { QUICK } from "../harness/county-link.ts";
import { until } from "../harness/wait.ts";
import { randomOf } from "./random.ts";

export interface CountyLoopResult {
  readonly seed: number;
  readonly kills: number;
  readonly entries: number;
  readonly minutes: number;
  /** The start after a kill that took most of a processor, and the longest one by the clock. */
  readonly dearestStart: StartCost | null;
  readonly longestStart: StartCost | null;
  readonly faults: readonly string[];
}

const CAMPUSES = 8;
const FASTEST = 900;
/** A round takes about so long: the story lasts as long as the rounds do. */
const ROUND_MS = 4000;
/** The county forgets minutes that are older than two days. */
const LONGEST_MS = 30 * 60 * MINUTE_MS;
const WAIT_MS = 600_000;
/** What a start may take of a processor, whatever is on the disk; how long that is by the clock is the machine's business. */
const START_CPU_MS = 8000;
const START_WITHIN_MS = 600_000;
/** Late readings are told within this. */
const LATE_MS = 20 * MINUTE_MS;

/** Kills the county so many times at moments of chance. */
export async function countyLoop({ rounds, seed }: { rounds: number; seed: number }): Promise<CountyLoopResult> {
  const random = randomOf(seed);
  const specs = inventedCampuses(CAMPUSES);
  await using county = await startCounty(
    { campuses: Object.fromEntries(specs.map(({ id }) => [id, {}])) },
    START_WITHIN_MS,
  );
  const storyMs = Math.min(LONGEST_MS, rounds * ROUND_MS * FASTEST);
  await using fleet = startFleet({
    campuses: specs,
    url: county.run.mqtt ?? "",
    secretFileOf: (campus) => county.campus(campus).secretFile,
    clock,
    log: createLog("silent"),
    seed,
    historyMs: storyMs,
    speed: storyMs / (rounds * ROUND_MS),
    forgetEach: 5,
    patience: QUICK,
  });
  const faults: string[] = [];
  const starts: StartCost[] = [];
  for (let round = 1; round <= rounds; round++) {
    await sleep(random.between(50, ROUND_MS / 2));
    const promised = fleet.campuses.map(({ spec, acknowledged }) => ({ campus: spec.id, ...acknowledged }));
    await county.kill("SIGKILL");
    for (const { campus, outbox, frames } of promised)
      for (const [lane, frame] of frames) {
        const sql =
          "SELECT stored FROM lane JOIN outbox ON outbox.n = lane.outbox WHERE campus = ? AND id = ? AND lane = ?";
        const stored = Number(countyRows(county.data, sql, campus, outbox, lane)[0]?.stored ?? 0);
        if (stored < frame) faults.push(`round ${round}: ${campus} ${lane} answered ${frame}, stored ${stored}`);
      }
    await county.start(START_WITHIN_MS);
    const { cost } = county;
    if (cost === null) continue;
    starts.push(cost);
    if (cost.cpuMs > START_CPU_MS) faults.push(`round ${round}: the start took ${cost.cpuMs} ms of a processor`);
  }
  let [entries, minutes] = [0, 0];
  for (const gateway of fleet.campuses) {
    const { id } = gateway.spec;
    const isThrough = ({ told }: SimulatedGateway) =>
      told.figuresToMs > fleet.fromMs + storyMs - MINUTE_MS &&
      told.behind.fromMs >= told.behind.toMs &&
      entriesStored(county.data, id) === told.entries;
    await until(`everything of ${id}`, () => isThrough(gateway), WAIT_MS);
    const measuring = { seed, campus: id, school: schoolOf(gateway.spec) };
    const fromMs = Math.floor(fleet.fromMs / MINUTE_MS) * MINUTE_MS;
    const toMs = fromMs + Math.max(0, storyMs - LATE_MS);
    const measured = figuresBetween(measuring, fromMs, toMs, ["1min"], Number.MAX_SAFE_INTEGER);
    const stored = () => figuresStored(county.data, id, fromMs, toMs);
    const faultsNow = () => {
      const kept = stored();
      return measured.flatMap(({ device, point, atMs, count, sum }) => {
        const name = bucketName(device, point, 1, atMs);
        const found = kept.get(name);
        const same =
          found !== undefined && found[0] === count && Math.abs(found[3] - sum) < 1e-6 * Math.abs(sum) + 1e-6;
        return same ? [] : [`${id} ${name}: measured ${count} times, stored ${found?.[0] ?? 0}`];
      });
    };
    await until("every minute", () => faultsNow().length === 0, WAIT_MS / 4).catch(() =>
      faults.push(...faultsNow().slice(0, 5)),
    );
    entries += entriesStored(county.data, id);
    minutes += measured.length;
  }
  const most = (by: keyof StartCost) => [...starts].sort((a, b) => b[by] - a[by])[0] ?? null;
  return { seed, kills: rounds, entries, minutes, dearestStart: most("cpuMs"), longestStart: most("ms"), faults };
}
