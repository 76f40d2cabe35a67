// Duty in the console, in Debian's Chromium against a real gateway: a roster, a post and what is announced there, and the spot check.
import { readFileSync } from "node:fs";
import type { Browser, Cookie, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { DutyNow, PersonView, RosterView, SpotCheck } from "#gateway/contract/duty.ts";
import type { Delivery } from "#gateway/contract/notify.ts";
import { openWindow, SIZES, signIn, startBrowser } from "../harness/browser.ts";
import { MOUTH, SLOW_MOUTH } from "../harness/browser-voice.ts";
import { fits } from "../harness/console-pages.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

const PATIENCE_MS = 60_000;
const PROBE = "probe";
/** A formula to an office program and markup to a page. */
const HOSTILE = "=SUM(1) <b>周戊</b>";
const gateway = sharedGateway({
  config: {
    places: [{ id: "room", name: "机房", class: "machine-room" }],
    alarms: [
      { id: "hot", device: PROBE, point: "temperature", above: 28, severity: "critical", text: { en: "Hot" } },
      { id: "damp", device: PROBE, point: "humidity", above: 80, severity: "high", text: { en: "Damp" } },
      { id: "stuffy", device: PROBE, point: "co2", above: 1000, severity: "high", text: { en: "Stuffy" } },
    ],
    duty: {
      posts: [
        { id: "guard", name: "门卫室" },
        { id: "leader", name: "带班领导", covered: "sometimes" },
      ],
    },
    notify: {
      roads: [{ id: "speaker", kind: "post", name: "门卫室喇叭" }],
      plans: [
        { id: "high", severities: ["high"], steps: [{ to: "leader", by: ["speaker"] }] },
        { id: "all", steps: [{ to: "guard", by: ["speaker"] }] },
      ],
    },
  },
  devices: { [PROBE]: { name: "机柜2进风", place: "room" } },
});
let browser: Browser;
let session: Cookie[] = [];
beforeAll(async () => {
  browser = await startBrowser();
  await using window = await openWindow(browser, { base: base(), language: "en" });
  await signIn(window.page, "admin", ADMIN_PASSWORD);
  session = await window.context.cookies();
});
afterAll(() => browser.close());

const base = () => gateway().run.http ?? "";

async function opened(path: string, before?: string) {
  const window = await openWindow(browser, { base: base(), language: "en", size: SIZES.laptop });
  await window.context.addCookies(session);
  if (before !== undefined) await window.context.addInitScript(before);
  await window.page.goto(path);
  return window;
}

async function read<Answer>(path: string): Promise<Answer> {
  return (await (await gateway().admin()).get(path)).json<Answer>();
}

const guardNow = async () => (await read<DutyNow>("duty/now")).posts.find(({ id }) => id === "guard");

/** A person who is not yet there, and the shift that this person has all day and every day; both once. */
async function somebody(name: string): Promise<string> {
  const { people } = await read<{ people: readonly PersonView[] }>("duty/people");
  const known = people.find((person) => person.name === name);
  const admin = await gateway().admin();
  const id = known?.id ?? (await admin.post("duty/people", { name, phones: ["19900000001"] })).json<PersonView>().id;
  const { version, shifts } = await read<RosterView>("duty/roster");
  if (shifts.some((shift) => shift.id === "always")) return id;
  const rotation = { per: "day", start: "2026-01-01", groups: [[id]] };
  const always = { id: "always", name: "全天", post: "guard", days: "every-day", from: "00:00", to: "00:00", rotation };
  const headers = { "if-match": `"${version}"` };
  await admin.ask("PUT", "duty/roster", { body: { shifts: [...shifts, always] }, headers });
  return id;
}

/** Chooses an option of a select that is open. */
async function choose(page: Page, text: string): Promise<void> {
  await page.locator(".ant-select-item-option", { hasText: text }).first().click();
}

test("from an empty page to a roster: a person, a shift, today's turn; a name that is a formula stays a name", async () => {
  await using window = await opened("/duty?tab=people");
  const { page } = window;
  const form = page.getByRole("dialog");
  await page.getByRole("button", { name: "Add a person" }).first().click();
  await form.getByLabel("Name").fill(HOSTILE);
  await form.getByLabel("Phone 1").fill("not a number");
  await form.getByRole("button", { name: "Save" }).click();
  await form.locator(".ant-form-item-explain-error").first().waitFor();
  await form.getByLabel("Phone 1").fill("199 0000 0005");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });
  await page.getByText("19900000005").first().waitFor();

  const shift = `day ${(await read<RosterView>("duty/roster")).shifts.length}`;
  await page.getByRole("tab", { name: "Shifts" }).click();
  await page.getByRole("button", { name: "Add a shift" }).click();
  await form.getByLabel("Name").fill(shift);
  await form.getByLabel("From", { exact: true }).fill("700");
  await form.getByLabel("To", { exact: true }).fill("7：00");
  await form.getByLabel("Group 1", { exact: true }).click();
  await choose(page, HOSTILE);
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText(`${shift} saved`).waitFor();

  await page.getByRole("tab", { name: "Roster" }).click();
  const today = page.locator("tr[aria-current=date]");
  await today.getByRole("button", { name: HOSTILE }).first().waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as table" }).click();
  const text = readFileSync(await (await download).path(), "utf8");
  expect(text).toContain(`,门卫室,${shift},07:00,07:00,'${HOSTILE}`);
  expect(await fits(page)).toBe(true);
  expect([window.foreign, window.faults.filter((fault) => !fault.includes("400"))]).toEqual([[], []]);
});

test("a turn is given to nobody and becomes a gap in words; undone, it is as before", async () => {
  await somebody("赵甲");
  await using window = await opened("/duty");
  const { page } = window;
  const today = page.locator("tr[aria-current=date]");
  await today.getByRole("button").last().click();
  const dialog = page.getByRole("dialog");
  await dialog.locator(".ant-select-selection-item-remove").first().click();
  await dialog.getByText("Without anybody this shift is a gap").waitFor();
  await dialog.getByRole("button", { name: "Swap" }).click();
  await today.getByText("nobody").waitFor();
  expect((await read<RosterView>("duty/roster")).swaps).toMatchObject([{ persons: [] }]);
  await page.getByRole("button", { name: "Undo" }).click();
  await today.getByText("nobody").waitFor({ state: "detached" });
  expect((await read<RosterView>("duty/roster")).swaps).toEqual([]);
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("whoever signs on is heard: an alarm is read aloud once by one voice, and stands until it is acknowledged there", async () => {
  const person = await somebody("赵甲");
  await using probe = await connectDevice(gateway(), gateway().device(0));
  await probe.telemetry({ temperature: 20 });
  await using window = await opened("/about", MOUTH);
  const { page } = window;
  await page.getByRole("button", { name: "Sign on" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("门卫室").click();
  const name = dialog.getByRole("button", { name: "赵甲" });
  if ((await name.getAttribute("aria-pressed")) === "false") await name.click();
  await dialog.getByRole("button", { name: "Sign on" }).click();
  await page.getByRole("button", { name: /门卫室: .*since/ }).waitFor();
  await until("the post to be there", async () => (await guardNow())?.console.sound === "on", PATIENCE_MS);
  expect((await guardNow())?.signedOn?.persons).toContain(person);

  await probe.telemetry({ temperature: 31 });
  const post = page.getByRole("region", { name: "Announcements at 门卫室" });
  await post.waitFor();
  await until(
    "the alarm to be spoken",
    async () => (await page.evaluate<string[]>("window.spoken")).length > 0,
    PATIENCE_MS,
  );
  // The banner leaves it to the post: the alarm is told once.
  await page.getByRole("region", { name: "Severe alarms to acknowledge" }).waitFor({ state: "detached" });
  await post.getByRole("button", { name: "Silence" }).click();
  await post.getByText("silenced").waitFor();
  expect((await read<Alarm>(`alarms/hot.${PROBE}.temperature`)).acknowledged).toBe(false);
  await page.reload();
  await post.getByText("silenced").waitFor();

  await page.setViewportSize({ width: 360, height: 740 });
  expect(await fits(page)).toBe(true);
  const acknowledge = post.getByRole("button", { name: "Acknowledge" });
  await acknowledge.click();
  await acknowledge.waitFor({ state: "detached" });
  expect((await read<Alarm>(`alarms/hot.${PROBE}.temperature`)).acknowledged).toBe(true);
  await probe.telemetry({ temperature: 20 });
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("whoever comes late hears what stands; a second one counts as told only after the first was read, and says so while it waits", async () => {
  await using probe = await connectDevice(gateway(), gateway().device(0));
  const rowsOf = async (id: string) => {
    const { deliveries } = await read<{ deliveries: readonly Delivery[] }>("notify/deliveries");
    const about = deliveries.filter(({ says, alarms }) => says === "raised" && alarms.some((alarm) => alarm.id === id));
    return about.map(({ state, code }) => code ?? state);
  };
  const [damp, stuffy] = [`damp.${PROBE}.humidity`, `stuffy.${PROBE}.co2`];
  await probe.telemetry({ humidity: 90 });
  await until("nobody to have heard it", async () => (await rowsOf(damp)).includes("nobody-there"), PATIENCE_MS);

  const kept = `localStorage.setItem("campus-gateway.post", "leader"); localStorage.setItem("campus-gateway.alarm-sound", "on");`;
  await using window = await opened("/about", `${kept}${SLOW_MOUTH}`);
  const { page } = window;
  const post = page.getByRole("region", { name: "Announcements at 带班领导" });
  await post.getByText("Damp").waitFor();
  await page.getByRole("heading").first().click();
  await post.getByText("being read").waitFor();

  await probe.telemetry({ co2: 2000 });
  await post.getByText("waits to be read").waitFor();
  await page.waitForRequest((request) => request.postDataJSON()?.waiting === true);
  expect(await rowsOf(stuffy)).not.toContain("accepted");
  await page.evaluate("window.finish()");
  await until("the second to be heard", async () => (await rowsOf(stuffy)).includes("accepted"), PATIENCE_MS);
  const said = "window.spoken.map((text) => /Damp|Stuffy/.exec(text)[0])";
  expect(await page.evaluate<string[]>(said)).toEqual(["Damp", "Stuffy"]);
  expect(await rowsOf(damp)).not.toContain("accepted");
  await probe.telemetry({ humidity: 40, co2: 400 });
  expect([window.foreign, window.faults]).toEqual([[], []]);
});

test("a post that cannot be heard says so although nothing calls, and one tap mends it; a spot check is answered with one tap", async () => {
  await somebody("赵甲");
  const admin = await gateway().admin();
  await using window = await opened("/about", `localStorage.setItem("campus-gateway.post", "guard")`);
  const { page } = window;
  const mute = page.getByRole("alert").filter({ hasText: "The sound of 门卫室 is off" });
  await mute.waitFor();
  await until("the gateway to know", async () => (await guardNow())?.console.sound === "silent", PATIENCE_MS);
  await mute.getByRole("button", { name: "Turn sound on" }).click();
  await mute.waitFor({ state: "detached" });
  await page.getByText("This computer has no English voice").waitFor();

  const check = (await admin.post("duty/spot-checks", { post: "guard" })).json<SpotCheck>();
  const prompt = page.getByRole("region", { name: "Spot check" });
  await prompt.getByText(/left$/).waitFor();
  await page.goto("/?wall=1");
  const here = prompt.getByRole("button", { name: /is here$/ });
  await here.first().click();
  await prompt.waitFor({ state: "detached" });
  const { checks } = await read<{ checks: readonly SpotCheck[] }>("duty/spot-checks");
  expect(checks.find(({ id }) => id === check.id)).toMatchObject({ state: "answered" });
  await page.goto("/duty");
  await page.getByText(/^Spot check \d\d:\d\d: .+ answered$/).waitFor();
  expect([window.foreign, window.faults]).toEqual([[], []]);
});
