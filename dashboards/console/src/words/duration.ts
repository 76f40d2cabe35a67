// Durations of the contract (`5min`) in words.
import { parseDuration } from "#gateway/contract/time.ts";
import type { Language } from "../i18n/texts.ts";

const UNITS: readonly (readonly [ms: number, zh: string, en: string])[] = [
  [86_400_000, "天", "d"],
  [3_600_000, "小时", "h"],
  [60_000, "分钟", "min"],
  [1000, "秒", "s"],
  [1, "毫秒", "ms"],
];

/** `5 分钟`, `5 min`; a text that is no duration stays as it is. */
export function durationText(duration: string, language: Language): string {
  const ms = parseDuration(duration);
  const unit = ms === null ? undefined : UNITS.find(([size]) => ms >= size && ms % size === 0);
  if (ms === null || unit === undefined) return duration;
  return `${ms / unit[0]} ${language === "en" ? unit[2] : unit[1]}`;
}
