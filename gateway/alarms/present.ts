// The newest value of each point, for a rule that is new: it need not wait for the next reading, which a quiet device may send in a minute.
import type { Latest } from "../contract/latest.ts";
import { LATE_AFTER_MS, type StoredValue } from "../journal/record.ts";

export interface Present {
  readonly value: StoredValue;
  readonly unit: string;
  readonly seq: number;
}

/** What can be said now of a point; null: nothing, or only what was said too long ago. */
export type PresentOf = (device: string, point: string) => Present | null;

/** Reads all newest values when the first one is asked for. */
export function presentIn(latest: Pick<Latest, "list">): PresentOf {
  let known: Map<string, Present> | null = null;
  return (device, point) => {
    known ??= allOf(latest);
    return known.get(`${device}.${point}`) ?? null;
  };
}

function allOf(latest: Pick<Latest, "list">): Map<string, Present> {
  const found = new Map<string, Present>();
  for (const { device, point, value, unit, quality, reason, stale, measuredAt, receivedAt, seq } of latest.list()) {
    if (stale || seq === null || measuredAt === null || receivedAt === null) continue;
    if (Date.parse(receivedAt) - Date.parse(measuredAt) > LATE_AFTER_MS) continue;
    const stored: StoredValue | null =
      quality === "good" ? value : reason === undefined ? null : { value, quality, reason };
    if (stored !== null) found.set(`${device}.${point}`, { value: stored, unit, seq });
  }
  return found;
}
