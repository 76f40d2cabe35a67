// After an alarm, in Debian's Chromium against a real gateway: what it was, its story on paper, a noisy rule made quiet, and the sheets.
import { readFileSync } from "node:fs";
import type { Browser, Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AlarmFigures } from "#gateway/contract/alarm-figures.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { DaySheet } from "#gateway/contract/sheets.ts";
import type { Handling, Story } from "#gateway/contract/story.ts";
import { type BrowserWindow, openWindow, SIZES, signIn, startBrowser, type WindowOptions } from "../harness/browser.ts";
import { drawn, fits } from "../harness/console-pages.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { connectDevice, type MqttDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

/** Tests may be tried again: each try has a device that no other has touched. */
const DEVICES = 8;
const PATIENCE_MS = 60_000;
const idAt = (n: number) => `th-${n}`;
const RULE = (id: string) => ({
  id: `hot-${id}`, device: id, point: "temperature", above: 28, severity: "high", text: { "zh-CN": "机房进风温度高", en: "Inlet hot" },
}); // biome-ignore format: one rule
const ids = Array.from({ length: DEVICES }, (_, n) => idAt(n));
const gateway = sharedGateway({
  config: { alarms: ids.map(RULE), places: [{ id: "room", name: "网络机房", class: "machine-room" }] },
  devices: Object.fromEntries(ids.map((id) => [id, { name: `温湿度 ${id}`, place: "room" }])),
});
let browser: Browser;
let session: Cookie[] = [];
let admin: HttpClient;
beforeAll(async () => {
  admin = await gateway().admin();
  browser = await startBrowser();
  await using window = await openWindow(browser, { base: base(), language: "zh-CN" });
  await signIn(window.page, "admin", ADMIN_PASSWORD);
  session = await window.context.cookies();
}, 120_000);
afterAll(() => browser.close());

const base = () => gateway().run.http ?? "";
let used = 0;
async function freshDevice(): Promise<MqttDevice> {
  return await connectDevice(gateway(), gateway().device(used++));
}
const alarmId = (device: MqttDevice) => `hot-${device.id}.${device.id}.temperature`;

async function opened(path: string, options: Omit<WindowOptions, "base">): Promise<BrowserWindow> {
  const window = await openWindow(browser, { base: base(), ...options });
  await window.context.addCookies(session);
  await window.page.goto(path);
  return window;
}

/** Goes through these temperatures one after the other; resolves when the alarm is as it should be. */
async function sends(
  device: MqttDevice,
  values: readonly number[],
  occurrence: number,
  active: boolean,
): Promise<void> {
  for (const temperature of values) await device.telemetry({ temperature });
  await until(
    `occurrence ${occurrence} of ${alarmId(device)}`,
    async () => {
      const answer = await admin.get(`alarms/${alarmId(device)}`);
      const alarm = answer.status === 200 ? answer.json<Alarm>() : null;
      return alarm !== null && alarm.occurrence === occurrence && alarm.active === active;
    },
    PATIENCE_MS,
  );
}

async function read<T>(path: string): Promise<T> {
  const answer = await admin.get(path);
  expect(answer.status, answer.text).toBe(200);
  return answer.json<T>();
}

test("whoever looks at an alarm on a phone says what it was, corrects it, and prints its story with each step once", async () => {
  await using device = await freshDevice();
  const id = alarmId(device);
  await sends(device, [24, 31, 33], 1, true);
  expect((await admin.post(`alarms/${id}/ack`, { occurrence: 1, comment: "在去的路上" })).status).toBe(200);
  await sends(device, [25], 1, false);
  await using window = await opened(`/alarms?state=all&id=${id}`, { language: "zh-CN", size: SIZES.phone });
  const { page } = window;
  const handling = page.locator(".handling");
  await handling.getByRole("button", { name: "误报" }).click();
  await handling.getByLabel("说明（可不填）").fill("阳光直射");
  await handling.getByRole("button", { name: "记下处置" }).click();
  await handling.getByText("阳光直射").waitFor();
  await handling.getByRole("button", { name: "更正" }).click();
  await handling.getByRole("button", { name: "真实" }).click();
  await handling.getByRole("button", { name: "记下处置" }).click();
  await handling.getByText("此前：误报").waitFor();
  await page.getByText("admin 更正处置：真实").waitFor();
  expect(await fits(page)).toBe(true);
  const { handling: found } = await read<{ handling: Handling }>(`alarms/${id}/handling`);
  expect(found).toMatchObject({ version: 2, verdict: "real", by: "admin", earlier: [{ verdict: "false" }] });
  // Saying what it was is no acknowledgement of anything, and takes none back.
  expect((await read<Alarm>(`alarms/${id}`)).acknowledgements).toHaveLength(1);

  await page.getByRole("link", { name: "打印经过单" }).click();
  await drawn(page, ".story li");
  await page.emulateMedia({ media: "print" });
  const lines = await page.locator(".story .story-what").allTextContents();
  expect(lines.map((line) => line.slice(0, 4))).toEqual([
    "此前 2", "发生告警", "最严重 ", "admi", "恢复到 ", "恢复正常", "admi", "admi",
  ]); // biome-ignore format: one list
  expect(await page.locator(".frame-side, .handling-form").filter({ visible: true }).count()).toBe(0);
  expect(await page.getByText("签字：").isVisible()).toBe(true);
  const story = await read<Story>(`alarms/${id}/story`);
  expect(story.steps.filter(({ is }) => is === "acknowledged")).toMatchObject([{ by: "admin", road: "console" }]);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("a noisy rule is tried on its own past and changed with one click, and the change can be undone", async () => {
  await using device = await freshDevice();
  const rule = `hot-${device.id}`;
  await sends(device, [29, 20, 29, 20, 29, 20, 29, 20], 4, false);
  const month = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short" })
    .format(Date.now())
    .slice(0, 7);
  await until("all four in the figures", async () => {
    const { noisiest } = await read<AlarmFigures>(`alarms/figures?month=${month}`);
    return noisiest.some((one) => one.rule === rule && one.raised === 4);
  });
  await using window = await opened(`/alarms/figures?month=${month}`, { language: "en" });
  const { page } = window;
  const line = page.locator(".noisy > li").filter({ has: page.locator(`a[href*="rule=${rule}&"]`) });
  await line.getByRole("button", { name: "Try" }).click();
  const proposal = line.locator(".noisy-tried li", { hasText: "delay" });
  await proposal.getByText("it would have been 0").waitFor();
  await proposal.getByRole("button", { name: "Change it" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Change it" }).click();
  await until("the file to say so", () => /onDelay: (10s|"10s")/.test(readFileSync(gateway().configFile, "utf8")));
  await page.getByRole("button", { name: "Undo" }).click();
  await until("the file to be as it was", () => !readFileSync(gateway().configFile, "utf8").includes("onDelay"));
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("the sheet of this day says in three lines what was, and what is still open leads to its story", async () => {
  await using device = await freshDevice();
  await sends(device, [31], 1, true);
  const [day = "", time = ""] = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Asia/Shanghai",
    dateStyle: "short",
    timeStyle: "short",
  })
    .format(Date.now())
    .split(" ");
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const query =
    time < "07:00"
      ? `day=${day}&part=morning`
      : time < "18:00"
        ? `day=${day}&part=evening`
        : `day=${next}&part=morning`;
  await until("the alarm on the sheet", async () => {
    const { standing } = await read<DaySheet>(`sheets/day?${query}`);
    return standing.some(({ alarm }) => alarm === alarmId(device));
  });
  await using window = await opened(`/sheets?${query}`, { language: "zh-CN", size: { width: 360, height: 780 } });
  const { page } = window;
  await drawn(page, ".sheet-lines");
  const lines = await page.locator(".sheet-lines li").allTextContents();
  expect(lines).toHaveLength(3);
  // This gateway is younger than the part of the day.
  expect(lines[0]).toMatch(/^（.* 起才有记录）(夜间|白天) \d+ 条告警：/);
  expect(lines[2]).toContain("未了：");
  expect(await fits(page)).toBe(true);
  await page.locator(`.sheet-open a[href*="${encodeURIComponent(alarmId(device))}"]`).click();
  await drawn(page, ".story li");
  await page.goto(`/sheets/month?month=${day.slice(0, 7)}`);
  await drawn(page, ".figures-severities");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "导出表格" }).click(),
  ]);
  expect(readFileSync(await download.path(), "utf8")).toMatch(/^\uFEFF月份,/);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});
