// What a ledger of a hundred thousand deliveries costs: asked for page by page, and read in a browser from end to end, narrowed in every way.
import { join } from "node:path";
import type { Page } from "playwright-core";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { openStore } from "#gateway/kit/store-worker.ts";
import type { NewRow } from "#gateway/notify/rows.ts";
import type { NotifyWrites } from "#gateway/notify/store.ts";
import { openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { ADMIN_PASSWORD, type Gateway, startGateway } from "../harness/gateway.ts";
import { putOnDuty } from "../harness/on-duty.ts";
import { until } from "../harness/wait.ts";
import { Histogram } from "./histogram.ts";
import { scrolled, tasksOf, watchLongTasks } from "./page-watch.ts";

const ROWS = 100_000;
const PAGE = 100;
const AT_ONCE = 1000;
const MINUTE_MS = 60_000;
const POSTS = ["guard", "it", "leader", "head"];
const ROADS = [
  { id: "post", kind: "post", name: "门卫室" },
  { id: "up", kind: "county", name: "县里" },
];
const STATES = ["accepted", "accepted", "accepted", "failed", "dropped"] as const;
const BOX = ".virtual-box";
const ROW = `${BOX} .virtual-row`;

/** Two lines: over HTTP, and in the browser. */
export async function* ledgerFigures(): AsyncGenerator<Record<string, unknown>> {
  const people = Object.fromEntries(POSTS.map((post, i) => [post, { name: `人员${i}`, phone: `1990000000${i}` }]));
  await using gateway = await startGateway({
    devices: 1,
    config: {
      duty: { posts: POSTS.map((id) => ({ id, name: id })) },
      notify: { roads: ROADS, plans: [{ id: "all", steps: [{ to: "guard", by: ["post"] }] }] },
      county: { url: "mqtt://127.0.0.1:9", secretFile: "county.secret" },
    },
  }); // biome-ignore format: one line a part
  const persons = Object.values(await putOnDuty(await gateway.admin(), people));
  await gateway.kill("SIGTERM");
  const rows = Array.from({ length: ROWS }, (_, i) => rowOf(i, persons, clock.now()));
  await fill(join(gateway.data, "notify.db"), rows);
  await gateway.start();
  yield await overHttp(gateway);
  yield await inBrowser(gateway, rows, persons);
}

function rowOf(i: number, persons: readonly string[], nowMs: number): NewRow {
  return {
    key: `bench:${i}`, says: "raised", alarms: [{ id: `danger.smoke-${i % 500}.smoke`, occurrence: Math.floor(i / 500) + 1 }], step: 0,
    post: "guard", person: i % 3 === 0 ? (persons[i % persons.length] ?? null) : null, road: ROADS[i % 10 === 0 ? 1 : 0]?.id ?? "",
    madeMs: nowMs - (ROWS - i) * MINUTE_MS, nextAt: null, test: false, repeated: false, insteadOf: null,
    ended: { state: STATES[i % STATES.length] ?? "accepted", code: "", detail: "" },
  };
} // biome-ignore format: one row

async function fill(file: string, rows: readonly NewRow[]): Promise<void> {
  const module = new URL("../../gateway/notify/store.ts", import.meta.url);
  const onFailed = (error: Error) => {
    throw error;
  };
  await using store = await openStore<NotifyWrites>({ file, module, thread: undefined, onFailed });
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const place = { epoch: "bench", seq: 0, anchor: { at: clock.now(), wallMs: clock.now() } };
    const some = rows.slice(from, from + AT_ONCE);
    await store.write("save", { place, calls: [], gone: [], rows: some, grown: [], changes: [] }, () => null);
  }
}

/** From the newest delivery to the oldest, a page at a time. */
async function overHttp(gateway: Gateway): Promise<Record<string, unknown>> {
  const admin = await gateway.admin();
  const latency = new Histogram();
  let [rows, before] = [0, ""];
  for (let next: number | null = 0; next !== null; before = `&before=${next}`) {
    const from = performance.now();
    const answer = await admin.get(`notify/deliveries?limit=${PAGE}${before}`);
    const page = answer.json<{ deliveries: readonly unknown[]; next: number | null }>();
    latency.add(performance.now() - from);
    rows += page.deliveries.length;
    next = page.next;
  }
  const { p50, p99, max } = latency.summary();
  return { figure: "notify-ledger", rows, pageOf: PAGE, pageMs: { p50, p99, max } };
}

async function inBrowser(
  gateway: Gateway,
  rows: readonly NewRow[],
  persons: readonly string[],
): Promise<Record<string, unknown>> {
  await using made = new AsyncDisposableStack();
  const browser = made.adopt(await startBrowser(), (opened) => opened.close());
  const base = gateway.run.http ?? "";
  await using window = await openWindow(browser, { base, language: "zh-CN", size: SIZES.laptop });
  const { page } = window;
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.goto("/notify");
  await page.locator(ROW).first().waitFor();
  const since = await watchLongTasks(page);
  const read = async (name: string, wanted: (row: NewRow) => boolean) =>
    await readThrough(page, name, rows.filter(wanted).length, since);
  const day = new Date(Number(rows[ROWS / 2]?.madeMs) + 8 * 60 * MINUTE_MS).toISOString().slice(0, 10);
  const ofDay = ({ madeMs }: NewRow) => new Date(madeMs + 8 * 60 * MINUTE_MS).toISOString().startsWith(day);

  await choose(page, "人员", "人员0");
  const person = await read("person", (row) => row.person === persons[0]);
  await page.getByLabel("日期").fill(day);
  const both = await read("person-day", (row) => row.person === persons[0] && ofDay(row));
  await page.getByRole("button", { name: "清除筛选" }).click();
  await page.getByLabel("日期").fill(day);
  const one = await read("day", ofDay);
  await page.getByLabel("日期").fill("");
  await choose(page, "结果", "失败");
  const state = await read("state", (row) => row.ended?.state === "failed");
  await page.getByRole("button", { name: "清除筛选" }).click();
  await choose(page, "方式", "县里");
  const road = await read("road", (row) => row.road === "up");
  await page.getByRole("button", { name: "清除筛选" }).click();
  const all = await read("all", () => true);
  const frames = await scrolled(page, BOX);
  const scrolling = await since();
  return {
    figure: "notify-ledger-browser",
    rows: ROWS,
    read: [all, road, state, one, both, person],
    ...frames,
    longTasksScrolling: scrolling.length,
    faults: window.faults.length,
  };
}

async function choose(page: Page, label: string, word: string): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: word }).first().click();
}

/** Scrolls to the end, and on as soon as there is more, until so many rows are there. */
async function readThrough(page: Page, name: string, rows: number, since: () => Promise<readonly number[]>) {
  let requests = 0;
  const count = () => {
    requests++;
  };
  await until("the first page", () =>
    page.evaluate<boolean>(`Number(document.querySelector("${ROW}")?.ariaSetSize ?? 0) === ${Math.min(PAGE, rows)}`),
  );
  await since();
  page.on("request", count);
  const began = performance.now();
  await page.evaluate(`new Promise((resolve) => {
    const step = () => {
      const box = document.querySelector("${BOX}");
      box.scrollTop = box.scrollHeight;
      if (Number(document.querySelector("${ROW}")?.ariaSetSize ?? 0) >= ${rows}) resolve();
      else requestAnimationFrame(step);
    };
    step();
  })`);
  const tookMs = Math.round(performance.now() - began);
  page.off("request", count);
  return { name, rows, tookMs, requests, ...tasksOf(await since(), tookMs) };
}
