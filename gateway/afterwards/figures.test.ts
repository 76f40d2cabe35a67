// Figures, noise, absences and tuning from raises written by hand.
import { describe, expect, test } from "vitest";
import type { RuleView } from "../contract/alarm-desk.ts";
import type { PastRaise } from "../contract/alarm-past.ts";
import { awayOf } from "./away.ts";
import { type FiguresWish, figuresOf, spreadOf } from "./figures.ts";
import { candidatesOf, culpritOf, proposalOf } from "./tuning.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T0 = Date.parse("2026-12-01T00:00:00.000Z");

function raise(atMs: number, more: Partial<PastRaise> = {}): PastRaise {
  return {
    alarm: "hot.th.temperature", rule: "hot", device: "th", point: "temperature", occurrence: 1, severity: "high", raisedMs: T0 + atMs,
    clearedMs: null, acknowledgedMs: null, acknowledgedBy: null, value: 29, limit: 28, unit: "Cel", epoch: "e", seq: 1, quiet: false, ...more,
  }; // biome-ignore format: one raise
}
const WISH: FiguresWish = {
  fromMs: T0,
  toMs: T0 + 24 * HOUR,
  nowMs: T0 + 24 * HOUR,
  visible: null,
  found: new Map(),
  targets: new Map(),
};
const midnight = () => T0;

describe("figures", () => {
  test("count who had to look and looked in time; what was over before anybody had to is nobody's fault", () => {
    const raises = [
      raise(0, { occurrence: 1, acknowledgedMs: T0 + 2 * MINUTE, clearedMs: T0 + HOUR }),
      raise(HOUR, { occurrence: 2, acknowledgedMs: T0 + HOUR + 20 * MINUTE }),
      raise(2 * HOUR, { occurrence: 3, clearedMs: T0 + 2 * HOUR + 5 * MINUTE }),
      raise(3 * HOUR, { occurrence: 4 }),
    ];
    const high = figuresOf(raises, WISH, midnight)?.bySeverity.find(({ severity }) => severity === "high");
    expect(high).toMatchObject({ raised: 4, acknowledged: 2, due: 3, inTime: 1 });
    expect(high?.toAcknowledge).toEqual({ medianMs: 2 * MINUTE, p90Ms: 20 * MINUTE });
    const strict = { ...WISH, targets: new Map([["hot", MINUTE]]) };
    const judged = figuresOf(raises, strict, midnight)?.bySeverity.find(({ severity }) => severity === "high");
    expect(judged).toMatchObject({ due: 4, inTime: 0 });
  });

  test("leave tests and what called nobody out of every other count", () => {
    const raises = [raise(0), raise(1, { occurrence: 2 }), raise(2, { occurrence: 3, quiet: true })];
    const found = new Map([["hot.th.temperature#2", { verdict: "test" as const, atMs: T0 + MINUTE }]]);
    const figures = figuresOf(raises, { ...WISH, found }, midnight);
    expect(figures).toMatchObject({
      raised: 1,
      tests: 1,
      quiet: 1,
      byVerdict: { real: 0, false: 0, test: 1, none: 1 },
    });
    expect(figures?.noisiest).toMatchObject([{ rule: "hot", raised: 1, share: 1 }]);
    expect(figures?.perDay).toEqual([{ at: new Date(T0).toISOString(), raised: 1 }]);
  });

  test("name the noisiest rules with what was false, brief and chattering", () => {
    const quick = [0, 20_000, 40_000].map((at, i) => raise(at, { occurrence: i + 1, clearedMs: T0 + at + 5000 }));
    const other = raise(HOUR, { alarm: "wet.x.leak", rule: "wet", device: "x" });
    const found = new Map([
      ["hot.th.temperature#1", { verdict: "false" as const, atMs: T0 + HOUR }],
      ["hot.th.temperature#2", { verdict: "real" as const, atMs: T0 + HOUR }],
    ]);
    expect(figuresOf([...quick, other], { ...WISH, found }, midnight)?.noisiest).toMatchObject([
      { rule: "hot", raised: 3, share: 0.75, real: 1, false: 1, falseShare: 0.5, brief: 3, chatter: 2 },
      { rule: "wet", raised: 1, falseShare: null },
    ]);
  });

  test("show nobody what he may not see, of the gateway itself least of all", () => {
    const raises = [raise(0), raise(1, { device: "other" }), raise(2, { device: null })];
    const visible = new Set(["th"]);
    expect(figuresOf(raises, { ...WISH, visible }, midnight)).toMatchObject({ raised: 1 });
  });

  test("have a median and a ninetieth percentile that some alarm really had", () => {
    expect(spreadOf([])).toBeNull();
    expect(spreadOf([7])).toEqual({ medianMs: 7, p90Ms: 7 });
    expect(spreadOf([10, 1, 9, 2, 8, 3, 7, 4, 6, 5])).toEqual({ medianMs: 5, p90Ms: 9 });
  });

  test("take no time of less than nothing, though a clock was set back meanwhile", () => {
    expect(spreadOf([-60_000, -1, -1])).toEqual({ medianMs: 0, p90Ms: 0 });
  });
});

test("a device was away for what lies in the time, once, also when its absence began before", () => {
  const gone = { rule: "device-offline", alarm: "device-offline.th" };
  const early = raise(-HOUR, { ...gone, clearedMs: T0 + HOUR });
  const late = raise(23 * HOUR, { ...gone, occurrence: 2 });
  expect(awayOf([early, early, late, raise(0)], T0, T0 + 24 * HOUR)).toEqual([
    { device: "th", awayMs: 2 * HOUR, times: 2 },
  ]);
});

const RULE: RuleView = {
  id: "hot", origin: "campus", profile: null, device: "th", place: null, point: "temperature", condition: { is: "above", limit: 28 },
  placeClasses: [], deadband: 0, onDelay: "0s", offDelay: "0s", severity: "high", latched: false, text: {}, consequence: null, action: null,
  respondWithin: null, alarms: ["hot.th.temperature"],
}; // biome-ignore format: one rule

describe("tuning", () => {
  test("tries delays, deadbands and a limit behind most of the values, the mildest first", () => {
    const raises = [28.1, 28.2, 28.3, 28.4].map((value) => raise(0, { value }));
    const [delays, bands, limits] = candidatesOf(RULE, raises);
    expect(delays?.map(({ to }) => to)).toEqual(["10s", "30s", "1min"]);
    expect(bands?.map(({ to }) => to)).toEqual([1, 2]);
    expect(limits).toEqual([{ field: "above", from: 28, to: 28.5 }]);
  });

  test("leaves critical limits, dangers and whole devices alone", () => {
    const critical = candidatesOf(RULE, [raise(0, { severity: "critical", value: 40 })]);
    expect(critical.flat().map(({ field }) => field)).not.toContain("above");
    expect(candidatesOf({ ...RULE, point: "leak" }, [])).toEqual([]);
    expect(candidatesOf({ ...RULE, point: null, condition: { is: "offline" } }, [])).toEqual([]);
    const silent = candidatesOf({ ...RULE, condition: { is: "noData", for: "5min" } }, []);
    expect(silent.flat().map(({ field, to }) => [field, to])).toEqual([
      ["noData", "10min"],
      ["noData", "20min"],
    ]);
  });

  test("says how many real ones a change would still have raised, and is silent about one that changes nothing", () => {
    const change = { field: "onDelay", from: "0s", to: "1min" } as const;
    const at = (ms: number) => new Date(T0 + ms).toISOString();
    const one = { device: "th", point: "temperature", raisedAt: at(MINUTE), clearedAt: at(HOUR), value: 29 };
    const base = { occurrences: [], raised: 96, complete: true, presentlyRaised: 0 };
    const real = [raise(0, { clearedMs: T0 + HOUR }), raise(2 * HOUR, { clearedMs: T0 + 2 * HOUR + MINUTE })];
    expect(proposalOf(change, { ...base, raised: 4, occurrences: [one] }, base, real)).toEqual({
      ...change,
      raised: 4,
      realKept: 1,
    });
    expect(proposalOf(change, base, base, real)).toBeNull();
  });

  test("names the device that nearly all come from, where a rule has several", () => {
    const many = { ...RULE, device: null, profile: "native", alarms: ["hot.a.temperature", "hot.b.temperature"] };
    const raises = Array.from({ length: 10 }, (_, i) => raise(i, { device: i < 9 ? "a" : "b" }));
    expect(culpritOf(many, raises)).toBe("a");
    expect(culpritOf(RULE, raises)).toBeNull();
    expect(culpritOf(many, raises.slice(6))).toBeNull();
  });
});
