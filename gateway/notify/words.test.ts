import { describe, expect, it } from "vitest";
import { chineseNumber, speakable, spokenRaised, spokenTime } from "./spoken.ts";
import { type AlarmWords, briefNote, digestNote, endNote, type Marks, raisedNote } from "./words.ts";

const MAINS: AlarmWords = {
  severity: "critical",
  what: "市电中断",
  place: "网络中心机房",
  device: "一号UPS",
  value: null,
  limit: null,
  since: "02:10",
  action: "请先到场查看",
  times: 1,
};
const MARKS: Marks = {
  test: false,
  repeated: false,
  campus: "第三中学",
  toldPosts: ["门卫室"],
  reply: null,
  link: null,
};

describe("what people read", () => {
  it("names what, where, since when, what to do and which posts know", () => {
    const { title, lines } = raisedNote(MAINS, MARKS, "zh-CN");
    expect([title, ...lines]).toEqual([
      "【紧急】市电中断",
      "第三中学 · 网络中心机房 · 一号UPS",
      "自 02:10 起",
      "处理：请先到场查看",
      "已通知：门卫室",
    ]);
  });

  it("says before anything else that it is a test, or may be the second", () => {
    expect(raisedNote(MAINS, { ...MARKS, test: true }, "zh-CN").title).toBe("【测试】【紧急】市电中断");
    expect(raisedNote(MAINS, { ...MARKS, repeated: true }, "en").title).toBe("[may be repeated] [Critical] 市电中断");
  });

  it("as a text message is one line with the place first, and fits one message", () => {
    const { title, lines } = briefNote(MAINS, { ...MARKS, reply: "确认请回复 1。" }, "zh-CN");
    expect([title, ...lines]).toEqual(["【第三中学】网络中心机房 市电中断 02:10。", "请先到场查看", "确认请回复 1。"]);
    expect([title, ...lines].join("\n").length).toBeLessThanOrEqual(70);
  });

  it("cannot be broken by what a device is called", () => {
    const { title, lines } = raisedNote({ ...MAINS, what: "a\r\nb\u202Ec", device: "x\ny" }, MARKS, "zh-CN");
    expect([title, ...lines].some((line) => /[\r\n\u202E]/.test(line))).toBe(false);
  });

  it("of many says how many, how many are open, and the worst", () => {
    const digest = {
      total: 1000,
      open: 7,
      worst: [MAINS],
      links: [null],
      onConsole: false,
      atOnce: false,
      last: false,
    };
    const { title, lines } = digestNote(digest, MARKS, "zh-CN");
    expect(title).toBe("【集中告警】共 1000 条告警");
    expect(lines).toContain("其中 7 条未恢复且未确认");
    expect(digestNote({ ...digest, last: true }, MARKS, "zh-CN").title).toBe("【告警已平缓】共 1000 条告警");
  });

  it("of the end names who has it, to persons only", () => {
    const end = { says: "acknowledged" as const, by: "王甲", at: "02:14" };
    expect(endNote(MAINS, end, MARKS, "zh-CN").lines[1]).toBe("王甲 已确认，02:14");
    expect(endNote(MAINS, { ...end, by: null }, MARKS, "zh-CN").lines[1]).toBe("已有人确认，02:14");
  });
});

describe("what people hear", () => {
  it.each([
    [0, "零"],
    [10, "十"],
    [19, "十九"],
    [20, "二十"],
    [105, "一百零五"],
    [110, "一百一十"],
    [1010, "一千零一十"],
    [9999, "九千九百九十九"],
  ])("%i is said %s", (number, said) => {
    expect(chineseNumber(number)).toBe(said);
  });

  it("is whole sentences without symbols", () => {
    expect(spokenTime("02:10", "zh-CN")).toBe("二点十分");
    expect(spokenTime("11-22 07:05", "zh-CN")).toBe("七点零五分");
    expect(spokenRaised(MAINS, MARKS, "zh-CN")).toBe("第三中学，网络中心机房，市电中断，二点十分。请先到场查看。");
    expect(speakable('<speak>&amp; #1 "UPS" 28.3℃ */;AT+CHUP\r\n', "zh-CN")).not.toMatch(/[<>&#"*/;\r\n]/);
    expect(speakable("9".repeat(10_000), "zh-CN").length).toBeLessThanOrEqual(120);
  });

  it.each([
    ["低于 -3.5 °C", "低于 零下3.5度", "低于 minus 3.5 degrees"],
    ["UPS-1 山特 20kVA", "UPS 1 山特 20kVA", "UPS 1 山特 20kVA"],
    ["湿度 5–85 %，-0.5 V", "湿度 5 百分之85 负0.5 V", "湿度 5 85 percent minus 0.5 V"],
    ["门卫室缺班: 11-23 07:05 起", "门卫室缺班 11月23日7点5分 起", "门卫室缺班 11 23 07 05 起"],
    ["B1-203 室 192.168.1.7 v2.0.", "B1 203 室 192.168.1.7 v2.0", "B1 203 室 192.168.1.7 v2.0"],
  ])("says %s so that it is not another thing to the ear", (text, chinese, english) => {
    expect([speakable(text, "zh-CN"), speakable(text, "en")]).toEqual([chinese, english]);
  });
});
