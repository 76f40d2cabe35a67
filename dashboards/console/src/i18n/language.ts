// The language of this browser's page: what somebody chose here before, else the browser's own. Needs nothing else, so that it is known first.

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = "campus-gateway.language";

/** What this browser chose before, else its own language, else Chinese. */
export function initialLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "zh-CN" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

/** Keeps the choice in this browser. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(KEPT, language);
}
