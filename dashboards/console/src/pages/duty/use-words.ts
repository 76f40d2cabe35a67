// Words of days and persons on the roster, in the language of the page.
import type { DayView } from "#gateway/contract/duty.ts";
import type { Names } from "../../api/duty.ts";
import { namesText } from "../../api/duty.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { useAtNow } from "../../live/clock.ts";
import { wallText } from "../../words/range.ts";
import { weekdayOf } from "./days.ts";
import { dutyTexts } from "./texts.ts";

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

export interface DutyWords {
  /** `周日`. */
  weekday(day: string): string;
  /** `国庆节`; empty for a day without a name. */
  dayName(day: DayView): string;
  /** `休`, `班`, or empty. */
  mark(day: DayView): string;
  persons(persons: readonly string[], names: Names): string;
}

export function useDutyWords(): DutyWords {
  const say = useTexts(dutyTexts);
  const language = useLanguage();
  return {
    weekday: (day) => say(WEEKDAYS[weekdayOf(day)] ?? "monday"),
    dayName: ({ name }) => name?.[language] ?? name?.["zh-CN"] ?? Object.values(name ?? {})[0] ?? "",
    mark: ({ kind }) => (kind === "holiday" ? say("off") : kind === "swapped" ? say("on") : ""),
    persons: (persons, names) => (persons.length === 0 ? say("nobody") : namesText(persons, names, language)),
  };
}

/** The day on campus now. */
export function useToday(): string {
  return useAtNow((now) => wallText(now).slice(0, 10));
}
