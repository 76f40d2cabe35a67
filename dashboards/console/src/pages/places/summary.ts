// How it is in each place, what lies within it included. Pure.
import { SEVERITIES, type Severity } from "../../campus/attention.ts";
import { pathOf } from "../../campus/places-tree.ts";
import type { Campus } from "../../campus/use-campus.ts";

export interface Summary {
  readonly devices: number;
  readonly wrong: number;
  readonly worst: Severity | null;
}

const EMPTY: Summary = { devices: 0, wrong: 0, worst: null };

export function summariesOf(
  campus: Pick<Campus, "places" | "placeMap" | "devices" | "deviceMatters">,
): ReadonlyMap<string, Summary> {
  const wrong = new Map(campus.deviceMatters.map(({ device, severity }) => [device.id, severity]));
  const summaries = new Map<string, Summary>(campus.places.map(({ id }) => [id, EMPTY]));
  for (const { id, place } of campus.devices) {
    const at = place === null ? undefined : campus.placeMap.get(place);
    if (at === undefined) continue;
    const severity = wrong.get(id) ?? null;
    for (const each of [at, ...pathOf(at, campus.placeMap)]) {
      const before = summaries.get(each.id) ?? EMPTY;
      summaries.set(each.id, {
        devices: before.devices + 1,
        wrong: before.wrong + (severity === null ? 0 : 1),
        worst: SEVERITIES.find((one) => one === severity || one === before.worst) ?? null,
      });
    }
  }
  return summaries;
}
