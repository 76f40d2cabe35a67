// An alarm rule as written, in campus.yaml or in a profile, → the rule that is judged by. Pure; what is written has been checked before.
import { parseDuration } from "../contract/time.ts";
import type { AlarmRule } from "./campus.ts";

/** What both places write of a rule, after defaults were filled in. */
export interface RuleText {
  readonly id: string;
  readonly point: string;
  readonly above?: number;
  readonly below?: number;
  readonly equals?: number | boolean | string;
  readonly noData?: string;
  readonly badFor?: string;
  readonly deadband: number;
  readonly onDelay: string;
  readonly offDelay: string;
  readonly severity: AlarmRule["severity"];
  readonly latched: boolean;
  readonly text: Readonly<Record<string, string>>;
  readonly consequence: Readonly<Record<string, string>>;
  readonly action: Readonly<Record<string, string>>;
  readonly respondWithin?: string;
}

export function buildRule(rule: RuleText, target: AlarmRule["target"]): AlarmRule {
  return {
    id: rule.id,
    target,
    point: rule.point,
    condition: conditionOf(rule),
    deadband: rule.deadband,
    onDelayMs: ms(rule.onDelay),
    offDelayMs: ms(rule.offDelay),
    severity: rule.severity,
    latched: rule.latched,
    text: rule.text,
    consequence: rule.consequence,
    action: rule.action,
    respondWithinMs: rule.respondWithin === undefined ? null : ms(rule.respondWithin),
  };
}

function conditionOf({ id, above, below, equals, noData, badFor }: RuleText): AlarmRule["condition"] {
  if (above !== undefined) return { is: "above", limit: above };
  if (below !== undefined) return { is: "below", limit: below };
  if (equals !== undefined) return { is: "equals", value: equals };
  if (noData !== undefined) return { is: "noData", forMs: ms(noData) };
  if (badFor !== undefined) return { is: "badFor", forMs: ms(badFor) };
  throw new TypeError(`the unchecked rule ${id} has no condition`);
}

function ms(duration: string): number {
  const found = parseDuration(duration);
  if (found === null) throw new TypeError(`unchecked duration ${duration}`);
  return found;
}
