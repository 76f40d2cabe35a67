// axe over every page of the console, light and dark.
import { expect, test } from "vitest";
import { pageForAxe, violationsOf } from "../harness/axe.ts";
import { signIn } from "../harness/browser.ts";
import { consolePages, drawn } from "../harness/console-pages.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { RACK, ROOM, sharedConsoleBed } from "./console-bed.ts";

const bed = sharedConsoleBed({ name: (n) => `${n}号设备`, text: (n) => `备注 ${n}` });

test("every page passes the accessibility check, light and dark", async () => {
  const page = await pageForAxe(bed().browser, bed().gateway.run.http ?? "");
  await page.goto("/");
  await page.locator("form").waitFor();
  const found = [...(await violationsOf(page, "sign-in"))];
  await signIn(page, "admin", ADMIN_PASSWORD);
  const pages = [
    ...consolePages(RACK, ROOM, bed().repair),
    { name: "device-with-outputs", path: "/devices/relays", ready: ".strip" },
  ];
  for (const { name, path, ready } of pages) {
    await page.goto(path);
    await drawn(page, ready);
    found.push(...(await violationsOf(page, name)));
  }
  await page.context().close();
  expect(found).toEqual([]);
}, 600_000);
