import { expect, test } from "vitest";
import { addressOf, filterOf, isFiltered, questionOf } from "./filter.ts";
import { everyDay, perHour, shareOf } from "./load.ts";

test("a filter is the same after it went through the address, and nonsense in an address is left out", () => {
  const filter = { device: "rack", rule: "hot-high", severity: "high", range: { preset: "30d" } } as const;
  expect(filterOf(addressOf(filter))).toEqual(filter);
  const nonsense = filterOf(new URLSearchParams("device=<img>&severity=awful&range=never"));
  expect(nonsense).toEqual({ device: null, rule: null, severity: null, range: { preset: "7d" } });
  expect([isFiltered(nonsense), isFiltered(filter)]).toEqual([false, true]);
});

test("the gateway is asked for what the filter names and nothing else", () => {
  const filter = { device: null, rule: "leak", severity: null, range: { preset: "all" } } as const;
  expect(questionOf(filter, { from: null, to: null })).toBe("rule=leak&from=2000-01-01T00%3A00%3A00.000Z");
  expect(questionOf({ ...filter, rule: null }, { from: 0, to: null })).toBe("from=1970-01-01T00%3A00%3A00.000Z");
});

test("the load is counted over the time looked at, without a beginning over the days that have any", () => {
  const day = 86_400_000;
  const to = Date.parse("2026-11-22T00:00:00Z");
  expect(perHour(48, { from: to - day, to }, [])).toBe(2);
  const days = [
    { at: "2026-11-19T00:00:00.000Z", raised: 0 },
    { at: "2026-11-20T00:00:00.000Z", raised: 96 },
  ];
  expect(perHour(96, { from: null, to }, days)).toBe(2);
  expect([shareOf(1, 3), shareOf(0, 0)]).toEqual([33, 0]);
});

test("a day without alarms has its place among the others", () => {
  const days = [
    { at: "2026-11-18T16:00:00.000Z", raised: 2 },
    { at: "2026-11-20T16:00:00.000Z", raised: 1 },
  ];
  expect(everyDay(days).map(({ raised }) => raised)).toEqual([2, 0, 1]);
  expect(everyDay([])).toEqual([]);
});
