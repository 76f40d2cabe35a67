// What a device says the time is, and whether it can be believed (contract §4, `measuredAt`). Pure.
import type { ClockState } from "../contract/entry.ts";
import { parseTime } from "../contract/time.ts";

/** A device's clock may be this much ahead of ours before we stop believing it. */
const AHEAD_MS = 5 * 60_000;
/** Clocks that lost their battery start long before this. */
const EARLIEST_MS = Date.UTC(2020, 0, 1);

/** Verdict on the last time a device sent; filled by `readTime`, one per device, so that no object is made per message. */
export interface Stamp {
  measuredMs: number;
  clock: ClockState;
  /** As the device sent it, only when it cannot be believed. */
  deviceTs: number | string | null;
  said: "nothing" | "right" | "wrong";
}

export function emptyStamp(): Stamp {
  return { measuredMs: 0, clock: "gateway", deviceTs: null, said: "nothing" };
}

/** Judges the `ts` of a message received at `nowMs`. False: it is not a time at all (`bad-ts`). */
export function readTime(ts: unknown, nowMs: number, trusted: boolean, stamp: Stamp): boolean {
  stamp.deviceTs = null;
  if (ts === undefined) {
    stamp.measuredMs = nowMs;
    stamp.clock = trusted ? "gateway" : "unsynced";
    stamp.said = "nothing";
    return true;
  }
  const ms = parseTime(ts);
  if (ms !== null && ms >= EARLIEST_MS && ms <= nowMs + AHEAD_MS) {
    stamp.measuredMs = ms;
    stamp.clock = "device";
    stamp.said = "right";
    return true;
  }
  if (ms === null && !isTimeOutOfRange(ts)) return false;
  stamp.measuredMs = nowMs;
  stamp.clock = trusted ? "gateway" : "unsynced";
  stamp.deviceTs = typeof ts === "number" || typeof ts === "string" ? ts : null;
  // While our own clock is not trusted, a difference says nothing about the device's.
  stamp.said = trusted ? "wrong" : "nothing";
  return true;
}

/** A time in form, but outside what `parseTime` takes: before 1970 (a clock that starts at 1970 east of Greenwich) or after 9999. */
function isTimeOutOfRange(ts: unknown): boolean {
  if (typeof ts === "number") return Number.isSafeInteger(ts);
  // The year does not matter any more, only the form of the rest; 2004 is a leap year.
  return typeof ts === "string" && /^(19|0\d|1[0-8])\d\d-/.test(ts) && parseTime(`2004${ts.slice(4)}`) !== null;
}
