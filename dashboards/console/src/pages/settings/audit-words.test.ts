import { expect, test } from "vitest";
import type { Say } from "../../i18n/texts.ts";
import { detailWords } from "./audit-words.ts";

const say: Say<string> = (key, values) => [key, ...Object.values(values ?? {})].join(" ");
const names: Readonly<Record<string, string>> = { guard: "保安员", gate: "东门" };
const named = (id: string) => names[id] ?? id;
const said: Readonly<Record<string, string>> = {
  reason: "原因",
  added: "新增",
  "reason.refused": "用户名、密码或代码不对",
};
const known = (key: string) => said[key] ?? null;
const words = { say, role: named, place: named, device: named, permission: named, time: String, known };

test("a change of an account says whose it is and what is different now, and nothing that stayed", () => {
  const detail = {
    account: "zhang",
    before: { roles: ["guard"], scope: null, disabled: false },
    after: { roles: ["guard"], disabled: true },
    password: "changed",
  };
  expect(detailWords({ account: "admin", detail }, words)).toBe(
    "zhang · changeFromTo enabled disabled · passwordChanged",
  );
});

test("a new account says its roles and what it may see", () => {
  const detail = { account: "zhang", roles: ["guard"], scope: { places: ["gate"], devices: ["x"] } };
  expect(detailWords({ account: "admin", detail }, words)).toBe("zhang · roles 保安员 · scopeSome 东门 x");
});

test("a token is told by its name, rights and end", () => {
  const detail = { token: "t-1", name: "大屏", permissions: ["latest.read"], expiresMs: 5 };
  expect(detailWords({ account: "admin", detail }, words)).toBe("“大屏” · latest.read · until 5");
});

test("a change of the configuration says of what, or how much, and never a hash", () => {
  const version = "sha256:ab";
  const one = { action: "put", list: "places", id: "gate", version, before: version, added: 0, removed: 0, changed: 1 };
  expect(detailWords({ account: "admin", detail: one }, words)).toBe("configPut 东门 (gate)");
  const all = { action: "undo", to: "20261122T-1", version, before: version, added: 1, removed: 0, changed: 2 };
  expect(detailWords({ account: "admin", detail: all }, words)).toBe("configUndo · configCounts 1 0 2");
});

test("the numbers of sessions are not shown, unknown details are, and hostile ones stay text of bounded length", () => {
  expect(detailWords({ account: "a", detail: { session: "s-1", count: 3 } }, words)).toBe("count 3");
  const hostile = { name: "<img src=x onerror=alert(1)>".repeat(40) };
  const text = detailWords({ account: "a", detail: hostile }, words);
  expect(text.startsWith("“<img src=x")).toBe(true);
  expect(text.length).toBeLessThan(310);
});

test("usual details are said in words, in a value's own words where it has some", () => {
  expect(detailWords({ account: null, detail: { reason: "refused" } }, words)).toBe("用户名、密码或代码不对");
  expect(detailWords({ account: "a", detail: { simulated: true, added: 50, rows: 2 } }, words)).toBe(
    "新增 50 · rows 2",
  );
});

test("maintenance says of what, until when and why", () => {
  const detail = { id: "m-1", scope: { place: "gate" }, from: "2026-11-22T21:00:00.000Z", to: "2026-11-22T22:00:00.000Z", comment: "换锁", by: "zhang" }; // biome-ignore format: one line
  const end = String(Date.parse("2026-11-22T22:00:00.000Z"));
  expect(detailWords({ account: "zhang", detail }, words)).toBe(`东门 · until ${end} · 换锁`);
});
