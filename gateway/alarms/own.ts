// Alarms of the gateway itself, without rule or device: somebody says that they hold or that they are over. Pure.
import type { Severity } from "../contract/alarms.ts";
import type { AlarmState, Step } from "./alarm.ts";

/** In place of a condition: no configuration ends such an alarm. */
export const OWN_CONDITION = "";

export interface OwnAlarm {
  readonly id: string;
  readonly severity: Severity;
  readonly text: Readonly<Record<string, string>>;
}

/** The alarm after somebody said how it stands; null: nothing new. `formerly`: how often it was raised before it was forgotten. */
export function afterOwn(
  { id, severity, text }: OwnAlarm,
  before: AlarmState | undefined,
  isActive: boolean,
  atMs: number,
  formerly = 0,
): Step | null {
  if ((before?.active ?? false) === isActive) return null;
  if (before !== undefined && !isActive) {
    const state: AlarmState = { ...before, active: false, clearedMs: atMs };
    return { state, told: [{ change: "cleared", state, cause: null }] };
  }
  const state: AlarmState = {
    id,
    rule: id,
    device: null,
    point: null,
    occurrence: (before?.occurrence ?? formerly) + 1,
    severity,
    text,
    active: true,
    acknowledged: false,
    latched: false,
    shelved: before?.shelved ?? null,
    raisedMs: atMs,
    clearedMs: null,
    value: null,
    limit: null,
    unit: null,
    cause: null,
    acknowledgements: [],
    pending: null,
    condition: OWN_CONDITION,
  };
  return { state, told: [{ change: "raised", state, cause: null }] };
}
