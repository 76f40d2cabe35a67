// The page behind a message's link as a person meets it: a small phone, a real browser, one button, and the way until the campus has the answer.
import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AnsweringCampus, PERSON, startAnsweringCampus } from "../harness/answering-campus.ts";
import { openWindow, startBrowser } from "../harness/browser.ts";
import { fits } from "../harness/console-pages.ts";
import { type County, startCounty } from "../harness/county.ts";
import { until } from "../harness/wait.ts";

type Axe = { readonly axe: typeof axe };

const SLOW_MS = 90_000;
const SMALL_PHONE = { width: 360, height: 640 };

let county: County;
let campus: AnsweringCampus;
let browser: Browser;

beforeAll(async () => {
  county = await startCounty();
  const desk = await county.admin();
  const { commandKey } = (await desk.get("command-key")).json<{ commandKey: string }>();
  campus = await startAnsweringCampus(county, { commandKey });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await campus?.[Symbol.asyncDispose]();
  await county?.[Symbol.asyncDispose]();
});

test.each([
  ["zh-CN", "确认", "已送达校园，告警已确认"],
  ["en", "Acknowledge", "Delivered: the alarm is acknowledged at the school"],
] as const)(
  "on a small phone in %s the link's page fits, everybody can read it, it asks nothing of others, and one button acknowledges",
  async (language, word, done) => {
    const id = `power-${language.toLowerCase()}`;
    const { occurrence } = await campus.raise(id);
    const link = await campus.links.make({ person: PERSON, alarm: id, occurrence });
    const held = () => [...campus.county.frames().values()].reduce((sum, count) => sum + count, 0);
    await until("the county to know it", () => campus.county.lag()[0]?.entries === 0 && held() === 0, SLOW_MS);

    const base = county.run.http ?? "";
    await using window = await openWindow(browser, { base, language, size: SMALL_PHONE });
    const { page, faults, foreign } = window;
    await page.goto(link?.url ?? "");
    const button = page.getByRole("button", { name: word, exact: true });
    const box = await button.boundingBox();
    expect(box?.height).toBeGreaterThan(48);
    expect(await fits(page)).toBe(true);
    const context = await browser.newContext({
      baseURL: base,
      bypassCSP: true,
      locale: language,
      viewport: SMALL_PHONE,
    });
    const looked = await context.newPage();
    await looked.goto(link?.url ?? "");
    await looked.addScriptTag({ content: axe.source });
    const { violations } = await looked.evaluate(() => (globalThis as unknown as Axe).axe.run());
    expect(violations.map((each) => each.id)).toEqual([]);
    await context.close();
    expect(campus.alarms.get(id)?.acknowledged).toBe(false);
    await button.click();
    await page.getByText(done).waitFor();
    expect(campus.alarms.get(id)?.acknowledgements).toMatchObject([{ by: PERSON }]);
    expect(await button.count()).toBe(0);
    expect(foreign).toEqual([]);
    expect(faults).toEqual([]);
  },
);
