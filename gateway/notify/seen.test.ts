// Words that people really write back, and those that mean something else.
import { expect, it } from "vitest";
import { seenIn } from "./seen.ts";

it.each([
  "1", "１", "1　", " 1。", "确认", "收到！", "ok.", "Yes", "确认1", "1确认", "回复1", "回复 1", "好的", "已收到", "收到，谢谢", "確認",
  "“1”", "1\uFE0F\u20E3", "1 【来自iPhone】", "\u200B1", "已确认",
])("%j says that it was seen", (text) => {
  expect(seenIn(text)).toEqual({ code: null });
}); // biome-ignore format: a list of words

it.each(["1 12", "112", "1，12", "1 １２", "回复 1 12", "确认12", "收到 12", "1确认 12", "确认1 12"])(
  "%j names one of several",
  (text) => {
    expect(seenIn(text)).toEqual({ code: 12 });
  },
);

it.each(["", "2", "12", "11", "1234", "请问是谁", "收到吗", "收到？", "没收到", "不好的", "1楼着火", "10 12 13"])(
  "%j is something else",
  (text) => {
    expect(seenIn(text)).toBeNull();
  },
);
