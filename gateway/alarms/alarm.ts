// One alarm: a rule at one point of one device. Its flags are independent of one another (contract §6); everything here is plain data.
import type { Severity } from "../contract/alarms.ts";
import type { Value } from "../contract/entry.ts";

/** Moments of a SteadyClock (kit): milliseconds that neither a set wall clock nor a restart moves. */
export type Moment = number;

/** A condition that must last before it counts. */
export interface Pending {
  readonly to: "raise" | "clear";
  readonly due: Moment;
  /** When its delay alone would end; there while it waits, after a start, for an answer that says the same. */
  readonly dueByDelay?: Moment;
  /** The newest entry that said so; null: none did, as with silence from the start. */
  readonly seq: number | null;
  readonly value: Value | null;
  readonly unit: string | null;
}

export interface Shelf {
  readonly by: string;
  readonly comment: string | null;
  /** Wall clock, for people. */
  readonly sinceMs: number;
  readonly untilMs: number;
  /** When it really ends. */
  readonly due: Moment;
}

export interface Acknowledgement {
  readonly by: string;
  readonly atMs: number;
  readonly comment: string | null;
}

export interface AlarmState {
  readonly id: string;
  readonly rule: string;
  /** Null for an alarm of the gateway itself, and so its point. */
  readonly device: string | null;
  readonly point: string | null;
  /** How often it was raised; 0: never, and then nobody sees it. */
  readonly occurrence: number;
  /** How often it was raised before it was forgotten once. */
  readonly formerly?: number;
  readonly severity: Severity;
  readonly text: Readonly<Record<string, string>>;
  readonly active: boolean;
  readonly acknowledged: boolean;
  /** Stays until somebody resets it. */
  readonly latched: boolean;
  readonly shelved: Shelf | null;
  readonly raisedMs: number | null;
  readonly clearedMs: number | null;
  /** What raised it. */
  readonly value: Value | null;
  readonly limit: Value | null;
  readonly unit: string | null;
  readonly cause: number | null;
  /** Of this occurrence. */
  readonly acknowledgements: readonly Acknowledgement[];
  readonly pending: Pending | null;
  /** The condition it is judged by, as text: another one means that what was judged no longer holds. */
  readonly condition: string;
}

/** Types of entries without `alarm.`. */
export type Change = "raised" | "cleared" | "acknowledged" | "shelved" | "unshelved" | "reset";

/** What becomes of an alarm, and what is told of it. */
export interface Step {
  readonly state: AlarmState;
  readonly told: readonly Told[];
}

export interface Told {
  readonly change: Change;
  /** The alarm right after the change. */
  readonly state: AlarmState;
  /** Seq of the entry that led to it. */
  readonly cause: number | null;
  /** Added to the entry's body: who, or why without anybody. */
  readonly by?: string;
  readonly reason?: string;
}

/** Nothing happened. */
export function unchanged(state: AlarmState): Step {
  return { state, told: [] };
}

/** The first moment at which time alone changes it; null: none. */
export function dueOf({ pending, shelved }: AlarmState): Moment | null {
  if (pending === null) return shelved?.due ?? null;
  return shelved === null ? pending.due : Math.min(pending.due, shelved.due);
}

/** Somebody has to look at it: listed as open unless it is shelved. */
export function needsSomebody({ occurrence, active, acknowledged, latched }: AlarmState): boolean {
  return occurrence > 0 && (active || !acknowledged || latched);
}
