// How it is in each place, what lies within it included. Pure.
import { type Severity, worstOf } from "../../campus/attention.ts";
import { placesWithin } from "../../campus/places-tree.ts";
import type { Campus } from "../../campus/use-campus.ts";

export interface Summary {
  readonly devices: number;
  readonly wrong: number;
  readonly worst: Severity | null;
}

export function summariesOf(
  campus: Pick<Campus, "places" | "devices" | "deviceMatters">,
): ReadonlyMap<string, Summary> {
  return new Map(
    campus.places.map(({ id }) => {
      const within = placesWithin(id, campus.places);
      const matters = campus.deviceMatters.filter(({ place }) => place !== null && within.has(place.id));
      const devices = campus.devices.filter(({ place }) => place !== null && within.has(place)).length;
      return [id, { devices, wrong: matters.length, worst: worstOf(matters) }];
    }),
  );
}
