// axe over every page of the console, light and dark.
import axe from "axe-core";
import { expect, test } from "vitest";
import { signIn } from "../harness/browser.ts";
import { consolePages, drawn } from "../harness/console-pages.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { RACK, ROOM, sharedConsoleBed } from "./console-bed.ts";

const bed = sharedConsoleBed({ name: (n) => `${n}号设备`, text: (n) => `备注 ${n}` });

test.each(["light", "dark"] as const)(
  "every page passes the accessibility check, %s",
  async (colorScheme) => {
    // The policy of the pages lets no script of ours in; this window alone leaves it out.
    const baseURL = bed().gateway.run.http ?? "";
    const context = await bed().browser.newContext({ baseURL, bypassCSP: true, locale: "zh-CN", colorScheme });
    const page = await context.newPage();
    await signIn(page, "admin", ADMIN_PASSWORD);
    const found: string[] = [];
    for (const { name, path, ready } of consolePages(RACK, ROOM, bed().repair)) {
      await page.goto(path);
      await drawn(page, ready);
      await page.addScriptTag({ content: axe.source });
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ["violations"] }),
      );
      for (const { id, nodes } of violations)
        for (const { html } of nodes) found.push(`${name} ${id} ${html.slice(0, 160)}`);
    }
    await context.close();
    expect(found).toEqual([]);
  },
  300_000,
);
