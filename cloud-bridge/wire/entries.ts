// The body of a frame of entries: which kinds each lane carries, and the check of what came (contract §4, §9).
import { type ClockState, type Entry, KINDS, type Kind } from "#gateway/contract/entry.ts";
import { isId, isType } from "#gateway/contract/ids.ts";
import { parseTime } from "#gateway/contract/time.ts";
import { isCount, isObject } from "./checks.ts";
import type { Lane } from "./topics.ts";

export type EntryLane = Exclude<Lane, "summary">;

const LANE_OF: Readonly<Partial<Record<Kind, EntryLane>>> = {
  alarm: "alarm",
  event: "event",
  command: "event",
  loss: "event",
  audit: "event",
  state: "state",
};
const CLOCKS: readonly unknown[] = ["device", "gateway", "unsynced"] satisfies ClockState[];

/** The lane of a kind; null for what stays on campus. */
export function laneOf(kind: Kind): EntryLane | null {
  return LANE_OF[kind] ?? null;
}

/** The `n` entries of a body; null when one of them is not an entry of this lane. Unknown fields are left out. */
export function entriesOf(body: unknown, n: number, lane: EntryLane): Entry[] | null {
  if (!Array.isArray(body) || body.length !== n) return null;
  const entries: Entry[] = [];
  for (const item of body) {
    const entry = entryOf(item);
    if (entry === null || laneOf(entry.kind) !== lane) return null;
    entries.push(entry);
  }
  return entries;
}

function entryOf(item: unknown): Entry | null {
  if (!isObject(item)) return null;
  const { epoch, seq, kind, type, device, measuredAt, receivedAt, clock, late, deviceSeq, eid, cause, body } = item;
  if (typeof epoch !== "string" || epoch === "" || epoch.length > 64 || !isCount(seq, 1) || !isKind(kind)) return null;
  if (!(type === null || isType(type)) || !(device === null || isId(device))) return null;
  if (!isTime(measuredAt) || !isTime(receivedAt) || !isClock(clock) || typeof late !== "boolean") return null;
  if (!(deviceSeq === null || isCount(deviceSeq)) || !(cause === null || isCount(cause)) || !isObject(body))
    return null;
  if (!(eid === null || typeof eid === "string")) return null;
  return { epoch, seq, kind, type, device, measuredAt, receivedAt, clock, late, deviceSeq, eid, cause, body };
}

function isKind(value: unknown): value is Kind {
  return KINDS.some((kind) => kind === value);
}

function isClock(value: unknown): value is ClockState {
  return CLOCKS.includes(value);
}

function isTime(value: unknown): value is string {
  return typeof value === "string" && parseTime(value) !== null;
}
