// What people do with an alarm: acknowledge, shelve, unshelve, reset. Pure; doing the same again changes nothing.
import { GatewayError } from "../kit/errors.ts";
import { type AlarmState, type Moment, needsSomebody, type Step, unchanged } from "./alarm.ts";

/** Who acts, on which occurrence, and what they say to it. */
export interface Act {
  readonly by: string;
  /** Null: whichever it is now. */
  readonly occurrence: number | null;
  readonly comment: string | null;
  /** Wall clock and alarm clock of the act. */
  readonly atMs: number;
  readonly at: Moment;
}

/** Somebody has seen it. Throws `alarm-changed` when it is another occurrence by now. */
export function acknowledge(before: AlarmState, act: Act): Step {
  requireOccurrence(before, act);
  if (before.acknowledged) return unchanged(before);
  const { by, atMs, comment } = act;
  const acknowledgements = [...before.acknowledgements, { by, atMs, comment }];
  const state: AlarmState = { ...before, acknowledged: true, acknowledgements };
  return { state, told: [{ change: "acknowledged", state, cause: state.cause }] };
}

/** Out of sight for a while; whoever asks has checked that it may be. Throws `alarm-changed`. */
export function shelve(before: AlarmState, act: Act, forMs: number): Step {
  requireOccurrence(before, act);
  const { by, atMs, at, comment } = act;
  const shelved = { by, comment, sinceMs: atMs, untilMs: atMs + forMs, due: at + forMs };
  const state: AlarmState = { ...before, shelved };
  return { state, told: [{ change: "shelved", state, cause: state.cause }] };
}

/** Back into sight before its time. */
export function unshelve(before: AlarmState, act: Act): Step {
  requireOccurrence(before, act);
  if (before.shelved === null) return unchanged(before);
  const state: AlarmState = { ...before, shelved: null };
  return { state, told: [{ change: "unshelved", state, cause: state.cause, by: act.by }] };
}

/** Lets go of a latched alarm whose condition is over. Throws `alarm-changed` while it is active. */
export function reset(before: AlarmState, act: Act): Step {
  requireOccurrence(before, act);
  if (!before.latched) return unchanged(before);
  if (before.active) throw changed(`the alarm ${before.id} is still active`, "Reset it when its condition is over.");
  const state: AlarmState = { ...before, latched: false };
  return { state, told: [{ change: "reset", state, cause: state.cause, by: act.by }] };
}

/** Its rule or device is gone or judges otherwise: it ends with a reason. Null: nothing is left that anybody has to see. */
export function end(before: AlarmState, reason: string, atMs: number): { readonly step: Step; readonly keep: boolean } {
  const rest: AlarmState = { ...before, pending: null, latched: false };
  if (!before.active) return { step: unchanged(rest), keep: needsSomebody(rest) };
  const state: AlarmState = { ...rest, active: false, clearedMs: atMs };
  return { step: { state, told: [{ change: "cleared", state, cause: null, reason }] }, keep: true };
}

function requireOccurrence({ id, occurrence }: AlarmState, act: Act): void {
  if (act.occurrence === null || act.occurrence === occurrence) return;
  throw changed(
    `the alarm ${id} is at occurrence ${occurrence}, not ${act.occurrence}`,
    "Read the alarm again and decide on its present occurrence.",
  );
}

function changed(message: string, remedy: string): GatewayError {
  return new GatewayError("alarm-changed", message, remedy);
}
