// The link's page for everything that can be so: pure HTML from data.
import { expect, test } from "vitest";
import type { CountyAlarm } from "#gateway/contract/county.ts";
import type { KeptCommand } from "../store/commands.ts";
import type { Answering } from "./desk.ts";
import { answerPage, overPage } from "./page.ts";

const NOW = Date.UTC(2026, 10, 22, 18, 12);
const HOSTILE = `</p><img src=x onerror="alert(1)">'&`;

const alarm = (more: Partial<CountyAlarm> = {}): CountyAlarm => ({
  campus: "no3-middle", id: "hot.th-1.temperature", rule: "hot", device: "th-1", point: "temperature", occurrence: 3, severity: "critical",
  active: true, acknowledged: false, latched: false, raisedAt: "2026-11-22T18:02:00.000Z", clearedAt: null, value: 41.5, limit: 28, unit: "Cel",
  text: {}, escalatedAt: null, ...more,
}); // biome-ignore format: fields of an alarm
const command = (state: KeptCommand["state"], code: string | null = null): KeptCommand => ({
  campus: "no3-middle", id: "k-0123456789", kind: "alarm.ack", alarm: "hot.th-1.temperature", occurrence: 3, comment: null, link: null, by: "link",
  issuedMs: NOW, expiresMs: NOW + 5_280_000, state, startedMs: null, endedMs: null, code,
}); // biome-ignore format: fields of a command
const answering = (more: Partial<Answering> = {}): Answering => ({
  link: {
    campus: "no3-middle", id: "0123456789", seal: "0".repeat(64), alarm: "hot.th-1.temperature", occurrence: 3, severity: "critical",
    text: { "zh-CN": "机房温度过高", en: "Machine room too hot" }, where: ["网络中心机房", "一号温度"], expiresMs: NOW + 5_280_000, command: null, usedMs: null,
  },
  proof: "", campusName: "第三中学", alarm: alarm(), command: null, isUp: true, isOver: false, ...more,
}); // biome-ignore format: fields of a link
const page = (more: Partial<Answering> = {}, language: "zh-CN" | "en" = "zh-CN") =>
  answerPage(answering(more), "nonce", { language, timezone: "Asia/Shanghai", nowMs: NOW });

test("it says where, what, how bad, how much and since when, on the county's clock", () => {
  const html = page();
  for (const words of ["第三中学", "紧急", "机房温度过高", "网络中心机房 · 一号温度", "41.5 °C (限值 28 °C)", "始于 02:02", "告警仍在持续", "在 03:40 前有效"])
    expect(html).toContain(words); // biome-ignore format: a list of words
  expect(page({}, "en")).toContain("Machine room too hot");
});

test("whatever a name or a text says stays text, and the page has no script", () => {
  const { link } = answering();
  const html = page({
    campusName: HOSTILE,
    link: { ...link, text: { "zh-CN": HOSTILE }, where: [HOSTILE] },
    alarm: alarm({ unit: HOSTILE }),
  });
  expect(html).not.toContain("<img");
  expect(html).not.toContain("<script");
  expect(html.match(/&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;&#39;&amp;/g)?.length).toBeGreaterThanOrEqual(4);
});

test.each([
  ["over", { alarm: alarm({ active: false, clearedAt: "2026-11-22T18:10:00.000Z" }) }, "告警已于 02:10 恢复", true],
  ["not told yet", { alarm: null }, "学校尚未报来当前情况", true],
  ["acknowledged by somebody else", { alarm: alarm({ acknowledged: true }) }, "已有人确认，无需再操作", false],
  ["on its way", { command: command("issued") }, "正在送达校园", false],
  [
    "waiting for a campus that is away",
    { command: command("issued"), isUp: false },
    "校园离线：到 03:40 前会继续送达",
    false,
  ],
  ["at the campus", { command: command("started") }, "校园已收到", false],
  ["done", { command: command("done"), alarm: alarm({ acknowledged: true }) }, "已送达校园，告警已确认", false],
  ["about an alarm that has changed", { command: command("refused", "alarm-changed") }, "告警已发生变化", false],
  ["refused", { command: command("refused", "not-permitted") }, "校园没有接受这次确认", false],
  ["too late", { command: command("unknown", "no-answer") }, "到 03:40 仍未能送达校园", false],
] as const)(
  "an answer that is %s says so, and only one that can be given has a button",
  (_what, more, words, hasForm) => {
    const html = page(more);
    expect(html).toContain(words);
    expect(html.includes("<form")).toBe(hasForm);
    // It looks again by itself while something is under way, and then no more.
    const underWay = "command" in more && ["issued", "started"].includes(more.command.state);
    expect(html.includes('http-equiv="refresh"')).toBe(underWay);
  },
);

test("a link that does nothing says in both languages whom to turn to, and nothing about itself", () => {
  expect(overPage("zh-CN")).toContain("请致电门卫值班室");
  expect(overPage("en")).toContain("call the guard room");
});
