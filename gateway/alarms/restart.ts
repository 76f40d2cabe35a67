// What a start does to delays that were running: they go on, but silence is held against a device only after it could be heard again.
import type { AlarmState, Moment } from "./alarm.ts";
import { holdMs, type RuleAt } from "./evaluate.ts";

/** Time that devices get to connect and to send, unless their rule is stricter than that. */
const SETTLE_MS = 30_000;

/** The alarm as it goes on at `now`, the moment of the start. Pure. */
export function keepWithin(rule: RuleAt, state: AlarmState, now: Moment): AlarmState {
  const { pending } = state;
  const { is } = rule.condition;
  if ((is !== "noData" && is !== "offline") || pending?.to !== "raise") return state;
  const earliest = now + Math.min(holdMs(rule), SETTLE_MS);
  return pending.due >= earliest ? state : { ...state, pending: { ...pending, due: earliest } };
}
