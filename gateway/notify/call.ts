// One call: that an alarm was raised and somebody must be told, one step of its plan after the other, until somebody has answered or it is over. Pure.
import type { Alarm, Severity } from "../contract/alarms.ts";

/** A moment on the clock of notification: it goes on over a restart and is moved by no setting of the wall clock. */
export type Moment = number;

/** Whom to tell when nobody has answered for so long, and by which roads, best first. */
export interface Step {
  readonly afterMs: number;
  /** A post of the roster, or `county`. */
  readonly to: string;
  readonly by: readonly string[];
}

/** `calling`: steps are taken as they fall due. `held`: nobody is to be called now. `answered`, `over`: no further step. */
export type CallState = "calling" | "held" | "answered" | "over";

export interface Call {
  readonly alarm: string;
  readonly occurrence: number;
  readonly severity: Severity;
  readonly state: CallState;
  /** Since when nobody has answered; steps are counted from here. */
  readonly since: Moment;
  /** Steps that were taken. */
  readonly taken: number;
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

/** A call for an alarm as it stands now; null: it has not been raised. */
export function beginCall(alarm: Alarm, at: Moment): Call {
  const { id, occurrence, severity } = alarm;
  const state = callsPeople(alarm) ? "calling" : stateWithoutCalling(alarm);
  return { alarm: id, occurrence, severity, state, since: at, taken: 0 };
}

/** The alarm stands otherwise than before. Whoever was told of it is told the end too, once. */
export function follow(call: Call, alarm: Alarm, at: Moment): Told {
  const next = callsPeople(alarm) ? "calling" : stateWithoutCalling(alarm);
  if (next === call.state) return { call, orders: [] };
  // Held back and set free again: the time in between was nobody's fault, so it is not counted.
  const since = next === "calling" ? at : call.since;
  const changed: Call = { ...call, state: next, since };
  const hasEnded = next === "answered" || next === "over";
  const hadEnded = call.state === "answered" || call.state === "over";
  if (!hasEnded || call.taken === 0 || (hadEnded && next === "answered")) return { call: changed, orders: [] };
  const says = next === "answered" ? "answered" : "cleared";
  const { alarm: id, occurrence, taken } = call;
  return { call: changed, orders: [{ alarm: id, occurrence, says, steps: [0, taken] }] };
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
  return next === undefined ? call : { ...call, since: Math.min(call.since, at - next.afterMs) };
}

/** When the next step is due; null: there is none. */
export function nextDue({ state, since, taken }: Call, plan: readonly Step[]): Moment | null {
  const next = plan[taken];
  return state !== "calling" || next === undefined ? null : since + next.afterMs;
}

function stateWithoutCalling({ active, latched, acknowledged }: Alarm): CallState {
  if (!active && !latched) return "over";
  return acknowledged ? "answered" : "held";
}
