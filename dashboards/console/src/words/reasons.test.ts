import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import { REASONS } from "#gateway/contract/entry.ts";
import { codeWord } from "./speech.ts";

beforeAll(async () => {
  await i18next.init({ lng: "zh-CN" });
});

test.each(REASONS)("why a value is not good is said in words in both languages: %s", (reason) => {
  expect(codeWord(reason, "zh-CN")).toMatch(/\p{Script=Han}/u);
  expect(codeWord(reason, "en")).toMatch(/^[a-z][a-z ]+$/i);
  expect([codeWord(reason, "en"), reason === "disabled" || reason === "timeout"]).not.toEqual([reason, false]);
});
