// What an alarm is called that is over, or was only tested: by the rule that makes it, asked for once for all of them.
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import { useAlarmRules } from "../../api/alarms.ts";
import { useAlarmText } from "../../campus/alarm-row.tsx";

const indexes = new WeakMap<readonly RuleView[], ReadonlyMap<string, RuleView>>();

function indexOf(rules: readonly RuleView[]): ReadonlyMap<string, RuleView> {
  const known = indexes.get(rules) ?? new Map(rules.flatMap((rule) => rule.alarms.map((id) => [id, rule] as const)));
  indexes.set(rules, known);
  return known;
}

/** The name of an alarm by its id; of one whose rule is gone the id. */
export function useAlarmName(): (id: string) => string {
  const textOf = useAlarmText();
  const rules = useAlarmRules().data?.rules ?? [];
  return (id) => {
    const rule = indexOf(rules).get(id);
    return rule === undefined ? id : textOf({ text: rule.text, rule: rule.id });
  };
}
