// The asker's language, and that no text is missing in either.
import { expect, test } from "vitest";
import { KIT_TEXTS } from "./http/texts.ts";
import { fill, LANGUAGES, languageOf, translator } from "./i18n.ts";

test.each([
  [undefined, "zh-CN"],
  ["", "zh-CN"],
  ["zh", "zh-CN"],
  ["zh-TW,en;q=0.9", "zh-CN"],
  ["en", "en"],
  ["EN-us", "en"],
  ["fr,en;q=0.5,zh;q=0.4", "en"],
  ["en;q=0,fr", "zh-CN"],
  ["en; q=0.3, zh; q=0.7", "zh-CN"],
  ["eng", "zh-CN"],
  [`${"x,".repeat(10_000)}en`, "zh-CN"],
])("Accept-Language %j means %s", (header, language) => {
  expect(languageOf(header)).toBe(language);
});

test("values are filled in, inherited names and missing values are not", () => {
  expect(fill("{a} of {b}, {toString}", { a: 1, b: "x" })).toBe("1 of x, {toString}");
  const say = translator({ "zh-CN": { hello: "你好，{who}" }, en: { hello: "Hello {who}" } });
  expect(say("en", "hello", { who: "you" })).toBe("Hello you");
});

test("both languages have the same keys and the same values to fill in", () => {
  const [first, second] = LANGUAGES.map((language) => KIT_TEXTS[language]);
  expect(Object.keys(first ?? {}).sort()).toEqual(Object.keys(second ?? {}).sort());
  for (const key of Object.keys(KIT_TEXTS.en) as (keyof typeof KIT_TEXTS.en)[]) {
    const names = LANGUAGES.map((language) => [...KIT_TEXTS[language][key].matchAll(/\{\w+\}/g)].map(String).sort());
    expect(names[0], key).toEqual(names[1]);
  }
});
