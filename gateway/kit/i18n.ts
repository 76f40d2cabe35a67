// Texts for people in Chinese and English: picks the asker's language and fills in values. The texts themselves lie beside their users.

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Every key in every language; TypeScript refuses a catalogue that lacks one. */
export type Catalogue<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;
export type Values = Readonly<Record<string, string | number>>;

/** The best of our languages for an Accept-Language header; Chinese when nothing matches. */
export function languageOf(acceptLanguage: string | undefined): Language {
  let best: Language = "zh-CN";
  let bestQ = 0;
  for (const part of (acceptLanguage ?? "").slice(0, 500).split(",")) {
    const [range = "", ...parameters] = part.trim().toLowerCase().split(";");
    const language: Language | null = /^zh(-|$)/.test(range) ? "zh-CN" : /^en(-|$)/.test(range) ? "en" : null;
    const given = parameters
      .map((text) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(text)?.[1])
      .find((q) => q !== undefined);
    const q = given === undefined ? 1 : Number(given);
    if (language !== null && q > bestQ) {
      best = language;
      bestQ = q;
    }
  }
  return best;
}

/** Replaces `{name}` by its value; a name without a value stays as it is. */
export function fill(template: string, values: Values = {}): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

export type Translate<Key extends string> = (language: Language, key: Key, values?: Values) => string;

/** The look-up function of one catalogue. */
export function translator<Key extends string>(catalogue: Catalogue<Key>): Translate<Key> {
  return (language, key, values) => fill(catalogue[language][key], values);
}
