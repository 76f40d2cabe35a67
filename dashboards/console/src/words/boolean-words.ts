// What true and false mean for a point that staff know by name; others say yes and no.
import type { Language } from "../i18n/texts.ts";

type Pair = readonly [yes: string, no: string];

const WORDS: readonly (readonly [ids: RegExp, zh: Pair, en: Pair])[] = [
  [/^leak(-?\d+)?$/, ["漏水", "干燥"], ["leak", "dry"]],
  [/^smoke(-?\d+)?$/, ["报警", "正常"], ["smoke", "clear"]],
  [/^(do\d+|on|relay(-?\d+)?|output(-?\d+)?)$/, ["接通", "断开"], ["on", "off"]],
  [/^(di\d+|contact|input(-?\d+)?)$/, ["有信号", "无信号"], ["active", "idle"]],
];

/** The words for true and false of a point; null: none of its own. */
export function booleanWords(point: string, language: Language): Pair | null {
  const found = WORDS.find(([ids]) => ids.test(point));
  if (found === undefined) return null;
  return language === "en" ? found[2] : found[1];
}
