// Simulated campuses at a real county process: whatever they do twice, late, in the wrong order or with a wrong clock, the county has it once.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CampusView, FleetView } from "#bridge/county/fleet/view.ts";
import { type CampusSpec, inventedCampuses } from "#bridge/simulator/campuses.ts";
import { figuresBetween, MINUTE_MS } from "#bridge/simulator/figures.ts";
import { type Fleet, startFleet } from "#bridge/simulator/fleet.ts";
import type { SimulatedGateway } from "#bridge/simulator/gateway.ts";
import { schoolOf } from "#bridge/simulator/school.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { type County, startCounty } from "../harness/county.ts";
import { countyRows, entriesStored } from "../harness/county-db.ts";
import { QUICK } from "../harness/county-link.ts";
import { until } from "../harness/wait.ts";

const PLAYED_MS = 4 * 60 * MINUTE_MS;
/** Long enough before the end of the play for late readings to be told. */
const COUNTED_MS = PLAYED_MS - 20 * MINUTE_MS;
/** The first second of the play, before there is a connection, is half an hour: what a simulated campus leaves out of that backlog is not looked at. */
const SETTLED_MS = 60 * MINUTE_MS;
const WAIT_MS = 90_000;
const [steady, wrongClock, flapping, forgetful] = inventedCampuses(4) as [
  CampusSpec,
  CampusSpec,
  CampusSpec,
  CampusSpec,
];
const SPECS: readonly CampusSpec[] = [
  steady,
  { ...wrongClock, clockOffsetMs: -10 * MINUTE_MS },
  { ...flapping, fate: { kind: "flapping", upMs: 1200, downMs: 600 } },
  forgetful,
];

let county: County;
let fleet: Fleet;

beforeAll(async () => {
  county = await startCounty({ campuses: Object.fromEntries(SPECS.map(({ id }) => [id, {}])) });
  fleet = startFleet({
    campuses: SPECS,
    url: county.run.mqtt ?? "",
    secretFileOf: (campus) => county.campus(campus).secretFile,
    clock,
    log: createLog("silent"),
    historyMs: PLAYED_MS,
    speed: 1800,
    forgetEach: 3,
    patience: QUICK,
  });
});
afterAll(async () => {
  await fleet[Symbol.asyncDispose]();
  await county[Symbol.asyncDispose]();
});

async function campus(id: string): Promise<CampusView> {
  const view = (await (await county.admin()).get("campuses")).json<unknown>() as FleetView;
  const found = view.campuses.find((one) => one.id === id);
  if (found === undefined) throw new Error("the campus is not listed");
  return found;
}
const rows = (sql: string, ...values: (string | number)[]) => countyRows(county.data, sql, ...values);
const entriesOf = (id: string) => entriesStored(county.data, id);
const isThrough = ({ told, spec }: SimulatedGateway) =>
  told.figuresToMs > fleet.fromMs + PLAYED_MS + spec.clockOffsetMs - MINUTE_MS &&
  told.behind.fromMs >= told.behind.toMs &&
  entriesOf(spec.id) === told.entries;

/** Minutes by point, as the campus measured them and as the county keeps them, over the time in which all late readings were told. */
function minutesOf({ spec }: SimulatedGateway): { measured: Map<string, Minute>; kept: Map<string, Minute> } {
  const measuring = { seed: fleet.seed, campus: spec.id, school: schoolOf(spec) };
  const beganMs = Math.floor((fleet.fromMs + spec.clockOffsetMs) / MINUTE_MS) * MINUTE_MS;
  const [fromMs, toMs] = [beganMs + SETTLED_MS, beganMs + COUNTED_MS];
  // Told within that time are also late readings of the time before.
  const ofTheTime = figuresBetween(measuring, fromMs, toMs, ["1min"], Number.MAX_SAFE_INTEGER).filter(
    ({ atMs }) => atMs >= fromMs,
  );
  const measured = ofTheTime.map(
    ({ device, point, atMs, count, sum }) => [`${device}.${point} ${atMs}`, [count, Number(sum.toFixed(6))]] as const,
  );
  const sql = `SELECT device, point, at_min, count, sum FROM figure JOIN series ON series.n = figure.series
    WHERE campus = ? AND step = 1 AND at_min >= ? AND at_min < ?`;
  const found = rows(sql, spec.id, fromMs / MINUTE_MS, toMs / MINUTE_MS).map(
    ({ device, point, at_min, count, sum }) =>
      [`${device}.${point} ${Number(at_min) * MINUTE_MS}`, [Number(count), Number(Number(sum).toFixed(6))]] as const,
  );
  return { measured: new Map(measured), kept: new Map(found) };
}
type Minute = readonly [count: number, sum: number];
const total = (minutes: Map<string, Minute>) => [...minutes.values()].reduce((sum, [count]) => sum + count, 0);

test("a morning of four campuses arrives whole and once, through a line that flaps and a store that forgets what was answered", async () => {
  for (const gateway of fleet.campuses) {
    await until(`all of ${gateway.spec.id}`, () => isThrough(gateway), WAIT_MS);
    expect(entriesOf(gateway.spec.id)).toBe(gateway.told.entries);
  }
});

test("what the county keeps equals a recount of what was measured, late readings included", async () => {
  for (const gateway of fleet.campuses) {
    await until(
      `every reading of ${gateway.spec.id}`,
      () => {
        const { measured, kept } = minutesOf(gateway);
        return total(kept) >= total(measured);
      },
      WAIT_MS,
    );
    const { measured, kept } = minutesOf(gateway);
    expect(kept).toEqual(measured);
  }
});

test("a campus with a wrong clock is seen to be ten minutes slow", async () => {
  const { clockOffsetMs, penalties } = await until("its hello", async () => {
    const seen = await campus(wrongClock.id);
    return seen.clockOffsetMs !== null && seen;
  });
  expect(Math.abs((clockOffsetMs ?? 0) + 10 * MINUTE_MS)).toBeLessThan(MINUTE_MS);
  expect(penalties.map(({ code }) => code)).toContain("clock");
});

test("a campus that lost its outbox and tells everything again is not counted twice", async () => {
  const gateway = fleet.campus(forgetful.id);
  await until("all of it", () => isThrough(gateway), WAIT_MS);
  const before = entriesOf(forgetful.id);
  const outboxes = () => rows("SELECT id FROM outbox WHERE campus = ?", forgetful.id).length;
  const known = outboxes();
  gateway.relapse();
  await until("another outbox", () => outboxes() > known, WAIT_MS);
  await until("all of it again", () => isThrough(gateway), WAIT_MS);
  expect(entriesOf(forgetful.id)).toBe(gateway.told.entries);
  expect(gateway.told.entries - before).toBeLessThan(20);
});
