// What a place shows at a glance, on the overview and on the large screen: its devices and their most telling values. Pure.
import type { LatestPoint } from "#gateway/contract/latest.ts";
import type { Device, Place } from "../api/types.ts";
import { devicesIn } from "./places-tree.ts";
import { sharedNames, tellingPoints } from "./telling.ts";
import type { Campus } from "./use-campus.ts";

export interface PlaceView {
  readonly devices: readonly Device[];
  readonly ids: ReadonlySet<string>;
  readonly points: readonly LatestPoint[];
  /** Names that more than one of these points has: they say whose they are. */
  readonly shared: ReturnType<typeof sharedNames>;
}

/** At most `values` points of the devices in the place and all places within it. */
export function placeView({ id }: Place, campus: Campus, values: number): PlaceView {
  const devices = devicesIn(id, campus.places, campus.devices);
  const points = tellingPoints(
    devices.flatMap((device) => campus.latest.get(device.id) ?? []),
    values,
  );
  return { devices, ids: new Set(devices.map((device) => device.id)), points, shared: sharedNames(points) };
}
