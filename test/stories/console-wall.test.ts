// The large screen, in Debian's Chromium against a real gateway: alarms are acted on without leaving it, and what a page says in a toast leads on.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { Handling } from "#gateway/contract/story.ts";
import { openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { fits, leastHeight } from "../harness/console-pages.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

const PATIENCE_MS = 60_000;
const PROBE = "probe";
const gateway = sharedGateway({
  config: {
    places: [{ id: "room", name: "机房", class: "machine-room" }],
    alarms: [{ id: "hot", device: PROBE, point: "temperature", above: 28, severity: "critical", text: { en: "Hot" } }],
    duty: { posts: [{ id: "guard", name: "门卫室" }] },
    notify: {
      roads: [{ id: "speaker", kind: "post", name: "门卫室喇叭" }],
      plans: [{ id: "all", steps: [{ to: "guard", by: ["speaker"] }] }],
    },
  },
  devices: { [PROBE]: { name: "机柜2进风", place: "room" } },
});
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function opened(path: string) {
  const window = await openWindow(browser, { base: gateway().run.http ?? "", language: "en", size: SIZES.laptop });
  await signIn(window.page, "admin", ADMIN_PASSWORD);
  await window.page.goto(path);
  return window;
}

async function read<Answer>(path: string): Promise<Answer> {
  return (await (await gateway().admin()).get(path)).json<Answer>();
}

test("on the large screen an alarm is acknowledged and handled by keyboard, and on a phone by touch; who may not sees it without buttons", async () => {
  await using probe = await connectDevice(gateway(), gateway().device(0));
  const id = `hot.${PROBE}.temperature`;
  const verdictOf = async (n: number) =>
    (await read<{ handling: Handling | null }>(`alarms/${id}/handling?occurrence=${n}`)).handling?.verdict;
  const occurrence = async () => (await read<Partial<Alarm>>(`alarms/${id}`)).occurrence ?? 0;
  const raised = async () => {
    await probe.telemetry({ temperature: 20 });
    const before = await occurrence();
    await probe.telemetry({ temperature: 31 });
    await until("the alarm", async () => (await occurrence()) > before, PATIENCE_MS);
    return before + 1;
  };
  const first = await raised();
  await using window = await opened("/?wall=1");
  const { page } = window;
  const dialog = page.getByRole("dialog");
  const row = page.locator(".wall-matter", { hasText: "Hot" }).getByRole("button");
  await row.waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const acknowledge = dialog.getByRole("button", { name: "Acknowledge" });
  await acknowledge.focus();
  await page.keyboard.press("Enter");
  await dialog.getByText("Acknowledged by admin").waitFor();
  await dialog.getByRole("button", { name: "Real" }).press("Enter");
  expect(await leastHeight(page, ".wall-act button, .wall-open")).toBeGreaterThanOrEqual(44);
  await dialog.getByRole("button", { name: "Record" }).press("Enter");
  await dialog.getByText("by admin,", { exact: false }).last().waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  expect([await verdictOf(first), page.url().includes("wall=1")]).toEqual(["real", true]);

  await (await gateway().admin()).post("accounts", { id: "looker", password: ADMIN_PASSWORD, roles: ["viewer"] });
  const second = await raised();
  await using other = await openWindow(browser, { base: gateway().run.http ?? "", language: "en", size: SIZES.phone });
  await signIn(other.page, "looker", ADMIN_PASSWORD);
  await other.page.goto("/?wall=1");
  await other.page.locator(".wall-matter", { hasText: "Hot" }).getByRole("button").click();
  await other.page.getByRole("dialog").getByText("Nobody has acknowledged it yet").waitFor();
  expect(
    await other.page
      .getByRole("dialog")
      .getByRole("button", { name: /Acknowledge|Real|Record/ })
      .count(),
  ).toBe(0);

  await page.setViewportSize(SIZES.phone);
  await row.click();
  await acknowledge.click();
  await probe.telemetry({ temperature: 20 });
  await dialog.getByText("over", { exact: false }).first().waitFor();
  await dialog.getByRole("button", { name: "False" }).click();
  expect([await fits(page), (await leastHeight(page, ".wall-act button, .wall-open")) >= 44]).toEqual([true, true]);
  await dialog.getByRole("button", { name: "Record" }).click();
  await until("it to be recorded", async () => (await verdictOf(second)) === "false", PATIENCE_MS);
  expect([window.foreign, window.faults, other.foreign, other.faults]).toEqual([[], [], [], []]);
});

test("the test of a rule says what it sent, and its toast leads to the ledger", async () => {
  await using window = await opened("/settings/rules");
  const { page } = window;
  await page.getByRole("button", { name: "Test Hot" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send the test" }).click();
  await page.locator(".ant-message").getByRole("link").click();
  await page.waitForURL("**/notify*");
  await page.locator(".notify-roads").waitFor();
  expect([window.foreign, window.faults]).toEqual([[], []]);
});
