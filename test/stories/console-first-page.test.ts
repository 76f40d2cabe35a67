// What a browser must load before the first page is there, and the styles that are only written while pages are drawn.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isNewerStyle } from "../catalogue/old-browser.ts";
import { openWindow, signIn, startBrowser } from "../harness/browser.ts";
import { drawn } from "../harness/console-pages.ts";
import { ADMIN_PASSWORD, PROJECT } from "../harness/gateway.ts";
import { sharedGateway } from "./shared-gateway.ts";

const DIST = join(PROJECT, "dashboards", "console", "dist");
const KB = 1024;
/** What the page names itself, and all that has come when it rests: the dialog for the password comes once there is nothing to do. */
const MOST = { named: 310 * KB, all: 360 * KB };
/** Words that only the charts' code has. */
const CHARTS = /zrender|ecModel/;
/** Each draws other controls. */
const DRAWN = [
  ["/", ".overview"],
  ["/entries", ".virtual-row"],
  ["/settings/devices/new", "form"],
  ["/people", ".ant-table-row"],
] as const;

/** Looked at by hand: what an old browser leaves out without harm. */
const REVIEWED = [
  // The line between two joined filled buttons, of which the console has none; without it they touch.
  /--ant-btn-compact-connect-border-color: color-mix/,
  // As this browser writes "animation: none"; the source says what every browser knows.
  /animation: auto ease 0s 1 normal/,
];
/** The rules as this browser read them from style elements. */
const RULES = `[...document.styleSheets].filter(({ href }) => href === null)
  .flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText))`;

const gateway = sharedGateway({ devices: 1 });
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const open = () => openWindow(browser, { base: gateway().run.http ?? "", language: "zh-CN" });

test("the first page waits for at most 310 KB, compressed, of scripts and styles, and loads no charts", async () => {
  await using window = await open();
  const { page } = window;
  await signIn(page, "admin", ADMIN_PASSWORD);
  const loaded = new Set<string>();
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/assets/")) loaded.add(join(DIST, pathname));
  });
  await page.reload();
  await drawn(page, ".overview");
  const named = [...readFileSync(join(DIST, "index.html"), "utf8").matchAll(/"\/(assets\/[^"]+)"/g)];
  const waitedFor = packed(named.map(([, file = ""]) => join(DIST, file)));
  expect(waitedFor).toBeLessThanOrEqual(MOST.named);
  expect(waitedFor).toBeGreaterThan(100 * KB);
  expect(packed([...loaded])).toBeLessThanOrEqual(MOST.all);
  expect([...loaded].filter((file) => CHARTS.test(readFileSync(file, "utf8")))).toEqual([]);
});

test("styles that the controls write while they are drawn are understood by Chrome 109", async () => {
  await using window = await open();
  const { page } = window;
  await signIn(page, "admin", ADMIN_PASSWORD);
  const written: string[] = [];
  for (const [path, ready] of DRAWN) {
    await page.goto(path);
    await drawn(page, ready);
    written.push(...(await page.evaluate<string[]>(RULES)));
  }
  const rules = [...new Set(written)];
  const newer = rules.filter(isNewerStyle).filter((css) => !REVIEWED.some((known) => known.test(css)));
  expect(newer).toEqual([]);
  expect(rules.length).toBeGreaterThan(100);
});

/** Bytes of these files as they come over the line. */
function packed(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(`${file}.gz`).size, 0);
}
