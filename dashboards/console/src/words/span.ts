// Lengths of time in words: how long something lasted, how long is left.
import type { Language } from "../i18n/texts.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `45 秒`, `12 分钟`, `3 小时 5 分钟`, `2 天 4 小时`; never more than two units. */
export function spanText(ms: number, language: Language): string {
  const length = Math.max(0, ms);
  const en = language === "en";
  const count = (size: number, zh: string, word: string, of = length) => `${Math.floor(of / size)} ${en ? word : zh}`;
  const days = (of = length) => count(DAY_MS, "天", "d", of);
  const hours = (of = length) => count(HOUR_MS, "小时", "h", of);
  const minutes = (of = length) => count(MINUTE_MS, "分钟", "min", of);
  if (length < MINUTE_MS) return count(SECOND_MS, "秒", "s");
  if (length < HOUR_MS) return minutes();
  const whole = length % (length < DAY_MS ? HOUR_MS : DAY_MS);
  if (length < DAY_MS) return whole < MINUTE_MS ? hours() : `${hours()} ${minutes(whole)}`;
  return whole < HOUR_MS ? days() : `${days()} ${hours(whole)}`;
}
