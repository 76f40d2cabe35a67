// The three lines, the parts of a day, the table of a month and the order of a story, without any store.
import { describe, expect, test } from "vitest";
import type { DutyRecord, MonthSheet, SheetAlarm } from "../contract/sheets.ts";
import { campusDays } from "./campus-days.ts";
import { monthTable } from "./month-table.ts";
import { sheetLines } from "./sheet-lines.ts";

const NAMES = {
  post: (id: string) => ({ gate: "门卫室", leader: "带班领导" })[id] ?? id,
  person: (id: string) => ({ "p-1": "周戊", "p-2": "校领导甲" })[id] ?? null,
  device: (id: string) => ({ nvr2: "二号录像机" })[id] ?? id,
};
const TABLE = { device: NAMES.device, rule: (id: string) => ({ hot: "温度高" })[id] ?? id };
const alarm = (verdict: SheetAlarm["verdict"], tookMs: number | null): SheetAlarm => ({
  alarm: "hot.th.temperature", occurrence: 1, device: "th", severity: "high", text: {}, raisedAt: "2026-12-01T18:00:00.000Z", clearedAt: null,
  acknowledgedAt: tookMs === null ? null : new Date(Date.parse("2026-12-01T18:00:00.000Z") + tookMs).toISOString(), acknowledgedBy: null, verdict,
}); // biome-ignore format: one alarm
const DUTY: DutyRecord = {
  turns: [
    { post: "gate", person: "p-1", from: "", to: "", awaited: true, signedOnAt: "2026-12-01T14:58:00.000Z" },
    { post: "leader", person: "p-2", from: "", to: "", awaited: false, signedOnAt: null },
    { post: "gate", person: "p-1", from: "", to: "", awaited: true, signedOnAt: null },
  ],
  dueMs: 0,
  uncoveredMs: 0,
  shifts: 2,
  missed: 0,
  spotChecks: { asked: 1, answered: 1 },
};
const QUIET = {
  part: "morning" as const,
  alarms: [],
  duty: null,
  devices: { all: 44, normal: 44, troubled: [] },
  standing: [],
  tickets: [],
};

describe("the three lines", () => {
  test("claim nothing of a time of which there are no records", () => {
    const lines = sheetLines({ ...QUIET, since: "2026/12/1 09:46", isBefore: true }, "zh-CN", NAMES);
    expect(lines).toEqual([
      "网关 2026/12/1 09:46 才开始记录，这段时间的告警无从得知。",
      "值班：没有记录。",
      "设备：没有记录。",
    ]);
    const [partly] = sheetLines({ ...QUIET, since: "2026/12/1 09:46", isBefore: false }, "zh-CN", NAMES);
    expect(partly).toMatch(/^（2026\/12\/1 09:46 起才有记录）/);
  });

  test("say what happened, who was there and what is open", () => {
    const alarms = [alarm("real", 60_000), alarm("real", 110_000), alarm("false", 30_000)];
    const standing = [{ ...alarm(null, null), device: "nvr2", text: { "zh-CN": "硬盘故障" } }];
    const devices = { all: 44, normal: 43, troubled: ["nvr2"] };
    const ticket = { id: "261201-1", name: "二号录像机", openedAt: "" };
    const facts = { ...QUIET, alarms, duty: DUTY, devices, standing, tickets: [ticket] };
    expect(sheetLines(facts, "zh-CN", NAMES)).toEqual([
      "夜间 3 条告警：2 条真实，1 条误报；2 分钟内全部确认。",
      "值班：周戊（门卫室）上岗；按排班 校领导甲（带班领导）；查岗 1 次，均应答。",
      "设备 44 台，43 台正常；未了：二号录像机硬盘故障；报修未完成 1 件。",
    ]);
  });

  test("of a quiet night are short, and say that no roster is kept", () => {
    expect(sheetLines(QUIET, "zh-CN", NAMES)).toEqual([
      "夜间无告警。",
      "值班：未编排值班表。",
      "设备 44 台，全部正常。",
    ]);
    expect(sheetLines(QUIET, "en", NAMES)).toEqual([
      "No alarms during the night.",
      "On duty: no roster is kept.",
      "44 devices, all normal.",
    ]);
  });

  test("do not keep back what was missed", () => {
    const duty = { ...DUTY, missed: 1, dueMs: 1, uncoveredMs: 5_400_000, spotChecks: { asked: 3, answered: 1 } };
    const [alarms, people] = sheetLines(
      { ...QUIET, part: "evening", alarms: [alarm(null, null)], duty },
      "zh-CN",
      NAMES,
    );
    expect(alarms).toBe("白天 1 条告警：1 条未处置；1 条无人确认。");
    expect(people).toContain("查岗 3 次，2 次未应答；1 班未上岗；2 小时无人值班。");
  });

  test("accuse nobody of a post at which nobody signs on, and name nobody who was not there", () => {
    const turn = { post: "gate", person: "p-1", from: "", to: "", awaited: true, signedOnAt: null };
    const missed = { ...DUTY, turns: [turn], missed: 1 };
    expect(sheetLines({ ...QUIET, duty: missed }, "zh-CN", NAMES)[1]).toBe(
      "值班：无人上岗；查岗 1 次，均应答；1 班未上岗。",
    );
    const planned = { ...DUTY, turns: [{ ...turn, awaited: false }] };
    expect(sheetLines({ ...QUIET, duty: planned }, "en", NAMES)[1]).toBe(
      "On duty: planned 周戊 (门卫室); 1 spot check, all answered.",
    );
  });

  test("count a test apart, and a campus without posts has no roster to be missed", () => {
    const nobody = { ...DUTY, turns: [], spotChecks: { asked: 0, answered: 0 } };
    const facts = { ...QUIET, alarms: [alarm("test", null), alarm("real", 1)], duty: nobody };
    expect(sheetLines(facts, "zh-CN", NAMES).slice(0, 2)).toEqual([
      "夜间 1 条告警：1 条真实；1 分钟内确认；另有测试 1 条。",
      "值班：未编排值班表。",
    ]);
    expect(sheetLines({ ...QUIET, alarms: [alarm("test", null)] }, "en", NAMES)[0]).toBe(
      "No alarms during the night; 1 test besides.",
    );
  });

  test("name posts only to whoever may not read names", () => {
    const [, people] = sheetLines({ ...QUIET, duty: DUTY }, "zh-CN", { ...NAMES, person: () => null });
    expect(people).toBe("值班：门卫室上岗；按排班 带班领导；查岗 1 次，均应答。");
  });
});

describe("days on campus", () => {
  const days = campusDays("Asia/Shanghai");
  const iso = (range: { fromMs: number; toMs: number } | null) =>
    range === null ? null : [new Date(range.fromMs).toISOString(), new Date(range.toMs).toISOString()];
  test("the morning's sheet is about the night before, the evening's about the day", () => {
    expect(iso(days.partOf("2026-12-01", "morning"))).toEqual(["2026-11-30T10:00:00.000Z", "2026-11-30T23:00:00.000Z"]);
    expect(iso(days.partOf("2026-12-01", "evening"))).toEqual(["2026-11-30T23:00:00.000Z", "2026-12-01T10:00:00.000Z"]);
    expect(days.partOf("2026-02-30", "morning")).toBeNull();
    expect(days.partOf("tomorrow", "morning")).toBeNull();
  });
  test("every moment belongs to the midnight before it, in any order and on days of 23 and 25 hours", () => {
    const berlin = campusDays("Europe/Berlin");
    const startsAt = (at: string) => new Date(berlin.startOf(Date.parse(at))).toISOString();
    expect(startsAt("2026-03-29T21:59:00.000Z")).toBe("2026-03-28T23:00:00.000Z");
    expect(startsAt("2026-03-29T22:00:00.000Z")).toBe("2026-03-29T22:00:00.000Z");
    expect(startsAt("2026-10-25T22:59:00.000Z")).toBe("2026-10-24T22:00:00.000Z");
    expect(startsAt("2026-10-24T21:59:00.000Z")).toBe("2026-10-23T22:00:00.000Z");
  });

  test("a month begins and ends at campus midnights, also where clocks change", () => {
    expect(iso(days.monthOf("2026-12"))).toEqual(["2026-11-30T16:00:00.000Z", "2026-12-31T16:00:00.000Z"]);
    expect(iso(campusDays("Europe/Berlin").monthOf("2026-10"))).toEqual([
      "2026-09-30T22:00:00.000Z",
      "2026-10-31T23:00:00.000Z",
    ]);
    expect(days.monthOf("2026-13")).toBeNull();
  });
});

test("the month's table opens right in a spreadsheet, and no name in it becomes a formula", () => {
  const none = {
    raised: 0,
    acknowledged: 0,
    due: 0,
    inTime: 0,
    handled: 0,
    toAcknowledge: null,
    toHandle: null,
    toClear: null,
  };
  const sheet: MonthSheet = {
    month: "2026-12",
    from: "2026-11-30T16:00:00.000Z",
    to: "2026-12-31T16:00:00.000Z",
    complete: true,
    recordsFrom: null,
    figures: {
      from: "", to: "", raised: 3, quiet: 1, tests: 1, byVerdict: { real: 1, false: 1, test: 1, none: 1 }, perDay: [],
      bySeverity: [{ severity: "high", ...none, raised: 3, acknowledged: 2, due: 2, inTime: 1, toAcknowledge: { medianMs: 90_000, p90Ms: 120_000 } }],
      noisiest: [{ rule: "hot", severity: "high", raised: 3, share: 1, real: 0, false: 0, falseShare: null, brief: 0, chatter: 0, alarms: [] }],
    }, // biome-ignore format: figures
    duty: null,
    roads: [{ road: "sms", name: "=cmd|'/c calc'!A0", accepted: 9, failed: 1, unknown: 0 }],
    availability: { share: 0.9995, away: [{ device: "nvr2", awayMs: 5_400_000, times: 2 }] },
    tickets: null,
  };
  const text = monthTable(sheet, "zh-CN", { ...TABLE, time: (at) => at });
  expect(text.startsWith("\uFEFF月份,\t2026-12\r\n")).toBe(true);
  expect(text).toContain("高,3,2,50%,0,1.5,2,,");
  expect(text).toContain("'=cmd|'/c calc'!A0,9,1,0,90%");
  expect(text).toContain("温度高,3,100%");
  expect(text).toContain("二号录像机,90,2");
  expect(text).toContain("在线率,99.95%,按“设备离线”告警计算");
  const unknown = { ...sheet, availability: { share: null, away: [] }, recordsFrom: "2026-12-23T03:40:00.000Z" };
  const young = monthTable(unknown, "zh-CN", { ...TABLE, time: () => "12-23 11:40" });
  expect(young).toContain("记录始于,12-23 11:40");
  expect(young).toContain("在线率,不详");
  const english = monthTable({ ...sheet, complete: false }, "en", { ...TABLE, time: () => "noon" });
  expect(english).toContain("Until,noon");
});
