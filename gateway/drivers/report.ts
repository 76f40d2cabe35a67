// Which polls become entries (contract §3 `report`, §4 `held`): on any change of value or quality, and at least so often. Pure.
import type { StoredValue } from "../journal/record.ts";

/** What a device measured at one time; points by position. */
export interface Snapshot {
  readonly points: readonly string[];
  readonly values: readonly StoredValue[];
}

export interface ReportPolicy {
  /** An entry at least so often. */
  readonly atLeastMs: number;
}

/** Changes up to this much, by point, do not count. A point that is not listed has none. */
export type Deadbands = Readonly<Record<string, number>>;

/**
 * True when `next` says something else than `reported`, the last snapshot that became an entry. Comparing with that, not with the poll
 * before, keeps a slow drift from creeping away unseen.
 */
export function hasChanged(reported: Snapshot, next: Snapshot, deadbands: Deadbands): boolean {
  if (reported.points !== next.points) {
    if (reported.points.length !== next.points.length) return true;
    if (next.points.some((point, i) => reported.points[i] !== point)) return true;
  }
  return next.values.some((value, i) => valueChanged(reported.values[i], value, deadbands[next.points[i] ?? ""] ?? 0));
}

function valueChanged(before: StoredValue | undefined, now: StoredValue, deadband: number): boolean {
  if (typeof before === "object" && typeof now === "object") {
    if (before.quality !== now.quality || before.reason !== now.reason) return true;
    if (before.value === null || now.value === null) return before.value !== now.value;
    return valueChanged(before.value, now.value, deadband);
  }
  if (typeof before === "number" && typeof now === "number") return Math.abs(now - before) > deadband;
  return before !== now;
}

/** True when the poll after this one would come too late to keep `atLeast`. Times are slots of the grid. */
export function isDue(policy: ReportPolicy, reportedSlotMs: number, slotMs: number, everyMs: number): boolean {
  return slotMs + everyMs - reportedSlotMs > policy.atLeastMs;
}
