// The line between a page and the gateway: frozen, cut, and killed; the page says so, and goes on by itself without a gap.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWindow, signIn, startBrowser } from "../harness/browser.ts";
import { ADMIN_PASSWORD, type Gateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

/** High enough for all rows of these tests at once. */
const TALL = { width: 1366, height: 2400 };
/** A line on which nothing, not even a beat, came for so long is broken. */
const SILENT_MS = 5000;

const DEVICES = { devices: { rack: { name: "机柜温湿度" } } };
const gateway = sharedGateway(DEVICES);
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** Sends numbered events over a connection of its own. */
async function tell(to: Gateway, from: number, until: number): Promise<void> {
  await using device = await connectDevice(to, to.device(0));
  for (let n = from; n < until; n++) await device.publish("event", { eid: `e-${n}`, type: "door.opened", data: { n } });
}

/** The numbers of the events on the page, oldest first. */
async function numbersOn(page: Page): Promise<number[]> {
  const texts = await page.locator(".virtual-row").allTextContents();
  return texts
    .flatMap((text) => (/\bn (\d+)/.exec(text)?.[1] ?? []) as string | [])
    .map(Number)
    .reverse();
}
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

async function open(path: string) {
  const window = await openWindow(browser, { base: gateway().run.http ?? "", language: "zh-CN", size: TALL });
  await window.page.clock.install();
  await signIn(window.page, "admin", ADMIN_PASSWORD);
  await window.page.goto(path);
  await window.page.evaluate(`window.neverLoadedAgain = true`);
  return window;
}

test("a gateway that freezes is told of after five seconds, and no value is shown as live; when it goes on, so does the page", async () => {
  await using device = await connectDevice(gateway(), gateway().device(0));
  await device.telemetry({ temperature: 23.4 });
  await using window = await open("/devices/rack");
  const { page } = window;
  await page.getByText("实时", { exact: true }).waitFor();
  await page.locator(".quantity-fresh").first().waitFor();
  gateway().signal("SIGSTOP");
  await page.clock.fastForward(SILENT_MS);
  await page.getByRole("alert").getByText("连接已中断").waitFor();
  expect(await page.locator(".quantity-stale").count()).toBeGreaterThan(0);
  expect(await page.locator(".quantity-fresh").count()).toBe(0);
  gateway().signal("SIGCONT");
  await page.locator(".line-broken").waitFor({ state: "detached" });
  await device.telemetry({ temperature: 24.1 });
  await page.getByRole("region", { name: "实时数值" }).getByText("24.1 °C").waitFor();
  expect(await page.evaluate(`window.neverLoadedAgain`)).toBe(true);
});

test("what happened while the network was away, or the gateway was killed, stands in the entries once and in order, without a reload", async () => {
  await tell(gateway(), 0, 5);
  await using window = await open("/entries?kind=event");
  const { page, context } = window;
  await until("the first events", async () => (await numbersOn(page)).length === 5);

  await context.setOffline(true);
  await page.clock.fastForward(SILENT_MS);
  await page.locator(".line-broken").waitFor();
  await tell(gateway(), 5, 12);
  await context.setOffline(false);
  await until("what was missed", async () => (await numbersOn(page)).length === 12);

  const port = new URL(gateway().run.http ?? "").port;
  await gateway().kill("SIGKILL");
  await page.locator(".line-broken").waitFor();
  gateway().configure({ ...DEVICES, config: { listen: { http: `127.0.0.1:${port}`, mqtt: "127.0.0.1:0" } } });
  await gateway().start();
  await tell(gateway(), 12, 20);
  await until("what came after the restart", async () => (await numbersOn(page)).length >= 20);
  expect(await numbersOn(page)).toEqual(upTo(20));
  await page.locator(".line-broken").waitFor({ state: "detached" });
  expect(await page.evaluate(`window.neverLoadedAgain`)).toBe(true);
  expect(window.foreign).toEqual([]);
}, 120_000);

test("a page that was not told of everything says so, begins from the newest values without a reload, and is live again", async () => {
  await using device = await connectDevice(gateway(), gateway().device(0));
  await device.telemetry({ temperature: 23.4 });
  await using window = await open("/");
  const { page } = window;
  await page.locator(".overview").waitFor();
  // What the gateway says to a page whose entries have expired meanwhile; the next connection is the gateway's own again.
  const gap = 'event: gap\ndata: {"from":1,"to":9,"kinds":["event"]}\n\n';
  await page.route("**/api/v1/stream*", (route) => route.fulfill({ contentType: "text/event-stream", body: gap }), {
    times: 1,
  });
  await page.context().setOffline(true);
  await page.clock.fastForward(SILENT_MS);
  await page.locator(".line-broken").waitFor();
  await device.telemetry({ temperature: 25.5 });
  await page.context().setOffline(false);
  const told = page.locator(".line-missed");
  await told.getByText("本页内容已重新读取").waitFor();
  await page.locator(".line-broken").waitFor({ state: "detached" });
  await told.getByRole("button", { name: "知道了" }).click();
  await told.waitFor({ state: "detached" });
  expect(await page.evaluate(`window.neverLoadedAgain`)).toBe(true);
});
