// What the console costs whoever looks at it: the first load over a line of 10 Mbit/s until values stand on the overview, and the list of
// 500 devices that each send once a second: long tasks, frames while scrolling, and the memory of the page.
import type { Browser, CDPSession, Page } from "playwright-core";
import { type BrowserWindow, openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { newSecret } from "../harness/campus-file.ts";
import { ADMIN_PASSWORD, type Gateway, startGateway } from "../harness/gateway.ts";
import { manyAlarms } from "./console-alarms.ts";
import { runLoad } from "./generator.ts";
import { drawnAt, heapOf, scrolled, tasksOf, watchFor, watchLongTasks } from "./page-watch.ts";
import { rounded } from "./process-figures.ts";

const BITS_PER_SECOND = 10_000_000;
const LATENCY_MS = 20;
const LOADS = 7;
/** As many as a school of 1300 pupils has today, and as a large one may have. */
const SCHOOL = 32;
const DEVICES = 500;
const SETTLE_MS = 5000;
const RUN_MS = 30_000;
const WATCH_MS = 60_000;
const PLACES = [{ id: "mr", name: "网络机房", class: "machine-room", key: true }];
const FRESH = "main .quantity-fresh";

export async function* consoleFigures(): AsyncGenerator<Record<string, unknown>> {
  await using made = new AsyncDisposableStack();
  const browser = made.adopt(await startBrowser(), (opened) => opened.close());
  for (const count of [SCHOOL, DEVICES]) {
    await using gateway = await busyGateway(count);
    const stop = new AbortController();
    const load = keepBusy(gateway, stop.signal);
    await passed(SETTLE_MS);
    yield { ...(await firstLoad(browser, gateway)), devices: count };
    if (count === DEVICES) yield await manyDevices(browser, gateway);
    stop.abort();
    await load;
  }
  yield await manyAlarms(browser);
}

/** A gateway with so many devices in rooms, of which one is a key place. */
function busyGateway(count: number): Promise<Gateway> {
  const places = Math.ceil(count / 20);
  const rooms = Array.from({ length: places }, (_, i) => ({ id: `room-${i}`, name: `教室 ${i}`, class: "classroom" }));
  const devices = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`dev-${i}`, { place: i < 5 ? "mr" : `room-${i % places}` }]),
  );
  return startGateway({ devices, config: { places: [...PLACES, ...rooms] } });
}

/** Each device sends once a second until `signal` aborts, in runs of a few seconds. */
async function keepBusy(gateway: Gateway, signal: AbortSignal): Promise<void> {
  const { devices, mqttPort: port } = gateway;
  while (!signal.aborted) {
    const boot = newSecret().slice(0, 8);
    await runLoad({ port, devices, boot, window: 4, perSecond: devices.length, measureMs: RUN_MS });
  }
}

function open(browser: Browser, gateway: Gateway): Promise<BrowserWindow> {
  return openWindow(browser, { base: gateway.run.http ?? "", language: "zh-CN", size: SIZES.laptop });
}

/** Milliseconds from asking for the page until a live value is on it, with nothing in the browser's cache but the session. */
async function firstLoad(browser: Browser, gateway: Gateway): Promise<Record<string, unknown>> {
  await using first = await open(browser, gateway);
  await signIn(first.page, "admin", ADMIN_PASSWORD);
  await first.page.locator(FRESH).first().waitFor();
  const cookies = await first.context.cookies();
  const times: number[] = [];
  let bytes = 0;
  for (let i = 0; i < LOADS; i++) {
    await using window = await open(browser, gateway);
    await window.context.addCookies(cookies);
    const line = await slowLine(window.page);
    const received = bytesOf(line);
    await watchFor(window.page, FRESH);
    const began = Date.now();
    await window.page.goto("/", { waitUntil: "commit" });
    times.push((await drawnAt(window.page)) - began);
    bytes = received();
  }
  times.sort((a, b) => a - b);
  return {
    figure: "console-first-load",
    megabitPerSecond: BITS_PER_SECOND / 1e6,
    latencyMs: LATENCY_MS,
    receivedKb: rounded(bytes / 1024),
    medianMs: Math.round(times[Math.floor(LOADS / 2)] ?? Number.NaN),
    bestMs: Math.round(times[0] ?? Number.NaN),
    goalMs: 2000,
  };
}

async function slowLine(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const bytesPerSecond = BITS_PER_SECOND / 8;
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  return session;
}

/** Counts what comes over the line from now on. */
function bytesOf(session: CDPSession): () => number {
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  return () => bytes;
}

async function manyDevices(browser: Browser, gateway: Gateway): Promise<Record<string, unknown>> {
  await using window = await open(browser, gateway);
  const { page } = window;
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.goto("/devices");
  await page.locator("tbody tr").first().waitFor();
  await passed(SETTLE_MS);
  const since = await watchLongTasks(page);
  await passed(WATCH_MS);
  const watching = await since();
  const heapMb = await heapOf(await page.context().newCDPSession(page));
  await since();
  const frames = await scrolled(page);
  const scrolling = await since();
  return {
    figure: "console-500-devices",
    devices: DEVICES,
    messagesPerSecond: DEVICES,
    watchedS: WATCH_MS / 1000,
    ...tasksOf(watching, WATCH_MS),
    ...frames,
    longTasksScrolling: scrolling.length,
    heapMb,
    faults: window.faults.length,
  };
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
