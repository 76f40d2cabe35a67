// The alarm desk in Debian's Chromium against a real gateway: what a person acts on is what they looked at.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { openWindow, signIn, startBrowser } from "../harness/browser.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

const rule = (id: string, severity: string) => ({
  id,
  device: "rack",
  point: id,
  above: 28,
  severity,
  text: { "zh-CN": `${id} 高`, en: `${id} high` },
});
const gateway = sharedGateway({
  config: { alarms: [rule("front", "low"), rule("back", "critical")] },
  devices: { rack: { name: "机柜" } },
});
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test("an alarm that is acknowledged is the one that was looked at, also when a worse one comes while the dialog is open", async () => {
  await using rack = await connectDevice(gateway(), gateway().device(0));
  await rack.telemetry({ front: 30 });
  await using window = await openWindow(browser, { base: gateway().run.http ?? "", language: "en" });
  const { page } = window;
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.goto("/alarms");
  await page.locator(".alarm-row", { hasText: "front high" }).waitFor();
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("front high").waitFor();
  await rack.telemetry({ back: 30 });
  await page.locator(".alarm-row", { hasText: "back high" }).waitFor();
  await dialog.getByRole("button", { name: "Acknowledge" }).click();
  await dialog.waitFor({ state: "hidden" });

  const admin = await gateway().admin();
  const alarms = await until("both alarms", async () => {
    const found = (await admin.get("alarms?state=all")).json<{ alarms: Alarm[] }>().alarms;
    return found.length === 2 ? found : null;
  });
  expect(alarms.map(({ rule, acknowledged }) => [rule, acknowledged])).toEqual([
    ["back", false],
    ["front", true],
  ]);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});
