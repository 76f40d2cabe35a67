// An alarm and one more input give the alarm after it and what is told of it. Pure: the same state and input always give the same.
import type { AlarmRule } from "../config/campus.ts";
import type { StoredValue } from "../journal/record.ts";
import { type AlarmState, type Moment, type Pending, type Step, type Told, unchanged } from "./alarm.ts";
import { verdictOf } from "./verdict.ts";

/** A rule at one device, or at one link. */
export type RuleAt = Omit<AlarmRule, "target" | "point" | "condition"> & {
  /** Of a rule that comes with a profile: where its limits make sense. */
  readonly placeClasses?: readonly string[];
  /** Null: a link. */
  readonly target: AlarmRule["target"] | null;
  /** Null: it is about the device or link as a whole. */
  readonly point: string | null;
  /** `offline`: its values are true while nobody answers. */
  readonly condition: AlarmRule["condition"] | { readonly is: "offline" };
  /** So long the device has nothing to tell while its polls give equal values (`report`). */
  readonly heldBackMs?: number;
};

/** One value of the alarm's point. */
export interface Seen {
  readonly at: Moment;
  /** Wall clock, for people. */
  readonly wallMs: number;
  readonly seq: number;
  readonly value: StoredValue;
  readonly unit: string;
  /** Measured too long ago to raise or clear anything (contract §4). */
  readonly late: boolean;
}

/** What a change is put down to. */
type Ground = Pick<Seen, "wallMs"> & {
  readonly seq: number | null;
  readonly value: AlarmState["value"];
  readonly unit: string | null;
};

/** An alarm that was never raised, or not since it was forgotten. */
export function newAlarm(id: string, rule: RuleAt, device: string | null, formerly = 0): AlarmState {
  return {
    id,
    rule: rule.id,
    device,
    point: rule.point,
    occurrence: 0,
    ...(formerly > 0 ? { formerly } : {}),
    severity: rule.severity,
    text: rule.text,
    active: false,
    acknowledged: true,
    latched: false,
    shelved: null,
    raisedMs: null,
    clearedMs: null,
    value: null,
    limit: null,
    unit: null,
    cause: null,
    acknowledgements: [],
    pending: null,
    condition: conditionText(rule),
  };
}

/** Equal for rules that judge alike. */
export function conditionText({ condition, deadband, latched }: RuleAt): string {
  return JSON.stringify([condition, deadband, latched]);
}

/** Starts to listen for silence, for a rule that raises when nothing comes; others are not changed. */
export function listening(rule: RuleAt, state: AlarmState, at: Moment, seq: number | null = null): AlarmState {
  if (rule.condition.is !== "noData" || state.active) return state;
  return {
    ...state,
    pending: {
      to: "raise",
      due: at + holdMs(rule) + (rule.heldBackMs ?? 0),
      seq,
      value: null,
      unit: state.pending?.unit ?? state.unit,
    },
  };
}

/** One value came. */
export function afterValue(rule: RuleAt, state: AlarmState, seen: Seen): Step {
  const { condition } = rule;
  if (seen.late && condition.is !== "noData") return unchanged(state);
  const verdict = verdictOf(rule, seen.value);
  const { pending, active } = state;
  const value = typeof seen.value === "object" ? seen.value.value : seen.value;
  const ground: Ground = { wallMs: seen.wallMs, seq: seen.seq, value, unit: seen.unit };
  switch (verdict) {
    case "unheard":
      // Nothing is held back any more: from here on silence counts.
      return unchanged(noLaterThan(state, seen.at + holdMs(rule)));
    case "blind":
      // What cannot be seen clears nothing; a limit that was passed stays passed.
      return active ? unchanged(withoutPending(state)) : unchanged(state);
    case "between":
      return unchanged(withoutPending(state));
    case "breach":
      if (active) return unchanged(withoutPending(state));
      if (pending !== null)
        return unchanged({ ...state, pending: { ...goingOn(pending, seen.at), ...pendingGround(ground) } });
      return begin(rule, state, "raise", holdMs(rule), seen.at, ground);
    case "normal":
      if (!active)
        return unchanged(condition.is === "noData" ? listening(rule, state, seen.at, seen.seq) : withoutPending(state));
      if (pending !== null) return unchanged(state);
      return begin(rule, state, "clear", rule.offDelayMs, seen.at, ground);
  }
}

/** Time passed: what was due by `at` happens, in order. `wallOf` gives the wall clock of a moment. */
export function afterTime(
  rule: RuleAt | null,
  before: AlarmState,
  at: Moment,
  wallOf: (moment: Moment) => number,
): Step {
  const told: Told[] = [];
  let state = before;
  const { shelved } = state;
  if (shelved !== null && shelved.due <= at) {
    state = { ...state, shelved: null };
    told.push({ change: "unshelved", state, cause: state.cause, reason: "over" });
  }
  const { pending } = state;
  if (pending !== null && pending.due <= at) {
    // Without a rule nothing judges it any more, and what is due must not stay due.
    if (rule === null) return { state: withoutPending(state), told };
    const ground: Ground = { wallMs: wallOf(pending.due), seq: pending.seq, value: pending.value, unit: pending.unit };
    const step = pending.to === "raise" ? raise(rule, state, ground) : clear(rule, state, ground, pending.due);
    return { state: step.state, told: [...told, ...step.told] };
  }
  return { state, told };
}

/** How long a condition must last before it raises. */
export function holdMs({ condition, onDelayMs }: RuleAt): number {
  return onDelayMs + (condition.is === "noData" || condition.is === "badFor" ? condition.forMs : 0);
}

function begin(
  rule: RuleAt,
  state: AlarmState,
  to: "raise" | "clear",
  delayMs: number,
  at: Moment,
  ground: Ground,
): Step {
  if (delayMs > 0) return unchanged({ ...state, pending: { to, due: at + delayMs, ...pendingGround(ground) } });
  return to === "raise" ? raise(rule, state, ground) : clear(rule, state, ground, at);
}

function pendingGround({ seq, value, unit }: Ground) {
  return { seq, value, unit };
}

/** What waited for an answer after a start is due as if there had been no stop, though not before that answer. */
function goingOn({ dueByDelay, ...pending }: Pending, at: Moment): Pending {
  return dueByDelay === undefined ? pending : { ...pending, due: Math.min(pending.due, Math.max(dueByDelay, at)) };
}

function withoutPending(state: AlarmState): AlarmState {
  return state.pending === null ? state : { ...state, pending: null };
}

function noLaterThan(state: AlarmState, due: Moment): AlarmState {
  const { pending } = state;
  return pending === null || pending.due <= due ? state : { ...state, pending: { ...pending, due } };
}

function raise(rule: RuleAt, before: AlarmState, { wallMs, seq, value, unit }: Ground): Step {
  const isOfPoint = rule.condition.is !== "offline";
  const state: AlarmState = {
    ...before,
    occurrence: Math.max(before.occurrence, before.formerly ?? 0) + 1,
    severity: rule.severity,
    text: rule.text,
    active: true,
    acknowledged: false,
    latched: rule.latched,
    raisedMs: wallMs,
    clearedMs: null,
    value: isOfPoint ? value : null,
    limit: limitOf(rule),
    unit: isOfPoint ? unit : null,
    cause: seq,
    acknowledgements: [],
    pending: null,
  };
  return { state, told: [{ change: "raised", state, cause: seq }] };
}

function clear(rule: RuleAt, before: AlarmState, { wallMs, seq }: Ground, at: Moment): Step {
  const state: AlarmState = { ...before, active: false, clearedMs: wallMs, pending: null };
  return {
    state: listening(rule, state, at, seq),
    told: [{ change: "cleared", state, cause: seq }],
  };
}

function limitOf({ condition }: RuleAt): AlarmState["limit"] {
  switch (condition.is) {
    case "above":
    case "below":
      return condition.limit;
    case "equals":
      return condition.value;
    case "noData":
    case "badFor":
    case "offline":
      return null;
  }
}
