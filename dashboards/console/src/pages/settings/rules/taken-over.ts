// What a rule of the school takes the place of: the rules of models that ask the same of the same point, where both hold. Pure.
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import type { Device, Place } from "../../../api/types.ts";
import { insideOf } from "../places/tree.ts";
import type { RuleFields } from "./fields.ts";

type Where = Pick<Device, "id" | "profile" | "place">;

/** Rules in force that hold no longer, at some devices at least, once the typed rule is saved. */
export function takenOver(
  { id, scope, target, point, is }: RuleFields,
  rules: readonly RuleView[],
  devices: readonly Where[],
  places: readonly Place[],
): readonly RuleView[] {
  if (target === undefined || point === undefined || point === "") return [];
  const inside = scope === "place" ? insideOf(target, places) : new Set<string>();
  const isThere = (device: Where) => {
    if (scope === "place") return device.place !== null && inside.has(device.place);
    return target === (scope === "device" ? device.id : device.profile);
  };
  const there = devices.filter(isThere).map((device) => device.id);
  return rules.filter(({ origin, alarms, ...rule }) => {
    if (origin !== "profile" || !(rule.id === id || (rule.point === point && rule.condition.is === is))) return false;
    const made = new Set(alarms);
    return there.some((device) => made.has(`${rule.id}.${device}.${rule.point}`));
  });
}

/** The one place in which all devices of a rule of a model are; null: there are several, or none. */
export function onlyPlaceOf({ alarms, id, point }: RuleView, devices: readonly Where[]): string | null {
  const made = new Set(alarms);
  const places = new Set(devices.filter((device) => made.has(`${id}.${device.id}.${point}`)).map(({ place }) => place));
  const [only = null] = places;
  return places.size === 1 ? only : null;
}
