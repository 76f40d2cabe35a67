// Trends in Debian's Chromium against a real gateway: ranges, comparison, limits and alarms, holes, zoom, table and file.
import { readFileSync } from "node:fs";
import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { fits } from "../harness/console-pages.ts";
import { ADMIN_PASSWORD, type Gateway, startGateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";

const MINUTE = 60_000;
const HOURS = 5;
/** Nothing came in this hour, and nothing valid in the one after it, counted back from now in minutes. */
const MISSING = { from: 180, to: 120 };
const BAD = { from: 120, to: 60 };
const ROOM = "/trends?points=rack.temperature,ups.temperature,rack.humidity,rack.leak&range=6h";

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway({
    devices: { rack: { name: "一号机柜", place: "mr" }, ups: { name: "不间断电源", place: "mr" } },
    config: {
      places: [{ id: "mr", name: "网络机房", class: "machine-room", key: true }],
      alarms: [
        { id: "hot", device: "rack", point: "temperature", above: 27, deadband: 1, severity: "high", text: { "zh-CN": "温度高", en: "Hot" } },
      ], // biome-ignore format: one rule a line
    },
  });
  await fill();
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

/** Some hours of two devices, one reading a minute, and an alarm at their end. */
async function fill(): Promise<void> {
  await using rack = await connectDevice(gateway, gateway.device(0));
  await using ups = await connectDevice(gateway, gateway.device(1));
  const now = Date.now();
  const sent: Promise<unknown>[] = [];
  for (let ago = HOURS * 60; ago > 0; ago--) {
    if (ago <= MISSING.from && ago > MISSING.to) continue;
    const bad = ago <= BAD.from && ago > BAD.to;
    const ts = now - ago * MINUTE;
    const temperature = bad ? null : 22 + (ago % 7) / 10;
    sent.push(rack.publish("telemetry", { ts, points: { temperature, humidity: 45, leak: ago === 30 } }));
    sent.push(ups.publish("telemetry", { ts, points: { temperature: 30 } }));
  }
  await Promise.all(sent);
  await rack.telemetry({ temperature: 28, humidity: 45, leak: false });
  await rack.telemetry({ temperature: 24, humidity: 45, leak: false });
}

async function open(
  path: string,
  language: "zh-CN" | "en" = "zh-CN",
  size: (typeof SIZES)[keyof typeof SIZES] = SIZES.laptop,
) {
  const window = await openWindow(browser, { base: gateway.run.http ?? "", language, size });
  await signIn(window.page, "admin", ADMIN_PASSWORD);
  await window.page.goto(path);
  return window;
}

test("points of two devices are compared in one chart whose view is the address; another range, and closer, are other addresses", async () => {
  await using window = await open(ROOM);
  const { page } = window;
  const trend = page.locator("article.trend");
  await trend.locator("canvas").waitFor();
  for (const name of ["一号机柜 · 温度", "不间断电源 · 温度", "一号机柜 · 湿度"])
    await trend.locator(".trend-legend").getByText(name).waitFor();
  await trend.locator(".strip").waitFor();
  await trend.getByText("每 1 分钟一个值").waitFor();
  await page.locator(".trend-range").getByText("7 天", { exact: true }).click();
  await trend.getByText("每 15 分钟一个值").waitFor();
  expect(new URL(page.url()).searchParams.get("range")).toBe("7d");
  await page.getByRole("button", { name: "放大" }).click();
  await page.waitForURL(/from=.*to=/);
  await page.goBack();
  await page.waitForURL(/range=7d/);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("a stretch that the mouse drags over is looked at more closely", async () => {
  await using window = await open("/trends?points=ups.temperature&range=6h");
  const { page } = window;
  await page.locator("article.trend canvas").waitFor();
  const box = await page.locator(".trend-chart").boundingBox();
  if (box === null) throw new Error("the chart has no place on the page");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.5, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, y, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/from=.*to=/);
  const { searchParams } = new URL(page.url());
  const length = Date.parse(searchParams.get("to") ?? "") - Date.parse(searchParams.get("from") ?? "");
  expect(length / MINUTE).toBeGreaterThan(60);
  expect(length / MINUTE).toBeLessThan(120);
});

test("the limit of a rule, the alarm, the hour without data and the one without valid data are all said", async () => {
  await using window = await open("/trends?points=rack.temperature&range=6h", "en");
  const { page } = window;
  const legend = page.locator(".trend-legend");
  for (const text of ["Min–max", "alarm limit", "no data", "has bad values"]) await legend.getByText(text).waitFor();
  await legend.getByText(/Alarm \d/).waitFor();
  await page.getByRole("button", { name: "Temperature Table" }).click();
  await page.getByRole("cell", { name: "28 °C" }).first().waitFor();
});

test("a file of the courses opens in Excel: byte order mark, the campus's time, units in the heads, no value where there was none", async () => {
  await using window = await open("/trends?points=rack.temperature,ups.temperature&range=6h");
  const { page } = window;
  await page.locator("article.trend canvas").waitFor();
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: /下载 CSV/ }).click();
  const text = readFileSync(await (await coming).path(), "utf8");
  const [heads = "", ...rows] = text.trimEnd().split("\r\n");
  expect(heads).toBe(
    "\uFEFF时间,ISO 8601,一号机柜 · 温度 (°C),一号机柜 · 温度 (°C) 最小,一号机柜 · 温度 (°C) 最大,一号机柜 · 温度 (°C) 质量," +
      "不间断电源 · 温度 (°C),不间断电源 · 温度 (°C) 最小,不间断电源 · 温度 (°C) 最大,不间断电源 · 温度 (°C) 质量",
  );
  const [wall = "", iso = ""] = (rows[0] ?? "").split(",");
  expect(new Date(`${wall.replace(" ", "T")}+08:00`).toISOString()).toBe(iso);
  expect(rows.filter((row) => row.includes(",,,,无效,")).length).toBeGreaterThan(50);
  expect(rows.length).toBeLessThan((HOURS - 1) * 60 + 10);
});

test("a place leads to the courses of its numbers; a point is added with two choices, and taken away", async () => {
  await using window = await open("/places/mr");
  const { page } = window;
  await page.getByRole("link", { name: "查看趋势" }).click();
  await page.locator("article.trend canvas").waitFor();
  const before = new URL(page.url()).searchParams.get("points")?.split(",") ?? [];
  expect(before).toContain("rack.temperature");
  await page.locator(".trend-tag button").first().click();
  await page.waitForURL((url) => url.searchParams.get("points")?.split(",").length === before.length - 1);
  await page.getByRole("combobox", { name: "测点" }).click();
  await page.locator(".ant-select-item-option").first().click();
  await page.waitForURL((url) => url.searchParams.get("points")?.split(",").length === before.length);
});

test("trends fit a phone and pass the accessibility check in both themes", async () => {
  await using window = await open(ROOM, "zh-CN", SIZES.phone);
  const { page } = window;
  await page.locator("article.trend canvas").waitFor();
  expect(await fits(page)).toBe(true);
  for (const theme of ["light", "dark"]) {
    await page.evaluate(`localStorage.setItem("campus-gateway.dark", "${theme === "dark" ? "yes" : "no"}")`);
    await page.reload();
    await page.locator("article.trend canvas").waitFor();
    await page.evaluate(axe.source);
    const found = await page.evaluate<{ id: string }[]>(
      `axe.run(document.querySelector("main"), { runOnly: ["wcag2a", "wcag2aa"] }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, at: nodes[0]?.html })))`,
    );
    expect(found, theme).toEqual([]);
  }
});
