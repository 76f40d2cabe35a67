// The campus as it is now, put together from devices, places and newest values.
import { useEffect, useMemo, useState } from "react";
import { useDevices, usePlaces } from "../api/campus.ts";
import type { Device, Place } from "../api/types.ts";
import { useStatus } from "../frame/use-status.ts";
import { useNowEvery } from "../live/clock.ts";
import { useLatest, useLine } from "../live/hooks.ts";
import { type LatestByDevice, NO_VALUES } from "../live/store.ts";
import { type DeviceMatter, deviceMatters, gatewayMatters, type Matter, worstFirst } from "./attention.ts";

export interface Campus {
  readonly devices: readonly Device[];
  readonly places: readonly Place[];
  readonly placeMap: ReadonlyMap<string, Place>;
  readonly latest: LatestByDevice;
  /** All that needs a person now, worst first. */
  readonly matters: readonly Matter[];
  readonly deviceMatters: readonly DeviceMatter[];
}

const AGES_AGAIN_S = 5;
const NO_PLACES: readonly Place[] = [];

/** Null while it is not known yet. */
export function useCampus(): Campus | null {
  const devices = useDevices().data?.devices;
  const places = usePlaces().data?.places;
  const latest = useLatest();
  const line = useLine();
  const status = useStatus();
  // What is too old is judged every few seconds, not with every tick of the clock.
  const now = useNowEvery(AGES_AGAIN_S);
  const [alive, setAlive] = useState(now);
  useEffect(() => {
    if (line.state === "live") setAlive(now);
  }, [line, now]);
  return useMemo(() => {
    if (devices === undefined || latest === NO_VALUES) return null;
    const placeMap = new Map((places ?? NO_PLACES).map((place) => [place.id, place]));
    const found = deviceMatters(devices, placeMap, latest, alive);
    return {
      devices: devices,
      places: places ?? NO_PLACES,
      placeMap,
      latest,
      matters: worstFirst([...gatewayMatters(status), ...found]),
      deviceMatters: found,
    };
  }, [devices, places, latest, status, alive]);
}
