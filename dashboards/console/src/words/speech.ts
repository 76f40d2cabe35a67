// Words for things that only their ids name (types, codes, points, commands): what is known is said in words, the rest as it is.
import i18next from "i18next";
import { REASONS } from "#gateway/contract/entry.ts";
import { type Language, type Texts, useLanguage } from "../i18n/texts.ts";
import { codeTexts } from "./codes.ts";
import { entryTypeTexts } from "./entry-types.ts";
import { wordTexts } from "./texts.ts";

/** The word for a key that may not be listed; null when it is not. */
export function wordOr(texts: Texts<string>, language: Language, key: string): string | null {
  // Asked of the whole set: a key with a dot is one key, and one from a device must not be looked up as a path.
  const bundle: Readonly<Record<string, unknown>> = i18next.getResourceBundle(language, texts.namespace) ?? {};
  const word = Object.hasOwn(bundle, key) ? bundle[key] : null;
  return typeof word === "string" ? word : null;
}

/** The word for an entry's type; `null` is a reading. */
export function typeWord(type: string | null, language: Language): string {
  return wordOr(entryTypeTexts, language, type ?? "reading") ?? type ?? "";
}

/** The word for a code; inside `domain` (`access` …) it may have a meaning of its own. */
export function codeWord(code: string, language: Language, domain?: string): string {
  const plain = code.toLowerCase().replaceAll("_", "-");
  const own = domain === undefined ? null : wordOr(codeTexts, language, `${domain}-${plain}`);
  return own ?? wordOr(codeTexts, language, plain) ?? reasonWord(plain, language) ?? code;
}

/** The word for why a value is not good; null for any other code. */
function reasonWord(code: string, language: Language): string | null {
  return REASONS.some((reason) => reason === code) ? wordOr(wordTexts, language, code) : null;
}

/** `codeWord` and `typeWord` in the language of the page. */
export function useWords() {
  const language = useLanguage();
  return {
    type: (type: string | null) => typeWord(type, language),
    code: (code: string, domain?: string) => codeWord(code, language, domain),
  };
}
