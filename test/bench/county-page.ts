// The county's page with 300 campuses in a real browser, over a line of 10 Mbit/s: until all of them stand in the table, worst first.
import type { CDPSession, Page } from "playwright-core";
import { MINUTE_MS } from "#bridge/simulator/figures.ts";
import { openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { until } from "../harness/wait.ts";
import { countyWithFleet, isCurrent, WAIT_MS } from "./county-figures.ts";
import { memoryMb } from "./process-figures.ts";

const CAMPUSES = 300;
const LOADS = 5;
const BITS_PER_SECOND = 10_000_000;
const LATENCY_MS = 20;
const HISTORY_MS = 30 * MINUTE_MS;
const ROWS = ".campus-table tbody tr .campus-name";

/** One line of figures. */
export async function pageFigure(): Promise<Record<string, unknown>> {
  await using made = await countyWithFleet(CAMPUSES, HISTORY_MS);
  const { county, fleet } = made;
  await until("all to be current", () => fleet.campuses.every(isCurrent), WAIT_MS);
  const browser = await startBrowser();
  try {
    const at = { base: county.run.http ?? "", language: "zh-CN", size: SIZES.office } as const;
    await using first = await openWindow(browser, at);
    await signIn(first.page, "admin", ADMIN_PASSWORD);
    await first.page.locator(ROWS).first().waitFor();
    const rows = await first.page.locator(ROWS).count();
    const cookies = await first.context.cookies();
    const times: number[] = [];
    for (let i = 0; i < LOADS; i++) {
      await using window = await openWindow(browser, at);
      await window.context.addCookies(cookies);
      await slowLine(window.page);
      const from = performance.now();
      await window.page.goto("/", { waitUntil: "commit" });
      await window.page.locator(ROWS).nth(rows - 1).waitFor(); // biome-ignore format: one step a line
      times.push(performance.now() - from);
    }
    times.sort((a, b) => a - b);
    return {
      bench: "county",
      figure: "page",
      campuses: CAMPUSES,
      rowsDrawn: rows,
      megabitPerSecond: BITS_PER_SECOND / 1e6,
      latencyMs: LATENCY_MS,
      medianMs: Math.round(times[Math.floor(LOADS / 2)] ?? Number.NaN),
      bestMs: Math.round(times[0] ?? Number.NaN),
      goalMs: 2000,
      countyMb: memoryMb(county.run.pid).peak,
    };
  } finally {
    await browser.close();
  }
}

async function slowLine(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const bytesPerSecond = BITS_PER_SECOND / 8;
  const conditions = { offline: false, latency: LATENCY_MS, downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond }; // biome-ignore format: one line
  await session.send("Network.emulateNetworkConditions", conditions);
  return session;
}
