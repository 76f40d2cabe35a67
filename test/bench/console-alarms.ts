// What ten thousand open alarms cost whoever looks at the alarm desk, while some come and go.
import type { Browser } from "playwright-core";
import { openWindow, SIZES, signIn } from "../harness/browser.ts";
import { ADMIN_PASSWORD, type Gateway, startGateway } from "../harness/gateway.ts";
import { connectDevice, type MqttDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { heapOf, scrolled, tasksOf, watchLongTasks } from "./page-watch.ts";

const DEVICES = 500;
const EACH = 20;
const SETTLE_MS = 5000;
const WATCH_MS = 60_000;
const CHANGE_EVERY_MS = 2000;
const SEVERITIES = ["critical", "high", "medium", "low"];
const ROW = ".alarm-desk .virtual-row";

/** Figures of the page with all alarms on it, each of its own cause. */
export async function manyAlarms(browser: Browser): Promise<Record<string, unknown>> {
  await using gateway = await startGateway({
    devices: DEVICES,
    config: {
      alarms: Array.from({ length: EACH }, (_, i) => ({
        id: `high-${i}`, profile: "native", point: `p${i}`, above: 28, severity: SEVERITIES[i % 4], text: { "zh-CN": `第 ${i} 点过高` },
      })), // biome-ignore format: one rule
    },
  });
  await raiseAll(gateway);
  await using first = await connectDevice(gateway, gateway.device(0));
  await using window = await openWindow(browser, {
    base: gateway.run.http ?? "",
    language: "zh-CN",
    size: SIZES.laptop,
  });
  const { page } = window;
  await signIn(page, "admin", ADMIN_PASSWORD);
  const began = performance.now();
  await page.goto("/alarms");
  await page.locator(ROW).first().waitFor();
  const shownMs = Math.round(performance.now() - began);
  await until("all alarms to be listed", () =>
    page.evaluate<boolean>(`document.querySelector("${ROW}")?.ariaSetSize === "${DEVICES * EACH}"`),
  );
  await passed(SETTLE_MS);
  const since = await watchLongTasks(page);
  const stop = new AbortController();
  const changing = changeNow(first, stop.signal);
  await passed(WATCH_MS);
  const watching = await since();
  stop.abort();
  await changing;
  await passed(SETTLE_MS);
  await since();
  const frames = await scrolled(page, ".alarm-desk .virtual-box");
  const scrolling = await since();
  return {
    figure: "console-10000-alarms",
    alarms: DEVICES * EACH,
    shownMs,
    watchedS: WATCH_MS / 1000,
    changesPerSecond: 1000 / CHANGE_EVERY_MS,
    ...tasksOf(watching, WATCH_MS),
    ...frames,
    longTasksScrolling: scrolling.length,
    heapMb: await heapOf(await page.context().newCDPSession(page)),
    faults: window.faults.length,
  };
}

/** Every point of every device is too high. */
async function raiseAll(gateway: Gateway): Promise<void> {
  const points = Object.fromEntries(Array.from({ length: EACH }, (_, i) => [`p${i}`, 30]));
  for (const device of gateway.devices) {
    await using sender = await connectDevice(gateway, device);
    await sender.telemetry(points);
  }
  const admin = await gateway.admin();
  await until(
    "ten thousand alarms",
    async () => {
      const metrics = (await admin.get("/metrics")).text;
      const open = [...metrics.matchAll(/^campus_alarms_open\{[^}]*\} (\d+)$/gm)].map(([, count]) => Number(count));
      return open.reduce((sum, count) => sum + count, 0) === DEVICES * EACH;
    },
    120_000,
  );
}

/** One alarm ends and comes again, until `signal` aborts. */
async function changeNow(device: MqttDevice, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn++) {
    await device.telemetry({ p0: turn % 2 === 0 ? 20 : 30 });
    await passed(CHANGE_EVERY_MS);
  }
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
