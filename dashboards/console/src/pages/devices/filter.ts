// Which devices the address asks for, and in which order they are shown: worst first, then by name. Pure.
import type { Device, Place, Profile } from "../../api/types.ts";
import { alsoHeard } from "../../words/also-heard.ts";
import { CONDITIONS, type Condition, severityOf } from "../../words/device-condition.ts";

export interface Filter {
  readonly q: string;
  readonly place: string | null;
  readonly driver: string | null;
  readonly state: Condition | null;
}

/** One device with all that the list needs to know of it. */
export interface Listed {
  readonly device: Device;
  readonly place: Place | undefined;
  readonly profile: Profile | undefined;
  readonly condition: Condition;
  /** All that a search looks into, lower case. */
  readonly words: string;
}

/** Stands for devices without a place in the address. */
export const NO_PLACE = "-";

/** The filter that an address names; what it does not know is no filter. */
export function filterOf(params: URLSearchParams): Filter {
  const state = params.get("state");
  return {
    q: params.get("q") ?? "",
    place: params.get("place"),
    driver: params.get("driver"),
    state: CONDITIONS.find((condition) => condition === state) ?? null,
  };
}

/** The address of a filter with one part changed. */
export function withFilter(params: URLSearchParams, key: keyof Filter, value: string | null): URLSearchParams {
  const next = new URLSearchParams(params);
  if (value === null || value === "") next.delete(key);
  else next.set(key, value);
  return next;
}

/** The words by which a device is found. */
export function wordsOf(device: Device, place: Place | undefined, profile: Profile | undefined): string {
  const labels = profile === undefined ? [] : [profile.label["zh-CN"], profile.label.en];
  const heard = alsoHeard(device.driver, device.profile, place?.class ?? "");
  return [
    device.name,
    device.id,
    place?.name ?? "",
    device.place ?? "",
    device.profile,
    device.driver,
    ...labels,
    heard,
  ]
    .join(" ")
    .toLowerCase();
}

/** Whether a device is asked for; every word of the search must be found. `state` is left to the caller, who counts by it. */
export function matches({ device, words }: Listed, { q, place, driver }: Filter): boolean {
  if (driver !== null && device.driver !== driver) return false;
  if (place !== null && (device.place ?? NO_PLACE) !== place) return false;
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

/** Worst first, then by name as the language sorts it. */
export function sorted(list: readonly Listed[], language: string): Listed[] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  return [...list].sort(
    (a, b) => severityOf(a.condition) - severityOf(b.condition) || compare(a.device.name, b.device.name),
  );
}

/** How many devices are in each condition. */
export function countsOf(list: readonly Listed[]): ReadonlyMap<Condition, number> {
  const counts = new Map<Condition, number>();
  for (const { condition } of list) counts.set(condition, (counts.get(condition) ?? 0) + 1);
  return counts;
}
