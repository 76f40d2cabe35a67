// What a start does to delays that were running: they go on, but nothing is held against a device before it could be heard again.
import type { AlarmState, Moment } from "./alarm.ts";
import { holdMs, type RuleAt } from "./evaluate.ts";

/** Time that devices get to connect and to send, unless their rule is stricter than that. */
const SETTLE_MS = 30_000;

/**
 * The alarm as it goes on at `now`, the moment of the start. Silence begins to count again; a limit that was passed, or a bad value, waits
 * for an answer that says it is still so, and its delay counts the time in between. Pure.
 */
export function keepWithin(rule: RuleAt, state: AlarmState, now: Moment): AlarmState {
  const { pending } = state;
  if (pending?.to !== "raise") return state;
  const { is } = rule.condition;
  const isSilence = is === "noData" || is === "offline";
  const earliest = now + Math.min(holdMs(rule), SETTLE_MS);
  if (pending.due >= earliest) return state;
  return {
    ...state,
    pending: { ...pending, due: earliest, ...(!isSilence && { dueByDelay: pending.dueByDelay ?? pending.due }) },
  };
}
