import { expect, test } from "vitest";
import { csvText } from "../parts/csv.ts";
import { setCampusZone } from "../words/time.ts";
import { seriesIn, trendsAddress } from "./series.ts";
import { type Column, fileRows } from "./table.ts";

const words = {
  time: "时间",
  minimum: "最小",
  maximum: "最大",
  quality: "质量",
  good: "正常",
  bad: "无效",
  someBad: "部分无效",
};
const AT = Date.parse("2026-11-22T05:00:00.000Z");

const column = (key: string, head: string, value: number | null, atMs = AT): Column => ({
  key,
  head,
  stepped: false,
  text: String,
  moments: [{ atMs, value, min: value, max: value, bad: value === null }],
});

test("a saved table opens in a spreadsheet with the campus's time, units in its head, numbers as numbers, and no formula", () => {
  setCampusZone("Asia/Shanghai");
  const columns = [column("a.b", "=HYPERLINK(1) (°C)", -1.5), column("c.d", "湿度, 室内 (%)", null, AT + 60_000)];
  expect(csvText(fileRows(columns, words)).split("\r\n")).toEqual([
    '\uFEFF时间,ISO 8601,\'=HYPERLINK(1) (°C),\'=HYPERLINK(1) (°C) 质量,"湿度, 室内 (%)","湿度, 室内 (%) 质量"',
    "2026-11-22 13:00:00,2026-11-22T05:00:00.000Z,-1.5,正常,,",
    "2026-11-22 13:01:00,2026-11-22T05:01:00.000Z,,,,无效",
    "",
  ]);
});

test("an address names the points that are compared, at most four and each once", () => {
  const address = trendsAddress([
    { device: "mr1-th", point: "temperature" },
    { device: "ups", point: "load" },
  ]);
  expect(address).toBe("/trends?points=mr1-th.temperature,ups.load");
  const read = (points: string) =>
    seriesIn(new URLSearchParams({ points })).map(({ device, point }) => `${device}.${point}`);
  expect(read("mr1-th.temperature,ups.load,ups.load,<img>.x,nothing")).toEqual(["mr1-th.temperature", "ups.load"]);
  expect(read("a.a,b.b,c.c,d.d,e.e")).toHaveLength(4);
});
