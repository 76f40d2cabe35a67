// What the benches of the county share: many simulated campuses, when they are current, and whether anything is lost or double.
import { type CampusSpec, inventedCampuses } from "#bridge/simulator/campuses.ts";
import { type Fleet, startFleet } from "#bridge/simulator/fleet.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { type County, startCounty } from "../harness/county.ts";
import { entriesStored } from "../harness/county-db.ts";

/** How long a bench waits for what it measures. */
export const WAIT_MS = 900_000;

export interface CountyWithFleet extends AsyncDisposable {
  readonly county: County;
  readonly fleet: Fleet;
}

/** A real county process and so many campuses that connect to it at once, each with so long a history to tell. */
export async function countyWithFleet(count: number, historyMs: number): Promise<CountyWithFleet> {
  const campuses = inventedCampuses(count);
  const county = await startCounty({ campuses: Object.fromEntries(campuses.map(({ id, name }) => [id, { name }])) });
  const fleet = fleetAt(county, campuses, historyMs);
  return {
    county,
    fleet,
    [Symbol.asyncDispose]: async () => {
      await fleet[Symbol.asyncDispose]();
      await county[Symbol.asyncDispose]();
    },
  };
}

function fleetAt(county: County, campuses: readonly CampusSpec[], historyMs: number): Fleet {
  const secretFileOf = (campus: string) => county.campus(campus).secretFile;
  return startFleet({ campuses, url: county.run.mqtt ?? "", secretFileOf, clock, log: createLog("silent"), historyMs });
}

/** The county has all that this campus has to tell. */
export function isCurrent({ link, held, told }: Fleet["campuses"][number]): boolean {
  return link === "answered" && held === 0 && told.behind.fromMs >= told.behind.toMs && told.entries > 0;
}

/** Entries that the county lacks, or has too many of. */
export function lostAndDouble(county: County, fleet: Fleet): { readonly lost: number; readonly double: number } {
  let [lost, double] = [0, 0];
  for (const { spec, told } of fleet.campuses) {
    const missing = told.entries - entriesStored(county.data, spec.id);
    lost += Math.max(0, missing);
    double += Math.max(0, -missing);
  }
  return { lost, double };
}
