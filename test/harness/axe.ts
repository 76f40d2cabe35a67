// axe over one drawn page, in the light theme and then, without loading it again, in the dark one.
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";

type Axe = { readonly axe: typeof axe };

/** What a theme can change is colours only: the dark one is asked for these. */
const OF_COLOUR = ["color-contrast", "link-in-text-block"];

/** A page in a window of its own. The policy of the pages lets no script of ours in; this window leaves it out. */
export async function pageForAxe(browser: Browser, baseURL: string, locale: "zh-CN" | "en" = "zh-CN"): Promise<Page> {
  const context = await browser.newContext({ baseURL, bypassCSP: true, locale, colorScheme: "light" });
  return context.newPage();
}

/** Everything that axe finds wrong on the page as it stands: one line each, with the theme where it is the dark one. */
export async function violationsOf(page: Page, name: string): Promise<readonly string[]> {
  await page.addScriptTag({ content: axe.source });
  const light = await page.evaluate(() =>
    (globalThis as unknown as Axe).axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations),
  );
  await setDark(page, true);
  const dark = await page.evaluate(
    (values) =>
      (globalThis as unknown as Axe).axe
        .run({ resultTypes: ["violations"], runOnly: { type: "rule", values } })
        .then(({ violations }) => violations),
    OF_COLOUR,
  );
  await setDark(page, false);
  const told = (theme: string, found: typeof light) =>
    found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${name}${theme} ${id} ${html.slice(0, 160)}`));
  return [...told("", light), ...told(" (dark)", dark)];
}

/** Says it as another window of the same browser would; waits until the colours no longer change. */
async function setDark(page: Page, dark: boolean): Promise<void> {
  await page.evaluate(
    (newValue) => {
      const target = globalThis as unknown as {
        dispatchEvent(event: object): void;
        StorageEvent: new (type: string, init: object) => object;
      };
      target.dispatchEvent(new target.StorageEvent("storage", { key: "campus-gateway.dark", newValue }));
    },
    dark ? "yes" : "no",
  );
  await page.waitForFunction(
    `document.documentElement.dataset.theme === "${dark ? "dark" : "light"}" && document.getAnimations().every((one) => one.playState !== "running" || one.effect.getTiming().iterations === Infinity)`,
  );
}
