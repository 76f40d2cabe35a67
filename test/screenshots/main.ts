// `npm run screenshots`: plays the virtual campus through the morning on which its air conditioner fails, and photographs every page of
// the console in both languages and three sizes, the main ones also dark; then the county's pages. Those of the READMEs go to docs/screenshots.
// `npm run screenshots -- county`: the county's alone.
import { mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import type { Browser, Page } from "playwright-core";
import { at, onTheDayOf } from "#provisioning/demo/day/time.ts";
import { ensureRepairs } from "#provisioning/demo/repairs.ts";
import { openWindow, type ScreenSize, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { type ConsolePage, consolePages, drawn } from "../harness/console-pages.ts";
import { ADMIN_PASSWORD, PROJECT } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { startVirtualCampus } from "../harness/virtual-campus.ts";
import { until } from "../harness/wait.ts";
import { photographCounty } from "./county.ts";
import { fillHistory } from "./history.ts";

/** Not committed. */
const ALL = join(PROJECT, "test", ".cache", "screenshots");
const CHOSEN = join(PROJECT, "docs", "screenshots");
const BEGINS = "10:19";
const SPEED = 2;
/** The rack that gets hot, and where it stands. */
const RACK = "mr1-th2";
const ROOM = "machine-room-1";
const HOT_WITHIN_MS = 10 * 60_000;
const LANGUAGES = ["zh-CN", "en"] as const;
/** The pages of the READMEs, each as large as shows what it is about and no larger. */
const SMALL = { width: 1110, height: 620 };
const IN_README = new Map<string, ScreenSize>([
  ["overview", SMALL],
  ["device", SIZES.laptop],
  ["settings-devices", SMALL],
]);
const DARK = ["overview", "wall", "places", "device", "entries", "settings-device"];

const STAFF = [
  { id: "guard-east", roles: ["guard"] },
  { id: "duty-leader", roles: ["duty-leader"] },
  { id: "wang-it", roles: ["it-teacher"] },
  { id: "safety-office", roles: ["safety-office"] },
  { id: "county-ops", roles: ["county"] },
];

rmSync(ALL, { recursive: true, force: true });
for (const folder of [ALL, CHOSEN]) mkdirSync(folder, { recursive: true });
await using browsers = new AsyncDisposableStack();
const browser = browsers.adopt(await startBrowser(), (opened) => opened.close());
if (process.argv[2] !== "county") await photographCampus(browser);
await photographCounty(browser, { all: ALL, chosen: CHOSEN });
console.log(`${relative(PROJECT, CHOSEN)}: for the READMEs; ${relative(PROJECT, ALL)}: all others, not committed`);

async function photographCampus(opened: Browser): Promise<void> {
  await using campus = await startVirtualCampus(["--from", BEGINS, "--speed", String(SPEED)], {
    fill: async (folder) => {
      await ensureRepairs(folder);
      await fillHistory(folder, onTheDayOf(Date.now(), at(BEGINS)));
    },
  });
  const { client } = campus;
  await hire(client);
  console.log("waiting for the rack to get hot …");
  await until("the rack to get hot", () => isToldOf(client), HOT_WITHIN_MS);
  for (const language of LANGUAGES) await photograph(opened, client.base, language);
}

/** The accounts of the people who work with it. */
async function hire(admin: HttpClient): Promise<void> {
  for (const account of STAFF) {
    const answer = await admin.post("accounts", { ...account, password: ADMIN_PASSWORD });
    if (answer.status !== 201) throw new Error(`account ${account.id}: ${answer.status} ${answer.text}`);
  }
}

/** Whether the rack's heat is an alarm by now. */
async function isToldOf(admin: HttpClient): Promise<boolean> {
  const { alarms } = (await admin.get("alarms")).json<{ alarms: readonly { device: string }[] }>();
  return alarms.some(({ device }) => device === RACK);
}

async function photograph(opened: Browser, base: string, language: (typeof LANGUAGES)[number]): Promise<void> {
  await using window = await openWindow(opened, { base, language });
  const { page } = window;
  await page.goto("/");
  await page.locator("form").waitFor();
  await inAllSizes(page, `sign-in.${language}`);
  await signIn(page, "admin", ADMIN_PASSWORD);
  for (const each of consolePages(RACK, ROOM)) {
    await show(page, each);
    await inAllSizes(page, `${each.name}.${language}`);
    const chosen = IN_README.get(each.name);
    if (chosen === undefined) continue;
    await page.setViewportSize(chosen);
    await page.screenshot({ path: join(CHOSEN, `${each.name}.${language}.png`) });
  }
  await page.evaluate(`localStorage.setItem("campus-gateway.dark", "yes")`);
  for (const each of consolePages(RACK, ROOM).filter(({ name }) => DARK.includes(name))) {
    await show(page, each);
    await inAllSizes(page, `${each.name}.${language}.dark`);
  }
  if (window.faults.length > 0) console.log(`the browser complained: ${window.faults.join("; ")}`);
}

async function show(page: Page, { path, ready }: ConsolePage): Promise<void> {
  await page.goto(path);
  await drawn(page, ready);
}

/** The whole page on a phone, a laptop and an office screen. */
async function inAllSizes(page: Page, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: join(ALL, `${name}.${size}.png`), fullPage: size === "phone" });
  }
}
