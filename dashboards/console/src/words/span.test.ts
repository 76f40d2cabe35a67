import { expect, test } from "vitest";
import { spanText } from "./span.ts";

test("a length of time is said in the units that people think in", () => {
  const lengths = [-5, 45_000, 60_000, 3_600_000, 11_100_000, 86_400_000, 187_200_000];
  expect(lengths.map((ms) => spanText(ms, "zh-CN"))).toEqual([
    "0 秒",
    "45 秒",
    "1 分钟",
    "1 小时",
    "3 小时 5 分钟",
    "1 天",
    "2 天 4 小时",
  ]);
  expect(spanText(11_100_000, "en")).toBe("3 h 5 min");
});
