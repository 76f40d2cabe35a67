// The county's console in a browser, over a real county process that simulated campuses talk to: the worst first, why, by town, on a phone.
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { CAMPUSES, TOWNS, tagsOf } from "#bridge/simulator/campuses.ts";
import { type Fleet, startFleet } from "#bridge/simulator/fleet.ts";
import type { FleetAnswer } from "#gateway/contract/county.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { pageForAxe, violationsOf } from "../harness/axe.ts";
import { type BrowserWindow, openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { drawn, fits } from "../harness/console-pages.ts";
import { type County, startCounty } from "../harness/county.ts";
import { QUICK } from "../harness/county-link.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { until } from "../harness/wait.ts";

const MINUTE_MS = 60_000;
const WAIT_MS = 90_000;
/** A broken recorder, a wrong clock, a certificate that ends, four that share a node, two that are well. */
const PLAYED = ["no2-middle", "zhuxi-central", "qinghe-central", "songling-middle", "songling-central", "songling-yaping", "songling-shangzhai", "baiji-middle", "shuangtan-bashang"]; // biome-ignore format: a list of names
const SONGLING = PLAYED.filter((id) => id.startsWith("songling"));
/** Its power is off as planned, whatever the time of day. */
const DARK = "shuangtan-bashang";
const SPECS = CAMPUSES.filter(({ id }) => PLAYED.includes(id)).map((spec) => ({
  ...spec,
  fate: { kind: "up" } as const,
}));
const HOSTILE = '<img src=x onerror="document.title=1">从未接入的学校';

let county: County;
let fleet: Fleet;
let browser: Browser;

beforeAll(async () => {
  const lines = SPECS.map(({ name, town, id, ...spec }) => [
    id,
    { name, town, tags: tagsOf(spec), ...(id === DARK ? { plannedOff: [{ from: "00:00", to: "12:00" }, { from: "12:00", to: "00:00" }] } : {}) },
  ]); // biome-ignore format: one campus a line
  county = await startCounty({
    campuses: { ...Object.fromEntries(lines), silent: { name: HOSTILE } },
    config: { towns: TOWNS.map((town) => ({ ...town })) },
  });
  fleet = startFleet({
    campuses: SPECS,
    url: county.run.mqtt ?? "",
    secretFileOf: (campus) => county.campus(campus).secretFile,
    clock,
    log: createLog("silent"),
    historyMs: 30 * MINUTE_MS,
    patience: QUICK,
  });
  browser = await startBrowser();
  await hears("all campuses to be current", ({ campuses }) =>
    campuses.every(({ id, link, devices }) => id === "silent" || (link.state === "up" && devices.known > 0)),
  );
}, 180_000);
afterEach(() => {
  for (const { id } of SPECS) fleet.campus(id).setDark(false);
});
afterAll(async () => {
  await browser.close();
  await fleet[Symbol.asyncDispose]();
  await county[Symbol.asyncDispose]();
});

async function hears(what: string, isSo: (answer: FleetAnswer) => boolean): Promise<void> {
  const admin = await county.admin();
  await until(what, async () => isSo((await admin.get("campuses")).json<unknown>() as FleetAnswer), WAIT_MS);
}

async function open(path: string, options: { account?: string; language?: "en"; phone?: true } = {}): Promise<BrowserWindow> {
  const { account = "admin", language = "zh-CN", phone } = options;
  const size = phone ? SIZES.phone : SIZES.office;
  const window = await openWindow(browser, { base: county.run.http ?? "", language, size });
  await signIn(window.page, account, ADMIN_PASSWORD);
  await window.page.goto(path);
  return window;
} // biome-ignore format: one option a word

const rowOf = (page: Page, name: string) => page.locator(".campus-table tbody tr").filter({ hasText: name });
const namesIn = (page: Page) => page.locator(".campus-name a").allTextContents();
const NO2 = "云岫县第二初级中学";

test("campuses stand in a list, the worst first; what was never heard is last and unknown, and its name is text", async () => {
  await using window = await open("/");
  const { page, faults, foreign } = window;
  await rowOf(page, NO2).waitFor();
  const names = await namesIn(page);
  const scores = (await page.locator(".campus-score strong").allTextContents()).slice(0, -1).map(Number);
  expect(scores).toEqual([...scores].sort((a, b) => a - b));
  expect(scores[0]).toBeLessThanOrEqual(80);
  expect(names.at(-1)).toBe(HOSTILE);
  expect(await rowOf(page, HOSTILE).textContent()).toMatch(/未知[\s\S]*从未连接/);
  expect(await page.locator("main img").count()).toBe(0);
  expect([faults, foreign]).toEqual([[], []]);
});

test("why a campus has its score is one click away, and the points that it lost add up", async () => {
  await using window = await open("/");
  const { page } = window;
  const score = rowOf(page, NO2).locator(".score");
  const shown = Number(await score.locator("strong").textContent());
  await score.click();
  const why = page.locator(".why");
  await why.getByText("条高级告警未处理").waitFor();
  const lost = (await why.locator("li strong").allTextContents()).map((text) => Number(/\d+/.exec(text)?.[0]));
  expect(shown + lost.reduce((sum, points) => sum + points, 0)).toBe(100);
});

test("town, tag and text stand in the address: whoever gets the link sees the same campuses", async () => {
  await using window = await open("/");
  const { page } = window;
  await page.getByRole("combobox", { name: "乡镇" }).click();
  await page.locator(".ant-select-item-option").filter({ hasText: "松岭乡" }).click();
  await page.keyboard.press("Escape");
  await until("the town to be filtered", async () => (await namesIn(page)).length === SONGLING.length);
  await page.getByPlaceholder("搜索学校、乡镇").fill("教学点");
  await until("the text to be filtered", async () => (await namesIn(page)).length === 2);
  const link = page.url();
  expect(new URL(link).searchParams.getAll("town")).toEqual(["songling"]);
  await using other = await open(link);
  await until("the same campuses", async () => (await namesIn(other.page)).length === 2);
  await other.page.goto("/?q=nothing-is-called-so");
  await other.page.getByText("没有符合条件的学校").waitFor();
});

test("a campus's page has its alarms, a chart of what it measured and what happened, how far it is with its past, and can be read in English", async () => {
  await using window = await open("/campuses/no2-middle", { language: "en" });
  const { page, faults } = window;
  await page.getByText("Recorder 2 has a failed disk").first().waitFor();
  await page.locator(".trend-chart canvas").first().waitFor();
  await page.getByRole("region", { name: "What happened" }).locator("li").first().waitFor();
  await page.getByText("Connected", { exact: true }).first().waitFor();
  await page.goto("/campuses/silent");
  await page.getByText("This campus has never connected to the county platform").waitFor();
  await page.getByText("has not sent figures of any point yet").waitFor();
  await page.goto("/campuses/zhuxi-central");
  const catchingUp = page.getByText("Catching up on the time without connection");
  // A quick machine is through with it before anybody looks.
  await until(
    "it to be seen catching up",
    () => {
      fleet.campus("zhuxi-central").relapse();
      return catchingUp.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    },
    WAIT_MS,
  );
  expect(faults).toEqual([]);
});

test("an alarm stands among those of all campuses without a reload; acknowledged from here, it says what the campus has not said yet", async () => {
  await using window = await open("/alarms");
  const { page } = window;
  const line = page.locator(".county-alarm").filter({ hasText: "二号录像机硬盘故障" });
  await line.getByRole("link", { name: NO2 }).waitFor();
  expect(await page.locator(".county-alarm .severity").first().textContent()).toContain("高");
  await page.evaluate(`window.neverLoadedAgain = true`);
  fleet.campus("no2-middle").setDark(true);
  await line.getByText("学校离线，情况可能已变").waitFor();
  fleet.campus("no2-middle").setDark(false);
  await line.getByText("学校离线，情况可能已变").waitFor({ state: "detached" });
  await line.getByRole("button", { name: "确认" }).click();
  // The simulated campus answers no commands.
  await line.getByText("已发出，等待学校回应").waitFor();
  await line.getByText("· 未确认").waitFor();
  expect(await page.evaluate(`window.neverLoadedAgain`)).toBe(true);
});

test("what a campus passed on is in sight on every page and heard once somebody turned the sound on, until it is made quiet here", async () => {
  await using window = await open("/");
  const { page, faults } = window;
  const bar = page.getByRole("status").filter({ hasText: "1 条告警校内无人确认，已升级至县级" });
  await bar.waitFor();
  // That nothing is heard yet is said.
  await page.getByRole("button", { name: "告警声：关" }).click();
  await page.getByRole("button", { name: "告警声：开" }).waitFor();
  await bar.getByRole("button", { name: "消音" }).click();
  await page.reload();
  await bar.waitFor();
  expect(await bar.getByRole("button", { name: "消音" }).count()).toBe(0);
  await bar.getByRole("link").click();
  await page.locator(".county-alarm").first().getByText("已升级至县级").waitFor();
  expect(faults).toEqual([]);
});

test("a post of a campus is asked whether somebody is there after one question back, and nothing is claimed before the campus answers", async () => {
  await using window = await open("/campuses/no2-middle");
  const { page, faults } = window;
  const ask = page.getByRole("button", { name: "查岗" });
  await page.getByRole("heading", { name: "查岗" }).waitFor();
  expect(await ask.isEnabled()).toBe(false);
  await page.getByLabel("岗位").fill("guard");
  await ask.click();
  const dialog = page.getByRole("dialog", { name: "查岗：guard" });
  await dialog.getByRole("button", { name: "查岗" }).click();
  await page.getByText("已发出，等待学校回应").waitFor();
  expect(faults).toEqual([]);
});

test("campuses that vanish together are one line; one whose power is off as planned is none of them and no fault", async () => {
  await using window = await open("/");
  const { page } = window;
  await rowOf(page, NO2).waitFor();
  for (const id of [...SONGLING, DARK]) fleet.campus(id).setDark(true);
  await page.getByRole("alert").getByText("松岭乡：4 所学校同时离线").waitFor();
  const dark = rowOf(page, "坝上");
  await dark.getByText("计划断电").waitFor();
  await dark.locator(".score").click();
  await page.locator(".why").getByText("按计划断电，不算故障").waitFor();
  await page.goto("/?view=grid");
  await until("a tile for each", async () => (await page.locator(".tile-lost").count()) === SONGLING.length);
  for (const id of [...SONGLING, DARK]) fleet.campus(id).setDark(false);
  await page.getByRole("alert").waitFor({ state: "detached" });
  await page.locator(".tile-lost").first().waitFor({ state: "detached" });
});

test("somebody with one town sees its campuses and alarms, and no others by any address", async () => {
  const admin = await county.admin();
  const scope = { places: ["zhuxi"], devices: ["baiji-middle"] };
  const made = await admin.post("accounts", { id: "zhuxi-office", password: ADMIN_PASSWORD, roles: ["county"], scope });
  // The second try of this test finds the account of the first.
  expect([201, 400]).toContain(made.status);
  await using window = await open("/", { account: "zhuxi-office" });
  const { page } = window;
  await rowOf(page, "竹溪乡中心小学").waitFor();
  expect((await namesIn(page)).sort()).toEqual(["白霁镇初级中学", "竹溪乡中心小学"].sort());
  await page.goto("/alarms");
  await page.locator(".county-alarm").first().waitFor();
  expect(await page.getByText("二号录像机硬盘故障").count()).toBe(0);
  await page.goto("/campuses/no2-middle");
  await page.getByText("没有进行此操作或查看此内容的权限").waitFor();
  await page.goto("/people");
  await page.getByText("您没有查看此页的权限").waitFor();
});

test("an administrator makes an account for a town", async () => {
  const id = `office-${clock.now().toString(36)}`;
  await using window = await open("/people");
  const { page } = window;
  await page.getByRole("button", { name: "新建账号" }).click();
  await page.getByLabel("用户名").fill(id);
  await page.getByLabel("角色").click();
  await page.locator(".ant-select-item-option").filter({ hasText: "县电教馆" }).click();
  await page.getByLabel("乡镇").click();
  await page.locator(".ant-select-item-option").filter({ hasText: "松岭乡" }).click();
  await page.keyboard.press("Escape");
  await page.getByLabel("新密码").fill(ADMIN_PASSWORD);
  await page.getByLabel("再次输入密码").fill(ADMIN_PASSWORD);
  await page.getByRole("button", { name: "保存" }).click();
  await page.locator(".county-people li").filter({ hasText: id }).getByText("松岭乡").waitFor();
});

const PAGES = [
  { path: "/", ready: ".campus-name" },
  { path: "/?view=grid", ready: ".campus-tile" },
  { path: "/?wall=1", ready: ".campus-tile" },
  { path: "/campuses/no2-middle", ready: ".trend-chart canvas" },
  { path: "/alarms", ready: ".county-alarm" },
  { path: "/people", ready: ".county-people li" },
  { path: "/account", ready: "form" },
] as const;

test.each(["zh-CN", "en"] as const)("every page fits a phone, %s", async (language) => {
  await using window = await openWindow(browser, { base: county.run.http ?? "", language, size: SIZES.phone });
  const { page, faults } = window;
  await signIn(page, "admin", ADMIN_PASSWORD);
  for (const { path, ready } of PAGES) {
    await page.goto(path);
    await drawn(page, ready);
    expect(await fits(page), path).toBe(true);
  }
  expect(faults).toEqual([]);
});

test("every page passes the accessibility check, light and dark", async () => {
  const page = await pageForAxe(browser, county.run.http ?? "");
  await signIn(page, "admin", ADMIN_PASSWORD);
  const found: string[] = [];
  for (const { path, ready } of PAGES) {
    await page.goto(path);
    await drawn(page, ready);
    found.push(...(await violationsOf(page, path)));
  }
  await page.context().close();
  expect(found).toEqual([]);
}, 180_000);

test("a county without any campus tells its first administrator what to do next, and says so when it is gone", async () => {
  await using empty = await startCounty({ campuses: {} });
  await using window = await openWindow(browser, { base: empty.run.http ?? "", language: "zh-CN" });
  const { page } = window;
  await signIn(page, "admin", ADMIN_PASSWORD);
  await page.getByText("还没有学校").waitFor();
  await page.getByText("请在 county.yaml 的 campuses 中登记学校").waitFor();
  await empty.kill("SIGKILL");
  await page.getByRole("alert").getByText("与县级平台的连接已中断").waitFor();
});
