// What a page in Debian's Chromium costs whoever looks at it: long tasks, the frames of scrolling, the memory of its scripts.
import type { CDPSession, Page } from "playwright-core";
import { until } from "../harness/wait.ts";
import { rounded } from "./process-figures.ts";

const SCROLL_MS = 10_000;
const TURN_MS = 2500;
const PATIENCE_MS = 60_000;
const FRAME_MS = 1000 / 60;

/** Counts tasks above 50 ms from now on; the returned function gives those since it was last asked, ms. */
export async function watchLongTasks(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.evaluate(`window.longTasks = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: "longtask" })`);
  return () => page.evaluate(`longTasks.splice(0)`);
}

/**
 * From the next page on, the page itself notes when something of this kind is drawn. Asking from outside would come late, because such
 * questions are repeated at ever longer distances, and would cost the page time.
 */
export async function watchFor(page: Page, selector: string): Promise<void> {
  await page.addInitScript(`new MutationObserver((_, watching) => {
    if (document.querySelector(${JSON.stringify(selector)}) === null) return;
    watching.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.drawnAt = performance.timeOrigin + performance.now(); }));
  }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] })`);
}

/** When that was drawn, epoch ms. */
export function drawnAt(page: Page): Promise<number> {
  return until("the page to be drawn", () => page.evaluate<number | null>("window.drawnAt ?? null"), PATIENCE_MS);
}

/** Megabytes of script memory in use, after what is not needed was thrown away. */
export async function heapOf(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  return rounded((metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN) / 2 ** 20);
}

/** Scrolls the window, or the box that `box` selects, down and up again for ten seconds, and says how the frames came. */
export async function scrolled(page: Page, box?: string): Promise<Record<string, number>> {
  const target = box === undefined ? "window" : `document.querySelector(${JSON.stringify(box)})`;
  const frames: readonly number[] = await page.evaluate(`new Promise((resolve) => {
    const frames = [];
    const target = ${target};
    const began = performance.now();
    let last = began;
    const step = (now) => {
      frames.push(now - last);
      last = now;
      const down = Math.floor((now - began) / ${TURN_MS}) % 2 === 0;
      target.scrollBy(0, down ? 60 : -60);
      if (now - began < ${SCROLL_MS}) requestAnimationFrame(step);
      else resolve(frames.sort((a, b) => a - b));
    };
    requestAnimationFrame(step);
  })`);
  return {
    scrolledS: SCROLL_MS / 1000,
    framesPerSecond: rounded(frames.length / (SCROLL_MS / 1000)),
    frameP99Ms: rounded(frames[Math.floor(frames.length * 0.99)] ?? Number.NaN),
    framesDropped: frames.filter((ms) => ms > 2.5 * FRAME_MS).length,
  };
}

/** How many tasks were long, and how long the longest was. */
export function tasksOf(tasks: readonly number[], overMs: number): Record<string, number> {
  return {
    longTasks: tasks.length,
    longestTaskMs: Math.round(Math.max(0, ...tasks)),
    busyPercent: rounded((tasks.reduce((sum, ms) => sum + ms, 0) / overMs) * 100),
  };
}
