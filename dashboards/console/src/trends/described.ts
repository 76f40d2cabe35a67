// What is known of the points that are shown: their names, their devices, and whether they are on or off instead of a number.
import { useDeviceMap, useProfileMap } from "../api/campus.ts";
import type { Device, Profile } from "../api/types.ts";
import { useLanguage } from "../i18n/texts.ts";
import { useLatest } from "../live/hooks.ts";
import { currentLatest } from "../live/store.ts";
import { pointName } from "../words/points.ts";
import type { Series } from "./series.ts";

export type ValueType = "number" | "boolean" | "text" | "unknown";

export interface Described {
  readonly series: Series;
  readonly device: Device | undefined;
  /** Of the point alone. */
  readonly name: string;
  readonly type: ValueType;
}

/** What kind of value a point has, by its profile or else by its newest value; texts have no course. */
export function valueType({ device, point }: Series, profile: Profile | undefined): ValueType {
  const declared = profile?.points.find(({ id }) => id === point)?.type;
  if (declared !== undefined) return declared;
  const newest = currentLatest()
    .get(device)
    ?.find((one) => one.point === point);
  const known = newest?.value ?? newest?.lastGood?.value;
  if (known === undefined || known === null) return "unknown";
  return typeof known === "string" ? "text" : typeof known === "boolean" ? "boolean" : "number";
}

export function useDescribed(shown: readonly Series[]): readonly Described[] {
  const language = useLanguage();
  const devices = useDeviceMap();
  const profiles = useProfileMap();
  return shown.map((series) => {
    const device = devices.get(series.device);
    const profile = profiles.get(device?.profile ?? "");
    return {
      series,
      device,
      name: pointName(series.point, device, profile, language),
      type: valueType(series, profile),
    };
  });
}

/** The points of a device that have a course, in the order of its profile. */
export function useCoursePoints(device: Device | undefined): readonly Described[] {
  const latest = useLatest();
  const profile = useProfileMap().get(device?.profile ?? "");
  const ids = [
    ...(profile?.points.map(({ id }) => id) ?? []),
    ...(latest.get(device?.id ?? "")?.map(({ point }) => point) ?? []),
  ];
  const series = [...new Set(ids)].map((point) => ({ device: device?.id ?? "", point }));
  return useDescribed(series).filter(({ type }) => type !== "text");
}
