// What a problem says in the asker's language. The checks themselves say it in English, for logs and terminals.
import type { Language } from "../kit/i18n.ts";
import { CHINESE } from "./chinese.ts";
import { CHINESE_OF_NOTIFY } from "./chinese-notify.ts";
import { CHINESE_OF_PROFILES } from "./chinese-profiles.ts";
import type { Problem } from "./problem.ts";

/** Message and remedy of a problem. */
export function said(
  { what, remedy }: Problem,
  language: Language,
): { readonly message: string; readonly remedy: string } {
  if (language === "en") return { message: what, remedy };
  return { message: inChinese(what), remedy: inChinese(remedy) };
}

interface Sentence {
  readonly pattern: RegExp;
  readonly zh: string;
}

let sentences: readonly Sentence[] | null = null;

/** Sentences without gaps before those with, so that the more exact one counts. */
function allSentences(): readonly Sentence[] {
  sentences ??= [...CHINESE, ...CHINESE_OF_NOTIFY, ...CHINESE_OF_PROFILES]
    .sort(([a], [b]) => gapsIn(a) - gapsIn(b) || b.length - a.length)
    .map(([en, zh]) => {
      const source = en.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\\\{\d\\\*?\\\}|\\\{\d\\\}/g, "(.*?)");
      return { pattern: new RegExp(`^${source}$`, "su"), zh };
    });
  return sentences;
}

function gapsIn(sentence: string): number {
  return sentence.match(/\{\d\*?\}/g)?.length ?? 0;
}

/** The sentence in Chinese; the English one where nobody has translated it. */
export function inChinese(sentence: string): string {
  for (const { pattern, zh } of allSentences()) {
    const match = pattern.exec(sentence);
    if (match !== null) {
      return zh.replace(/\{(\d)(\*?)\}/g, (_gap, at: string, again: string) => {
        const value = match[Number(at) + 1] ?? "";
        return again === "" ? value : inChinese(value);
      });
    }
  }
  return sentence;
}
