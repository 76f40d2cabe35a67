// Names and texts that try to be more than text, in every page of the console that shows them (fault 63, the console's side).
import { expect, test } from "vitest";
import { SIZES } from "../harness/browser.ts";
import { consolePages, drawn, fits } from "../harness/console-pages.ts";
import { RACK, ROOM, sharedConsoleBed } from "./console-bed.ts";

/** At most 64 characters each. */
const NAMES = [
  `<img src=x onerror="window.hacked=1">`,
  `"><script>window.hacked=1</script>`,
  "W".repeat(64),
  "{{7*7}} $t(overview) %s",
  "javascript:window.hacked=1//",
  `' onmouseover='window.hacked=1' x='`,
  "</textarea></title><svg onload=window.hacked=1>",
];
/** A configuration with these in a name is refused; a device may still send them. */
const INVISIBLE = ["\u202Egnp.drac\u202C", "gate\u200B\u200C\uFEFF\u2060gate"];
const TEXTS = [...NAMES, ...INVISIBLE];
const nameOf = (n: number) => NAMES[n % NAMES.length] ?? "";
const textOf = (n: number) => TEXTS[n % TEXTS.length] ?? "";
const bed = sharedConsoleBed({ name: nameOf, text: textOf });

/** What a page must show letter by letter: names by their number in the bed. */
const SHOWN: Readonly<Record<string, readonly number[]>> = {
  alarms: [1, 4, 11],
  "alarm-history": [1, 4, 11],
  "settings-rules": [4, 11],
  duty: [12, 17, 18],
  "duty-people": [17],
  "duty-shifts": [12, 17, 18],
  overview: [0, 1, 2, 4],
  room: [1, 4],
  assets: [1],
  asset: [1],
  labels: [1],
  repairs: [1, 2],
  repair: [1, 2, 3],
  places: [1, 2, 3],
  place: [1, 4, 7],
  devices: [4, 5, 6, 7, 8],
  device: [0, 4, 2],
  entries: [4, 5],
  losses: [4],
  "settings-devices": [4, 5, 6, 7, 8],
  "settings-places": [1, 2, 3],
  "settings-text": [0, 4],
  "settings-tokens": [1],
};
/** What only markup that came in with a text could have made. */
const CAME_IN = `document.querySelectorAll("img[src=x], svg[onload], [onerror], [onmouseover], [href^='javascript:' i]").length +
  [...document.scripts].filter((script) => script.textContent.includes("hacked")).length`;
const ALL_TEXT = `document.body.innerText +
  [...document.querySelectorAll("input, textarea")].map((field) => field.value).join("\\n")`;
const plain = (text: string) => text.replaceAll(/\s+/g, "");

test("whatever a name or a message says stays text on every page, wraps, and runs nowhere", async () => {
  await using window = await bed().window("admin", { language: "zh-CN" });
  const { page } = window;
  const found: string[] = [];
  page.on("dialog", (dialog) => {
    found.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  for (const { name, path, ready } of consolePages(RACK, ROOM, bed().repair)) {
    await page.setViewportSize(SIZES.laptop);
    await page.goto(path);
    await drawn(page, ready);
    const text = plain(await page.evaluate(ALL_TEXT));
    for (const n of SHOWN[name] ?? [])
      if (!text.includes(plain(nameOf(n)))) found.push(`${name} does not show ${nameOf(n)}`);
    for (const size of ["phone", "laptop"] as const) {
      await page.setViewportSize(SIZES[size]);
      if (!(await fits(page))) found.push(`${name} ${size}: wider than its window`);
    }
    if ((await page.evaluate(CAME_IN)) !== 0) found.push(`${name}: markup came in`);
    if ((await page.evaluate(`window.hacked`)) !== undefined) found.push(`${name}: a script ran`);
  }
  expect(found).toEqual([]);
  expect([window.foreign, window.faults]).toEqual([[], []]);
}, 300_000);

test("an entry that is opened shows what the device sent as text, whatever it is", async () => {
  await using window = await bed().window("guard", { language: "en", size: SIZES.phone });
  const { page } = window;
  await page.goto("/entries?kind=event");
  await drawn(page, ".virtual-row");
  for (let n = 0; n < TEXTS.length; n++) {
    await page.locator(".virtual-row button").nth(n).click();
    await page.locator(".entries-json").waitFor();
    expect(await fits(page)).toBe(true);
    await page.keyboard.press("Escape");
    await page.locator(".entries-json").waitFor({ state: "detached" });
  }
  expect([await page.evaluate(CAME_IN), await page.evaluate(`window.hacked`), window.faults]).toEqual([
    0,
    undefined,
    [],
  ]);
});
