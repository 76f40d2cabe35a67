// What is asked about alarms beside the alarms themselves: the open ones by cause, the rules in force, what is under maintenance.
import type { AlarmDeskView, Maintenance, RuleView } from "#gateway/contract/alarm-desk.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { useGet } from "./queries.ts";

export type { Occurrence, RuleView as AlarmRule } from "#gateway/contract/alarm-desk.ts";

const DESK_AGAIN_MS = 30_000;
const RULES_AGAIN_MS = 60_000;

export function useDesk(enabled: boolean) {
  return useGet<AlarmDeskView>("/alarms/desk", { refresh: DESK_AGAIN_MS, enabled: enabled, whole: true });
}

export function useAlarmRules(enabled = true) {
  return useGet<{ readonly rules: readonly RuleView[] }>("/alarms/rules", {
    refresh: RULES_AGAIN_MS,
    enabled: enabled,
  });
}

export function useMaintenance(enabled = true) {
  return useGet<{ readonly maintenance: readonly Maintenance[] }>("/maintenance", {
    refresh: DESK_AGAIN_MS,
    enabled: enabled,
  });
}

/** The rule that makes this alarm; undefined while it is not known, and for a rule that is gone. */
export function ruleOf(rules: readonly RuleView[] | undefined, alarm: Pick<Alarm, "id" | "rule">) {
  return rules?.find(({ alarms }) => alarms.includes(alarm.id)) ?? rules?.find(({ id }) => id === alarm.rule);
}
