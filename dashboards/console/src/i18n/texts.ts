// Texts of the console: each page defines its own in both languages, and the compiler refuses a key that one of them lacks.
import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { initialLanguage, keepLanguage, type Language } from "./language.ts";

export { LANGUAGES, type Language } from "./language.ts";

/** A set of texts; `Key` are its names. */
export interface Texts<Key extends string> {
  readonly namespace: string;
  readonly keys: readonly Key[];
}

/** Says one text with its values put in (`{{name}}`). */
export type Say<Key extends string> = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

/** Must be called once, before the first text is shown. */
export function startTexts(): void {
  void i18next.use(initReactI18next).init({
    lng: initialLanguage(),
    fallbackLng: "zh-CN",
    defaultNS: "frame",
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = i18next.language;
}

/** Changes the language of the page and keeps the choice in this browser. */
export function changeLanguage(language: Language): void {
  keepLanguage(language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

/** Defines a page's texts: Chinese first, English with exactly the same keys. */
export function defineTexts<Key extends string>(
  namespace: string,
  zh: Readonly<Record<Key, string>>,
  en: Readonly<Record<NoInfer<Key>, string>>,
): Texts<Key> {
  const add = () => {
    i18next.addResourceBundle("zh-CN", namespace, zh, false, true);
    i18next.addResourceBundle("en", namespace, en, false, true);
  };
  if (i18next.isInitialized) add();
  else i18next.on("initialized", add);
  return { namespace, keys: Object.keys(zh) as Key[] };
}

/** Says something else for some texts of a set: what is true of a campus may not be true of the county. */
export function sayInstead<Key extends string>(
  { namespace }: Texts<Key>,
  zh: Readonly<Partial<Record<Key, string>>>,
  en: Readonly<Partial<Record<Key, string>>>,
): void {
  i18next.addResourceBundle("zh-CN", namespace, zh, false, true);
  i18next.addResourceBundle("en", namespace, en, false, true);
}

/** The texts of a set in the language of the page; the component is drawn again when the language changes. */
export function useTexts<Key extends string>(texts: Texts<Key>): Say<Key> {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return (key, values) => {
    const text: unknown = i18n.getResource(language, texts.namespace, key) ?? key;
    return i18n.services.interpolator.interpolate(String(text), values ?? {}, language, { escapeValue: false });
  };
}

/** The language that the page is in now. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === "en" ? "en" : "zh-CN";
}
