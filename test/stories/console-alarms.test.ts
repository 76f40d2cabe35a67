// Alarms in the console, in Debian's Chromium against a real gateway: what a person sees, hears, acts on, looks back at and sets.
import { readFileSync } from "node:fs";
import type { Browser, Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

const DEVICES = 24;
/** A machine with everything else to do takes so long. */
const PATIENCE_MS = 60_000;
const ACTION = "Cut the power of the air conditioner";
/** A formula to an office program and markup to a page. */
const nameOf = (id: string) => `=SUM(1) <b>${id}</b>`;
const idAt = (n: number) => `probe-${String(n).padStart(2, "0")}`;
const rule = (id: string, severity: string, more: object = { above: 28 }) => ({
  id,
  place: "room",
  point: id,
  severity,
  text: { "zh-CN": `${id} 高`, en: `${id} high` },
  ...more,
});
const gateway = sharedGateway({
  config: {
    places: [{ id: "room", name: "机房", class: "machine-room" }],
    alarms: [
      rule("front", "low"),
      rule("back", "critical"),
      rule("hot", "high", { above: 28, deadband: 1, respondWithin: "10min", action: { en: ACTION } }),
      rule("leak", "critical", { equals: true, latched: true }),
      rule("mild", "medium"),
    ],
  },
  devices: Object.fromEntries(
    Array.from({ length: DEVICES }, (_, n) => [idAt(n), { name: nameOf(idAt(n)), place: "room" }]),
  ),
});
let browser: Browser;
/** The administrator's session, so that not each window has to sign in. */
let session: Cookie[] = [];
beforeAll(async () => {
  browser = await startBrowser();
  await using window = await openWindow(browser, { base: base(), language: "en" });
  await signIn(window.page, "admin", ADMIN_PASSWORD);
  session = await window.context.cookies();
});
afterAll(() => browser.close());

const base = () => gateway().run.http ?? "";
const file = () => readFileSync(gateway().configFile, "utf8");

let used = 0;
/** A device that no other test, and no other try of this one, has touched. */
async function freshDevice() {
  return await connectDevice(gateway(), gateway().device(used++));
}

async function opened(path: string, before?: string) {
  const window = await openWindow(browser, { base: base(), language: "en", size: SIZES.laptop });
  await window.context.addCookies(session);
  if (before !== undefined) await window.context.addInitScript(before);
  await window.page.goto(path);
  return window;
}

/** The alarm when it is as it should be. */
async function alarmOf(id: string, isSo: (alarm: Alarm) => boolean): Promise<Alarm> {
  const admin = await gateway().admin();
  return await until(
    `alarm ${id}`,
    async () => {
      const answer = await admin.get(`alarms/${id}`);
      const alarm = answer.status === 200 ? answer.json<Alarm>() : null;
      return alarm !== null && isSo(alarm) ? alarm : null;
    },
    PATIENCE_MS,
  );
}

test("an alarm that is acknowledged is the one that was looked at, also when a worse one comes while the dialog is open", async () => {
  await using rack = await freshDevice();
  await rack.telemetry({ front: 30 });
  await using window = await opened(`/alarms?id=front.${rack.id}.front`);
  const { page } = window;
  const row = (text: string) => page.locator(".alarm-row", { hasText: text }).filter({ hasText: nameOf(rack.id) });
  await row("front high").waitFor();
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("front high").waitFor();
  await rack.telemetry({ back: 30 });
  await row("back high").waitFor();
  await page.keyboard.type("looked at it");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });

  const { acknowledgements } = await alarmOf(`front.${rack.id}.front`, ({ acknowledged }) => acknowledged);
  expect(acknowledgements).toMatchObject([{ by: "admin", comment: "looked at it" }]);
  expect((await alarmOf(`back.${rack.id}.back`, () => true)).acknowledged).toBe(false);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

/** Counts the tones that the page asks its browser for. */
const EAR = `window.tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...args) { window.tones++; return start.apply(this, args); };`;
/** More than the short tone that answers the button. */
const CALLS = 5;

test("a bad alarm is in sight and heard on every page until somebody acknowledges it; silence acknowledges nothing and outlasts a reload", async () => {
  await using probe = await freshDevice();
  await using window = await opened("/devices", EAR);
  const { page } = window;
  const banner = page.getByRole("region", { name: "Severe alarms to acknowledge" });
  const told = banner.getByText(nameOf(probe.id));
  await page.locator("tbody tr").first().waitFor();
  await probe.telemetry({ leak: true });
  await told.waitFor();
  await banner.getByText("Sound is off").waitFor();
  await banner.getByRole("button", { name: "Turn sound on" }).click();
  await until("the alarm to be heard", async () => (await page.evaluate<number>("window.tones")) >= CALLS);
  await banner.getByRole("button", { name: "Silence" }).click();
  await banner.getByText("silenced").waitFor();

  await page.reload();
  await told.waitFor();
  expect(await banner.getByRole("button", { name: "Silence" }).count()).toBe(0);
  await page.goto("/?wall=1");
  await told.waitFor();
  await page.locator(".wall-matter", { hasText: nameOf(probe.id) }).waitFor();
  expect((await alarmOf(`leak.${probe.id}.leak`, () => true)).acknowledged).toBe(false);

  await page.goto("/about");
  await told.waitFor();
  await banner.getByRole("button", { name: "Acknowledge" }).click();
  await told.waitFor({ state: "detached" });
  await alarmOf(`leak.${probe.id}.leak`, ({ acknowledged, active }) => acknowledged && active);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

const FOCUSED = `document.activeElement?.className === "alarm-story"`;

test("from the keyboard one goes through the list, opens the story with its advice, and puts an alarm off", async () => {
  await using probe = await freshDevice();
  await probe.telemetry({ hot: 30, mild: 30 });
  const id = `hot.${probe.id}.hot`;
  await alarmOf(id, ({ active }) => active);
  await using window = await opened(`/alarms?id=${id}`);
  const { page } = window;
  const story = page.locator(".alarm-story");
  await story.getByText(ACTION).waitFor();
  await story.getByText("Respond within 10 min").waitFor();
  await page.keyboard.press("j");
  await page.waitForURL((url) => url.searchParams.get("id") !== id);
  await page.keyboard.press("k");
  await page.waitForURL((url) => url.searchParams.get("id") === id);
  await page.keyboard.press("Enter");
  await until("the story to have the focus", () => page.evaluate<boolean>(FOCUSED), PATIENCE_MS);
  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("4 h").click();
  await dialog.getByRole("button", { name: "Remind later" }).click();
  await dialog.waitFor({ state: "hidden" });
  const { shelved } = await alarmOf(id, (alarm) => alarm.shelved !== null);
  expect(Date.parse(shelved?.until ?? "") - Date.parse(shelved?.at ?? "")).toBe(4 * 3_600_000);

  await page.goto(`/alarms?state=shelved&id=${id}`);
  await page.getByRole("button", { name: "Remind again now" }).click();
  await dialog.getByRole("button", { name: "Remind again now" }).click();
  await alarmOf(id, (alarm) => alarm.shelved === null);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("what was raised before is found again with its story, and as a table that harms no office program", async () => {
  await using probe = await freshDevice();
  for (const hot of [30, 20, 31, 20]) await probe.telemetry({ hot });
  await alarmOf(`hot.${probe.id}.hot`, ({ occurrence, active }) => occurrence === 2 && !active);
  await using window = await opened(`/alarms/history?device=${probe.id}`);
  const { page } = window;
  const rows = page.locator(".history-row");
  await rows.nth(1).waitFor();
  expect(await rows.count()).toBe(2);
  await rows.filter({ hasText: "31" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByText("The last times").waitFor();
  await drawer.getByRole("cell", { name: "30" }).waitFor();
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "hidden" });

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as table" }).click();
  const text = readFileSync(await (await download).path(), "utf8");
  const lines = text.trimEnd().split("\r\n");
  expect([text.charCodeAt(0), lines.length]).toEqual([0xfeff, 3]);
  expect(lines[1]).toContain(`,'${nameOf(probe.id)},31,28,`);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("a limit is tried on the past week before it is saved; saved, the file differs in that one line; undone, in none", async () => {
  await using probe = await freshDevice();
  for (const mild of [30, 20, 30, 20]) await probe.telemetry({ mild });
  await alarmOf(`mild.${probe.id}.mild`, ({ occurrence, active }) => occurrence === 2 && !active);
  await using window = await opened("/settings/rules?q=mild");
  const { page } = window;
  await page.getByRole("button", { name: "Edit mild high" }).click();
  const form = page.getByRole("dialog");
  const before = file();
  await form.getByLabel("Limit").fill("1000");
  await form.getByText(/It would have raised 0 times \(now: [1-9]\d*\)/).waitFor();
  expect(file()).toBe(before);
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText("“mild high” saved and in force").waitFor();
  const changed = file().split("\n");
  expect(changed.filter((line, at) => line !== before.split("\n")[at])).toEqual([
    expect.stringContaining("above: 1000"),
  ]);
  await page.getByText("above 1000").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("above 28", { exact: false }).first().waitFor();
  expect(file()).toBe(before);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("work that comes each week is added with a look at what it holds, holds it at once, and is ended for this once", async () => {
  await using probe = await freshDevice();
  await probe.telemetry({ hot: 30 });
  const id = `hot.${probe.id}.hot`;
  await alarmOf(id, ({ active }) => active);
  const why = `each week for ${probe.id}`;
  await using window = await opened("/alarms");
  const { page } = window;
  await page.getByRole("button", { name: "Add…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Places and devices" }).fill(nameOf(probe.id));
  await page.locator(".ant-select-item-option", { hasText: nameOf(probe.id) }).click();
  await page.locator(".ant-select-item-option").first().waitFor({ state: "hidden" });
  for (const day of await dialog.getByRole("checkbox").all()) await day.check();
  for (const [label, value] of [["First day", "2026-01-01"], ["From", "00:00"], ["To", "00:00"]] as const) // biome-ignore format: what is filled in
    await dialog.getByLabel(label, { exact: true }).fill(value);
  await dialog.getByPlaceholder(/^Where it is from/).fill(why);
  await dialog.getByRole("button", { name: "See what it would hold now" }).click();
  await dialog.getByText("If it began now, 1 alarms would call nobody.").waitFor();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  const line = page.locator(".maintenance li", { hasText: why });
  await line.getByText("Running, until").waitFor();
  await alarmOf(id, ({ outOfService, active }) => outOfService && active);

  await line.getByRole("button", { name: "End this one now" }).click();
  await dialog.getByRole("button", { name: "End this one now" }).click();
  await line.getByText("From 20").waitFor();
  await alarmOf(id, ({ outOfService }) => !outOfService);
  await line.getByRole("button", { name: "Remove" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await line.waitFor({ state: "detached" });
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("maintenance of a device is started at its alarm and ended from the desk; meanwhile the alarm calls nobody", async () => {
  await using probe = await freshDevice();
  await probe.telemetry({ hot: 30 });
  const id = `hot.${probe.id}.hot`;
  await alarmOf(id, ({ active }) => active);
  const why = `new filter for ${probe.id}`;
  await using window = await opened(`/alarms?id=${id}`);
  const { page } = window;
  await page.getByRole("button", { name: "Start maintenance…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByPlaceholder(/^Why/).fill(why);
  await dialog.getByRole("button", { name: "Start maintenance" }).click();
  const line = page.locator(".maintenance li", { hasText: why });
  await line.waitFor();
  await alarmOf(id, ({ outOfService, active }) => outOfService && active);
  await page.locator(".calling-what", { hasText: nameOf(probe.id) }).waitFor({ state: "detached" });

  await line.getByRole("button", { name: "End maintenance" }).click();
  await dialog.getByRole("button", { name: "End maintenance" }).click();
  await line.waitFor({ state: "detached" });
  await alarmOf(id, ({ outOfService }) => !outOfService);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});
