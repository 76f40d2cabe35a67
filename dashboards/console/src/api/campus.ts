// What the campus has, for every page: its devices, places and profiles, each asked for once and shared.
import { useGet } from "./queries.ts";
import type { Device, Place, Profile } from "./types.ts";

/** States change without a word on the wire for some devices, so the list is asked for again now and then. */
const DEVICES_AGAIN_MS = 10_000;

const indexes = new WeakMap<readonly object[], ReadonlyMap<string, object>>();

/** The list by id; made once per list. */
function byId<Item extends { readonly id: string }>(list: readonly Item[] | undefined): ReadonlyMap<string, Item> {
  if (list === undefined) return new Map();
  let index = indexes.get(list);
  if (index === undefined) {
    index = new Map(list.map((item) => [item.id, item]));
    indexes.set(list, index);
  }
  return index as ReadonlyMap<string, Item>;
}

/** All devices that may be seen, kept up to date. */
export function useDevices() {
  return useGet<{ readonly devices: readonly Device[] }>("/devices", { refresh: DEVICES_AGAIN_MS });
}

export function usePlaces() {
  return useGet<{ readonly places: readonly Place[] }>("/places");
}

export function useProfiles() {
  return useGet<{ readonly profiles: readonly Profile[] }>("/profiles");
}

export function useDeviceMap(): ReadonlyMap<string, Device> {
  return byId(useDevices().data?.devices);
}

export function usePlaceMap(): ReadonlyMap<string, Place> {
  return byId(usePlaces().data?.places);
}

export function useProfileMap(): ReadonlyMap<string, Profile> {
  return byId(useProfiles().data?.profiles);
}
