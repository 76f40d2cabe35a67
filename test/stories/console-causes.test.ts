// A line with two sensors in the console, in Debian's Chromium against a real gateway: one cause with all that it explains, and the limits that
// their model brings.
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { type Simulator, startSimulator } from "#drivers/modbus/simulator/server.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { timeAhead } from "../harness/ahead.ts";
import { openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { allEntries } from "../harness/entries.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

const ON_LINE = ["mr1-th", "mr2-th"];
/** Two sensors behind one serial server. */
function line(port = 0): Promise<Simulator> {
  const unit = memoryUnit();
  unit.set(4, 1, 240, 450);
  return startSimulator({ units: new Map(ON_LINE.map((_id, index) => [index + 1, unit])), clock: systemClock, port });
}
let simulator = await line();
const polled = (unit: number) => ({
  driver: "modbus",
  profile: "xy-md02",
  place: "room",
  connection: { tcp: `127.0.0.1:${simulator.port}`, unit, timeout: "2s" },
  every: "200ms",
  report: { onChange: true, atLeast: "60s" },
  credential: undefined,
});
const time = timeAhead();
const gateway = sharedGateway({
  ...time.options,
  config: { places: [{ id: "room", name: "机房", class: "machine-room" }] },
  devices: Object.fromEntries(ON_LINE.map((id, index) => [id, polled(index + 1)])),
});
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await simulator[Symbol.asyncDispose]();
  await time[Symbol.asyncDispose]();
});

async function opened(path: string) {
  const window = await openWindow(browser, { base: gateway().run.http ?? "", language: "en", size: SIZES.laptop });
  await signIn(window.page, "admin", ADMIN_PASSWORD);
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

test("who makes a limit of a model the school's own is told which others go with it, and begins in the room that it is for", async () => {
  await using window = await opened("/settings/rules?edit=profile:xy-md02:inlet-warm");
  const { page } = window;
  const form = page.getByRole("dialog");
  const warning = form.getByRole("alert").filter({ hasText: "Once saved, these 2 rules of the model hold no longer" });
  await warning.getByText("Inlet air hot").waitFor();
  await form.getByRole("radio", { name: "All devices in a place" }).and(page.locator(":checked")).waitFor();
  await form.getByRole("radio", { name: "All devices of a model" }).check();
  await form.getByText("The model's rule holds only in: Server room").waitFor();
  expect(readFileSync(gateway().configFile, "utf8")).not.toContain("inlet-warm");
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

const MINUTE = 60_000;
const PATIENCE_MS = 60_000;

test("a line that is down is one line of the desk; all that it explains is acknowledged in one go and goes when the line is back", async () => {
  const { port } = simulator;
  const link = `link-down.127-0-0-1-${port}`;
  const admin = await gateway().admin();
  const lastSaid = async (device: string) =>
    (await allEntries(admin, `device=${device}&type=device.online&type=device.offline`)).at(-1)?.type;
  const said = (type: string) =>
    until(type, async () => (await Promise.all(ON_LINE.map(lastSaid))).every((last) => last === type), PATIENCE_MS);
  await said("device.online");
  await simulator[Symbol.asyncDispose]();
  try {
    await said("device.offline");
    time.pass(gateway(), 3 * MINUTE);
    await alarmOf(link, ({ active }) => active);
    time.pass(gateway(), 3 * MINUTE);
    for (const id of ON_LINE) await alarmOf(`device-offline.${id}`, ({ active, suppressed }) => active && suppressed);

    await using window = await opened(`/alarms?id=${link}`);
    const { page } = window;
    const row = page.locator(".desk-group", { hasText: "Link down" });
    await row.getByText("(with 2 devices)").waitFor();
    await page.locator(".alarm-story").getByRole("button", { name: "Acknowledge all" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("None of them ends by it").waitFor();
    await dialog.getByRole("button", { name: "Acknowledge all" }).click();
    await dialog.waitFor({ state: "hidden" });
    for (const id of [link, ...ON_LINE.map((device) => `device-offline.${device}`)])
      await alarmOf(id, ({ active, acknowledged }) => active && acknowledged);

    simulator = await line(port);
    await row.waitFor({ state: "detached", timeout: PATIENCE_MS });
    expect([window.foreign, window.faults]).toEqual([[], []]);
  } finally {
    if (simulator.open === 0) simulator = await line(port).catch(() => simulator);
  }
});
