// Every page of the console with its address, for what looks at all of them: checks over the whole console and its pictures.
import type { Page } from "playwright-core";

export interface ConsolePage {
  readonly name: string;
  readonly path: string;
  /** Something that stands there once the page is drawn. */
  readonly ready: string;
}

/** The pages of a campus that has this device; `/?wall=1` is the large screen. */
export function consolePages(device: string, place: string): readonly ConsolePage[] {
  return [
    { name: "overview", path: "/", ready: ".overview" },
    { name: "wall", path: "/?wall=1", ready: ".wall-turn" },
    { name: "places", path: "/places", ready: ".place-line" },
    { name: "place", path: `/places/${place}`, ready: ".device-card" },
    { name: "devices", path: "/devices", ready: "tbody tr" },
    { name: "device", path: `/devices/${device}`, ready: ".strip" },
    { name: "entries", path: "/entries", ready: ".virtual-row" },
    { name: "entry", path: "/entries?seq=2", ready: ".entries-json" },
    { name: "losses", path: "/losses", ready: "h1" },
    { name: "people", path: "/people", ready: ".ant-table-row" },
    { name: "roles", path: "/people?tab=roles", ready: ".people-group" },
    { name: "settings-devices", path: "/settings/devices", ready: ".ant-table-row" },
    { name: "settings-device-new", path: "/settings/devices/new", ready: "form" },
    { name: "settings-device", path: `/settings/devices/${device}`, ready: "form" },
    { name: "settings-places", path: "/settings/places", ready: "h1" },
    { name: "settings-text", path: "/settings/text", ready: "h1" },
    { name: "settings-versions", path: "/settings/versions", ready: "h1" },
    { name: "settings-tokens", path: "/settings/tokens", ready: "h1" },
    { name: "settings-audit", path: "/settings/audit", ready: ".ant-table-row" },
    { name: "account", path: "/account", ready: "form" },
    { name: "about", path: "/about", ready: ".facts" },
  ];
}

/** Resolves when the page is drawn: what it is known by is there and nothing is being waited for any more. */
export async function drawn(page: Page, ready: string): Promise<void> {
  await page.locator(ready).first().waitFor();
  // As text, because the functions of this file know no DOM.
  await page.waitForFunction(`document.fonts.status === "loaded" &&
    document.querySelector(".ant-skeleton, .ant-spin-spinning, [aria-busy=true]") === null`);
}
