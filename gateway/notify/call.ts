// One call: that an alarm was raised and somebody must be told, one step of its plan after the other, until somebody has answered or it is over. Pure.
import type { Alarm, Severity } from "../contract/alarms.ts";
import type { PlanStep } from "../contract/notify.ts";
import type { Moment } from "../kit/steady-clock.ts";
import { type Flapping, hasCalmed, NO_FLAPPING, raisedAgain, withChange } from "./flapping.ts";

/** Whom to tell is the plan's business; here it counts when. */
export type Step = Pick<PlanStep, "afterMs">;

/** `calling`: steps are taken as they fall due. `held`: nobody is to be called now. `answered`, `over`: no further step. */
export type CallState = "calling" | "held" | "answered" | "over";

/** Moments have fractions: what is to be due now must not miss it by the last digit. */
export const ROUNDING_MS = 1;

export interface Call {
  readonly alarm: string;
  readonly occurrence: number;
  readonly severity: Severity;
  readonly state: CallState;
  /** Since when nobody has answered; steps are counted from here. */
  readonly since: Moment;
  /** Steps that were taken. */
  readonly taken: number;
  /** When it was over; null: it is not. */
  readonly endedAt: Moment | null;
  readonly flapping: Flapping;
}

/** What is to be said, and to whom. `step`: the steps that it concerns, from and to, the last not included. */
export interface Order {
  readonly alarm: string;
  readonly occurrence: number;
  readonly says: "raised" | "cleared" | "answered";
  readonly steps: readonly [from: number, to: number];
}

export interface Told {
  readonly call: Call;
  readonly orders: readonly Order[];
}

/** True while people want to be called for it: not what a cause explains, what is in maintenance or shelved, and nothing that is over. */
export function callsPeople({ active, latched, acknowledged, suppressed, outOfService, shelved }: Alarm): boolean {
  return (active || latched) && !acknowledged && !suppressed && !outOfService && shelved === null;
}

/**
 * A call for an alarm as it stands now. `before`: the call of the time that it was raised before; an alarm that comes and goes is one call, which
 * goes on where it was, or rests when somebody has answered it.
 */
export function beginCall(alarm: Alarm, at: Moment, before: Call | null = null): Call {
  const { id, occurrence, severity } = alarm;
  const flapping = before === null ? withChange(NO_FLAPPING, at) : raisedAgain(before, at);
  const goesOn = before !== null && flapping.merged > 1;
  return {
    alarm: id,
    occurrence,
    severity,
    state: stateOf(alarm, flapping),
    since: goesOn ? before.since : at,
    taken: goesOn ? before.taken : 0,
    endedAt: null,
    flapping,
  };
}

/** The alarm stands otherwise than before. Whoever was told of it is told the end too, once; of one that comes and goes when it is calm. */
export function follow(call: Call, alarm: Alarm, at: Moment): Told {
  // Over is over: what is raised again has another occurrence.
  if (call.state === "over") return { call, orders: [] };
  const next = stateOf(alarm, call.flapping);
  if (next === call.state) return { call, orders: [] };
  // Held back and set free again: the time in between was nobody's fault, so it is not counted.
  const since = next === "calling" ? at : call.since;
  const answered = call.flapping.answered || next === "answered";
  let flapping: Flapping = { ...call.flapping, answered };
  if (next !== "over") {
    const changed: Call = { ...call, state: next, since, flapping };
    return { call: changed, orders: next === "answered" && call.taken > 0 ? [endOf(changed, "answered")] : [] };
  }
  flapping = withChange(flapping, at);
  const waits = flapping.merged > 0 && !hasCalmed(flapping, at);
  const over: Call = { ...call, state: next, endedAt: at, flapping: { ...flapping, endDue: waits && call.taken > 0 } };
  return { call: over, orders: call.taken > 0 && !waits ? [endOf(over, "cleared")] : [] };
}

/** Time alone: an alarm that came and went is calm now, so its end is told, or it is looked at as any other. */
export function calmDown(call: Call, alarm: Alarm | null, at: Moment): Told {
  const { flapping } = call;
  if (flapping.merged === 0 || !hasCalmed(flapping, at)) return { call, orders: [] };
  if (call.state === "over") {
    if (!flapping.endDue) return { call, orders: [] };
    const told: Call = { ...call, flapping: { ...flapping, endDue: false } };
    return { call: told, orders: [endOf(told, "cleared")] };
  }
  const calm: Call = { ...call, flapping: { ...flapping, merged: 0, answered: false } };
  // Somebody had answered while it came and went: it is still there, so it calls afresh.
  if (flapping.answered && alarm !== null && call.state === "held") return follow({ ...calm, taken: 0 }, alarm, at);
  return { call: calm, orders: [] };
}

function endOf({ alarm, occurrence, taken }: Call, says: "answered" | "cleared"): Order {
  return { alarm, occurrence, says, steps: [0, taken] };
}

/** Takes every step of the plan that is due by now: after a stop several may be, and each is told once. */
export function takeSteps(call: Call, plan: readonly Step[], at: Moment): Told {
  if (call.state !== "calling") return { call, orders: [] };
  const due = plan.findLastIndex(({ afterMs }) => call.since + afterMs <= at) + 1;
  if (due <= call.taken) return { call, orders: [] };
  const { alarm, occurrence, taken } = call;
  return { call: { ...call, taken: due }, orders: [{ alarm, occurrence, says: "raised", steps: [taken, due] }] };
}

/** Nobody of the last step can be reached: the next one is due now. */
export function hurry(call: Call, plan: readonly Step[], at: Moment): Call {
  const next = plan[call.taken];
  return next === undefined ? call : { ...call, since: Math.min(call.since, at - next.afterMs - ROUNDING_MS) };
}

/** When the next step is due; null: there is none. */
export function nextDue({ state, since, taken }: Call, plan: readonly Step[]): Moment | null {
  const next = plan[taken];
  return state !== "calling" || next === undefined ? null : since + next.afterMs;
}

function stateOf(alarm: Alarm, { merged, answered }: Flapping): CallState {
  const { active, latched, acknowledged } = alarm;
  if (!active && !latched) return "over";
  if (acknowledged) return "answered";
  return callsPeople(alarm) && !(merged > 0 && answered) ? "calling" : "held";
}
