import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import { entryWords, type Known } from "./entry-words.ts";

beforeAll(async () => {
  await i18next.init({ lng: "zh-CN" });
});

function entry(told: Partial<Entry>): Entry {
  const at = "2026-11-22T05:00:00.000Z";
  const plain = {
    epoch: "e",
    seq: 1,
    kind: "event",
    type: null,
    device: "d1",
    measuredAt: at,
    receivedAt: at,
  } as const;
  return { ...plain, clock: "gateway", late: false, deviceSeq: null, eid: null, cause: null, body: {}, ...told };
}

const zh: Known = { language: "zh-CN", devices: new Map(), profiles: new Map() };
const en: Known = { ...zh, language: "en" };

test("a denied card reads as denied with the reason in words, not in codes", () => {
  const denied = entry({ type: "access.denied", body: { data: { reason: "out_of_schedule", reader: "east" } } });
  expect(entryWords(denied, zh)).toEqual({ what: "拒绝", detail: "不在时段 · reader east" });
  expect(entryWords(denied, en)).toEqual({
    what: "Access denied",
    detail: "outside the permitted hours · reader east",
  });
});

test("a code that means one thing for a door and another for a connection is said in its own place", () => {
  const card = entry({ type: "access.denied", body: { data: { reason: "lost" } } });
  const line = entry({ kind: "state", type: "device.offline", body: { reason: "lost" } });
  expect(entryWords(card, zh).detail).toBe("已挂失");
  expect(entryWords(line, zh).detail).toBe("连接中断");
});

test("a type that nobody has a word for is shown as the device sent it, and never looked up as a path", () => {
  expect(entryWords(entry({ type: "lift.stuck" }), en).what).toBe("lift.stuck");
  expect(entryWords(entry({ type: "constructor.name" }), en).what).toBe("constructor.name");
});

test("a reading names its points in words and says why a value is missing", () => {
  const points = {
    temperature: { value: 23.4, unit: "Cel", quality: "good" },
    humidity: { value: null, unit: "%", quality: "bad", reason: "timeout" },
  };
  expect(entryWords(entry({ kind: "reading", body: { points } }), zh)).toEqual({
    what: "读数",
    detail: "温度 23.4 °C，湿度 —(超时)",
  });
});

test("a very long or deeply nested text of a device stays one short line", () => {
  const body = { data: { note: "x".repeat(3000), deep: { a: ["<img src=x onerror=alert(1)>"] } } };
  expect(entryWords(entry({ type: "door.forced", body }), en).detail.length).toBeLessThanOrEqual(201);
});

test("an account that was made for somebody else is told with whose it is and who made it", () => {
  const made = { account: "admin", remote: null, detail: { account: "guard-1", roles: ["guard"], scope: null } };
  expect(entryWords(entry({ kind: "audit", type: "account.created", body: made }), zh).detail).toBe("guard-1 · admin");
  const own = { account: "admin", remote: null, detail: {} };
  expect(entryWords(entry({ kind: "audit", type: "account.signed-in", body: own }), zh).detail).toBe("admin");
});

test("a repair is told by its number, what it is about and who acted; what its type says is not said twice", () => {
  const body = { ticket: "261122-2", state: "accepted", by: "zhang", asset: "board-15", class: "class-board", via: "qr", contractor: null, meToo: 0 }; // biome-ignore format: one repair
  const accepted = entry({ type: "ticket.accepted", device: null, body });
  expect(entryWords(accepted, zh)).toEqual({
    what: "报修已受理",
    detail: "报修单 261122-2 · 设备 board-15 · 由 zhang",
  });
});

test("what the gateway tells of its posts, persons and roads is said by their names; a person whose name may not be read is left out", () => {
  const sent = { says: "raised", post: "it", person: "p-it-1", road: "call", alarms: [], code: null };
  const failed = entry({ type: "notify.failed", device: null, body: sent });
  const called: Readonly<Record<string, string>> = { it: "信息技术教师", "p-it-1": "张老师", call: "4G 电话" };
  const of = (id: string) => called[id] ?? null;
  const names = { post: of, person: of, road: of, shift: of, alarm: of };
  expect(entryWords(failed, { ...zh, names }).detail).toBe("告警 · 信息技术教师 · 张老师 · 4G 电话");
  const nobody = { ...names, person: () => null };
  expect(entryWords(failed, { ...zh, names: nobody }).detail).toBe("告警 · 信息技术教师 · 4G 电话");
  const answered = entry({ type: "notify.answered", device: null, body: { person: "p-it-1", road: "modem-sms" } });
  expect(entryWords(answered, { ...zh, names }).detail).toBe("张老师 · 回复短信确认");
  const missed = entry({ type: "duty.missed", device: null, body: { post: "it", shift: "it-1", day: "2026-11-23" } });
  const shifts = { ...names, shift: () => "早班" };
  expect(entryWords(missed, { ...zh, names: shifts }).detail).toBe("信息技术教师 · 班次 早班 · 日期 2026-11-23");
});

test("what a device calls a post or a person is its own word", () => {
  const names = { post: () => "门卫室", person: () => null, road: () => null, shift: () => null, alarm: () => null };
  const opened = entry({ type: "door.opened", body: { data: { post: "guard" } } });
  expect(entryWords(opened, { ...zh, names }).detail).toBe("岗位 guard");
});

test("an answer by link is told as one, without the link's signature", () => {
  const args = { alarm: "hot.probe", occurrence: 1, comment: "我马上回校", link: "BWjuntxfZh.kxzn" };
  const asked = entry({ kind: "command", type: "command.issued", device: null, body: { name: "alarm.ack", args, by: "county:link" } }); // biome-ignore format: one entry
  const names = { post: () => null, person: () => null, road: () => null, shift: () => null, alarm: () => "机房过热" };
  expect(entryWords(asked, { ...zh, names }).detail).toBe("确认告警 · 机房过热 · 我马上回校 · 通过链接");
  const person = entry({ ...asked, body: { ...asked.body, by: "county:li" } });
  expect(entryWords(person, { ...zh, names }).detail).toBe("确认告警 · 机房过热 · 我马上回校 · 县级平台 li");
});
