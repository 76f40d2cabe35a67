// The console's way in, its overview, places and frame, in Debian's Chromium against a real gateway.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { ADMIN_PASSWORD, startGateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

const HOSTILE = "<img src=x onerror=alert(1)>";
const NEW_PASSWORD = "lantern river copper seven";
const gateway = sharedGateway({
  config: {
    places: [
      { id: "mr", name: "网络机房", class: "machine-room", key: true },
      { id: "gate", name: HOSTILE, class: "gate" },
    ],
  },
  devices: { "mr-th": { name: "机房温湿度", place: "mr" }, "gate-reader": { name: HOSTILE, place: "gate" } },
});
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const base = () => gateway().run.http ?? "";

test("a first-run code that is wrong is told at its field, with where to find the right one", async () => {
  await using fresh = await startGateway({ preset: false, devices: 0 });
  await using window = await openWindow(browser, { base: fresh.run.http ?? "", language: "en" });
  const { page } = window;
  await page.goto("/");
  await page.getByLabel("First-run code").fill("AAAA-BBBB-CCCC");
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByLabel("Password again").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Make the account and sign in" }).click();
  await page.getByText("This is not the first-run code").waitFor();
  expect(await page.getByText("npm run recover").count()).toBe(0);
});

test("the first administrator is made with the printed code, told what is wrong with a password, and shown the next step", async () => {
  await using fresh = await startGateway({ preset: false, devices: 0 });
  await using window = await openWindow(browser, { base: fresh.run.http ?? "", language: "zh-CN" });
  const { page } = window;
  await page.goto("/devices");
  await page.getByLabel("首次启动码").fill(fresh.firstRunCode);
  await page.getByLabel("用户名").fill("li-ming");
  await page.getByLabel("新密码").fill("li-ming-li-ming");
  await page.getByLabel("再次输入密码").fill(NEW_PASSWORD);
  await page.getByText("密码和用户名几乎一样").waitFor();
  await page.getByLabel("新密码").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "建立账号并登录" }).click();
  await page.getByText("添加第一台设备").waitFor();
  await page.getByRole("button", { name: "先看一看" }).click();
  await page.locator(".frame-top").waitFor();
  expect(new URL(page.url()).pathname).toBe("/devices");
  await page.getByRole("link", { name: "总览" }).click();
  await page.locator(".overview").getByRole("link", { name: "添加设备" }).waitFor();
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("a session that ends in the middle of a form asks for the password and keeps what was typed", async () => {
  await using window = await openWindow(browser, { base: base(), language: "en" });
  const { page } = window;
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.goto("/account");
  await page.getByLabel("Current password").fill(ADMIN_PASSWORD);
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByLabel("Password again").fill(NEW_PASSWORD);
  await page.evaluate(`fetch("/api/v1/session").then((answer) => answer.json()).then(({ csrf }) =>
    fetch("/api/v1/session", { method: "DELETE", headers: { "x-csrf-token": csrf } }))`);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Password").fill(ADMIN_PASSWORD);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  expect(await page.getByLabel("New password").inputValue()).toBe(NEW_PASSWORD);
  await page.getByRole("button", { name: "Save the new password" }).click();
  await page.getByText("The password is changed").waitFor();
  await page.getByLabel("Current password").fill(NEW_PASSWORD);
  await page.getByLabel("New password").fill(ADMIN_PASSWORD);
  await page.getByLabel("Password again").fill(ADMIN_PASSWORD);
  await page.getByRole("button", { name: "Save the new password" }).click();
  const current = page.getByLabel("Current password");
  await until("the form to be empty again", async () => (await current.inputValue()) === "");
  expect(window.foreign).toEqual([]);
});

test("what needs a person stands on the overview, what a device does appears by itself, and its name is never markup", async () => {
  await using window = await openWindow(browser, { base: base(), language: "zh-CN" });
  const { page } = window;
  await using sensor = await connectDevice(gateway(), gateway().device(0));
  await sensor.telemetry({ temperature: null, humidity: 51 });
  await signIn(page, "admin", ADMIN_PASSWORD);
  const needs = page.getByRole("region", { name: "需要处理" });
  await needs.getByText("数值无效").waitFor();
  expect(await needs.getByRole("listitem").first().textContent()).toContain("机房温湿度");
  await using reader = await connectDevice(gateway(), gateway().device(1));
  await reader.publish("event", { eid: "e-1", type: "door.forced", data: { door: HOSTILE } });
  await page.getByRole("region", { name: "最近发生" }).getByText("强行开门").waitFor();
  await sensor.telemetry({ temperature: 23.4, humidity: 51 });
  await page.getByRole("region", { name: "网络机房" }).getByText("23.4 °C").waitFor();
  await page.goto("/?wall=1");
  await page.getByRole("heading", { name: "网络机房" }).waitFor();
  expect(await page.getByRole("navigation").count()).toBe(0);
  expect([window.foreign, window.faults, await page.locator("img[src=x]").count()]).toEqual([[], [], 0]);
});

test("places are found by the words that people use, and the address keeps the search", async () => {
  await using window = await openWindow(browser, { base: base(), language: "zh-CN", size: SIZES.phone });
  const { page } = window;
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.goto("/places");
  await page.getByRole("searchbox").fill("服务器");
  const lines = page.locator(".place-line");
  await until("one place to be left", async () => (await lines.count()) === 1);
  await page.reload();
  await page.getByRole("link", { name: "网络机房" }).click();
  await page.getByText("机房温湿度").first().waitFor();
  expect(await page.evaluate(`document.documentElement.scrollWidth <= innerWidth`)).toBe(true);
  expect(window.faults).toEqual([]);
});
