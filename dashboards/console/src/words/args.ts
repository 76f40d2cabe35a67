// The arguments of a command as one line of words.
import type { Language } from "../i18n/texts.ts";
import { booleanWords } from "./boolean-words.ts";

const YES_NO: Readonly<Record<Language, readonly [yes: string, no: string]>> = {
  "zh-CN": ["是", "否"],
  en: ["yes", "no"],
};

function argText(name: string, value: unknown, language: Language): string {
  const words = booleanWords(name, language);
  if (typeof value !== "boolean") return `${name} ${String(value)}`;
  const [yes, no] = words ?? YES_NO[language];
  const said = value ? yes : no;
  return words === null ? `${name} ${said}` : said;
}

/** `接通`; `seconds 3，mode fast`. */
export function argsText(args: Readonly<Record<string, unknown>>, language: Language): string {
  return Object.entries(args)
    .map(([name, value]) => argText(name, value, language))
    .join(language === "en" ? ", " : "，");
}
