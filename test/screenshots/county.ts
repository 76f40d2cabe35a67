// The county's pages in pictures: `npm start` as it is, once its county has heard all campuses and four of them have vanished together.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { FleetAnswer } from "#gateway/contract/county.ts";
import { openWindow, type ScreenSize, SIZES, signIn } from "../harness/browser.ts";
import { drawn } from "../harness/console-pages.ts";
import { ADMIN_PASSWORD, PROJECT } from "../harness/gateway.ts";
import { HttpClient } from "../harness/http.ts";
import { tempFolder } from "../harness/temp.ts";
import { until } from "../harness/wait.ts";

/** The machine room is hot, its air conditioner off. */
const BEGINS = "10:24";
const STARTED_WITHIN_MS = 120_000;
/** Two and a half minutes after they connected they are gone. */
const VANISHED_WITHIN_MS = 6 * 60_000;
/** The real campus, which has more to show than the played ones. */
const CAMPUS = "no3-middle";
const SMALL = { width: 1240, height: 640 };

interface CountyPage {
  readonly name: string;
  readonly path: string;
  readonly ready: string;
  /** Its size for the READMEs; absent: it is in none. */
  readonly chosen?: ScreenSize;
}

const PAGES: readonly CountyPage[] = [
  { name: "county", path: "/", ready: ".campus-name", chosen: SMALL },
  { name: "county-grid", path: "/?view=grid", ready: ".campus-tile" },
  { name: "county-wall", path: "/?wall=1", ready: ".campus-tile" },
  { name: "county-campus", path: `/campuses/${CAMPUS}`, ready: ".trend-chart canvas" },
  { name: "county-alarms", path: "/alarms", ready: ".county-alarm" },
  { name: "county-people", path: "/people", ready: ".county-people li" },
];

export interface Folders {
  /** For every picture; not committed. */
  readonly all: string;
  /** For those of the READMEs. */
  readonly chosen: string;
}

/** Starts the demo, waits for its story, and photographs the county's pages in both languages and three sizes. */
export async function photographCounty(browser: Browser, folders: Folders): Promise<void> {
  await using folder = tempFolder("county-pictures");
  await using demo = startDemo(folder.path);
  await until("the county", () => demo.said().includes("The county service is running"), STARTED_WITHIN_MS);
  const [, code = ""] = /first-run code {7}(\S+)/.exec(demo.said()) ?? [];
  const [, base = ""] = /county HTTP {10}(\S+)/.exec(demo.said()) ?? [];
  const admin = new HttpClient(base);
  await admin.post("setup", { code, username: "admin", password: ADMIN_PASSWORD });
  await admin.signIn("admin", ADMIN_PASSWORD);
  const scope = { places: ["songling", "zhuxi"], devices: [] };
  await admin.post("accounts", { id: "songling-office", password: ADMIN_PASSWORD, roles: ["county"], scope });
  console.log("waiting for four campuses to vanish together …");
  const outages = async () => (await admin.get("campuses")).json<FleetAnswer>().outages.length;
  await until("an outage", async () => (await outages()) > 0, VANISHED_WITHIN_MS);
  for (const language of ["zh-CN", "en"] as const) {
    await using window = await openWindow(browser, { base, language });
    await signIn(window.page, "admin", ADMIN_PASSWORD);
    for (const each of PAGES) await photographPage(window.page, each, language, folders);
    if (window.faults.length > 0) console.log(`the browser complained: ${window.faults.join("; ")}`);
  }
}

async function photographPage(page: Page, { name, path, ready, chosen }: CountyPage, language: string, folders: Folders): Promise<void> {
  await page.goto(path);
  await drawn(page, ready);
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: join(folders.all, `${name}.${language}.${size}.png`), fullPage: size === "phone" });
  }
  if (chosen === undefined) return;
  await page.setViewportSize(chosen);
  await page.screenshot({ path: join(folders.chosen, `${name}.${language}.png`) });
} // biome-ignore format: its arguments in one line

interface Demo extends AsyncDisposable {
  /** All that it said so far. */
  said(): string;
}

function startDemo(data: string): Demo {
  const args = ["--data", data, "--http", "0", "--mqtt", "0", "--local", "--from", BEGINS];
  const child: ChildProcess = spawn(process.execPath, [join(PROJECT, "provisioning", "up.ts"), ...args], { cwd: PROJECT });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (text += String(chunk)));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    said: () => text,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
} // biome-ignore format: one line
