import { expect, test } from "vitest";
import { voiceFor } from "./speech.ts";

const voice = (lang: string, localService = true) => ({ lang, localService });

test("a text is read by a voice of its language, however the system writes that; Cantonese is not Chinese to whoever listens", () => {
  const mainland = voice("zh_CN");
  expect(voiceFor([voice("en-US"), voice("zh-HK"), mainland], "zh-CN")).toBe(mainland);
  expect(voiceFor([voice("en-US"), voice("zh-HK")], "zh-CN")).toBeNull();
  expect(voiceFor([voice("en-GB")], "en")?.lang).toBe("en-GB");
});

test("a voice that works without the line outside comes first", () => {
  const [far, near] = [voice("zh-CN", false), voice("zh-TW")];
  expect(voiceFor([far, near], "zh-CN")).toBe(near);
  expect(voiceFor([far], "zh-CN")).toBe(far);
});
