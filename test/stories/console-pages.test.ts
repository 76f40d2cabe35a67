// Every page of the console in both languages at three sizes, in Debian's Chromium against a real gateway.
import { expect, test } from "vitest";
import { SIZES } from "../harness/browser.ts";
import { consolePages, drawn, fits } from "../harness/console-pages.ts";
import { RACK, ROOM, sharedConsoleBed } from "./console-bed.ts";

const bed = sharedConsoleBed({ name: (n) => `Spot ${n}`, text: (n) => `note ${n}` });

/** Words of a page that nobody wrote for people: keys of texts and places where a value was to be put in. */
const RAW = `[...document.querySelectorAll("body *")].flatMap((element) => [...element.childNodes])
  .filter((node) => node.nodeType === 3 && node.parentElement.closest("pre, code, textarea, style, script") === null)
  .map((node) => node.textContent.trim())
  .filter((text) => /^[a-z]+([A-Z][a-z]+)+$|\\{\\{|\\}\\}|undefined|NaN|\\[object/.test(text))`;
const CHINESE = `[...document.querySelectorAll("body *")].flatMap((element) => [...element.childNodes])
  .filter((node) => node.nodeType === 3 && node.parentElement.closest("[lang=zh-CN]:not(html), pre, style, noscript") === null)
  .map((node) => node.textContent.trim()).filter((text) => /[\\u4e00-\\u9fff]/.test(text))`;

test.each(["zh-CN", "en"] as const)(
  "every page is complete, within its window and free of errors and of other hosts: %s",
  async (language) => {
    await using window = await bed().window("admin", { language });
    const { page } = window;
    const found: unknown[] = [];
    for (const { name, path, ready } of consolePages(RACK, ROOM, bed().repair)) {
      await page.goto(path);
      await drawn(page, ready);
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        if (!(await fits(page))) found.push(`${name} ${size}: wider than its window`);
        const strange: string[] = await page.evaluate(language === "en" ? `[...${RAW}, ...${CHINESE}]` : RAW);
        for (const text of strange) found.push(`${name} ${size}: ${text}`);
      }
      const lang = await page.evaluate(`document.documentElement.lang`);
      if (lang !== language) found.push(`${name}: html lang ${lang}`);
    }
    expect(found).toEqual([]);
    expect([window.foreign, window.faults]).toEqual([[], []]);
  },
  300_000,
);
