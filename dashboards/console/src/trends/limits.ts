// What the alarm rules say about a point: its limits as lines over its course, and the times at which an alarm was raised. Pure.
import type { Alarm, Severity } from "#gateway/contract/alarms.ts";
import type { Entry } from "#gateway/contract/entry.ts";
import type { AlarmRule } from "../api/alarms.ts";
import type { Language } from "../i18n/texts.ts";
import { type Series, seriesKey } from "./series.ts";

export interface Limit {
  readonly at: number;
  /** The side on which it is wrong. */
  readonly side: "above" | "below";
  readonly severity: Severity;
  readonly text: string;
}

/** The limits that rules set for a point. */
export function limitsOf(rules: readonly AlarmRule[], series: Series, language: Language): Limit[] {
  const ending = `.${seriesKey(series)}`;
  return rules.flatMap(({ id, condition, severity, text, alarms }) => {
    if (condition === null || (condition.is !== "above" && condition.is !== "below")) return [];
    if (typeof condition.limit !== "number" || !alarms.some((alarm) => alarm.endsWith(ending))) return [];
    return [{ at: condition.limit, side: condition.is, severity, text: wordsOf(text, language) ?? id }];
  });
}

/** One time that an alarm of a shown point was active. */
export interface Raised {
  readonly fromMs: number;
  /** Null: it still is. */
  readonly toMs: number | null;
  readonly severity: Severity;
  readonly text: string;
}

/** When alarms of these points were active, from entries about them in any order. */
export function raisedOf(entries: readonly Entry[], shown: readonly Series[], language: Language): Raised[] {
  const endings = shown.map((each) => `.${seriesKey(each)}`);
  const found = new Map<string, Raised>();
  for (const { body } of entries) {
    const alarm = alarmIn(body);
    if (alarm === null || !endings.some((ending) => alarm.id.endsWith(ending))) continue;
    const key = `${alarm.id} ${alarm.occurrence}`;
    const toMs = alarm.clearedAt === null ? (found.get(key)?.toMs ?? null) : Date.parse(alarm.clearedAt);
    found.set(key, {
      fromMs: Date.parse(alarm.raisedAt),
      toMs,
      severity: alarm.severity,
      text: wordsOf(alarm.text, language) ?? alarm.rule,
    });
  }
  return [...found.values()].sort((one, other) => one.fromMs - other.fromMs);
}

function wordsOf(text: Readonly<Record<string, string>>, language: Language): string | undefined {
  return text[language] ?? text["zh-CN"] ?? text.en;
}

type RaisedAlarm = Pick<Alarm, "id" | "rule" | "occurrence" | "severity" | "clearedAt" | "text"> & {
  readonly raisedAt: string;
};

/** The alarm that an entry is about; null when it was never raised. */
function alarmIn(body: Entry["body"]): RaisedAlarm | null {
  return typeof body.id === "string" && typeof body.raisedAt === "string" && typeof body.text === "object"
    ? (body as unknown as RaisedAlarm)
    : null;
}
