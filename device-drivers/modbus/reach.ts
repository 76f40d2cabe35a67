// What registers can hold at all: a range, a word or a limit beyond that is a slip of whoever wrote the profile.
import { LIMITS, scaled } from "./map.ts";
import type { PointWire } from "./wire-schema.ts";

type Held = Pick<PointWire, "type" | "bits" | "negative">;

/** The smallest and largest whole number in registers of this type; null: floats and texts have none. */
function rawReach({ type, bits: [low, high] = [0, 0], negative }: Held): readonly [number, number] | null {
  switch (type) {
    case "u16":
    case "u32":
    case "s32":
      return LIMITS[type];
    case "s16":
      return negative === "from-10000" ? [10_000 - 65_535, 9999] : LIMITS.s16;
    case "bits":
      return [0, 2 ** (high - low + 1) - 1];
    case "u64":
      return [0, Number.MAX_SAFE_INTEGER];
    case "s64":
      return [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
    default:
      return null;
  }
}

/** True when the registers can hold this whole number. */
export function canHold(wire: Held, raw: number): boolean {
  const [low, high] = rawReach(wire) ?? [-Infinity, Infinity];
  return raw >= low && raw <= high;
}

/** True when some value that the registers can hold lies in the point's range. */
export function canLieIn(wire: PointWire): boolean {
  const reach = rawReach(wire);
  if (reach === null || wire.range === undefined) return true;
  const [low, high] = reach.map((raw) => scaled(wire, raw));
  return low === undefined || high === undefined || (low <= wire.range[1] && high >= wire.range[0]);
}
