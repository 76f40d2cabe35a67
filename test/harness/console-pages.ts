// Every page of the console with its address, for what looks at all of them: checks over the whole console and its pictures.
import type { Page } from "playwright-core";
import { until } from "./wait.ts";

export interface ConsolePage {
  readonly name: string;
  readonly path: string;
  /** Something that stands there once the page is drawn. */
  readonly ready: string;
}

/** Something of the register of equipment that has a label, and its repair. */
export interface Repair {
  readonly asset: string;
  readonly ticket: string;
}

function repairPages(repair: Repair | null): readonly ConsolePage[] {
  const lists = [
    { name: "room", path: "/room", ready: ".room, .ant-empty" },
    { name: "assets", path: "/asset", ready: ".ant-table-row, .asset-cards, .ant-empty" },
    { name: "repairs", path: "/repair", ready: ".ticket, .ant-empty" },
    { name: "repair-figures", path: "/repair/figures", ready: ".ant-statistic" },
  ];
  if (repair === null) return lists;
  return [
    ...lists,
    { name: "asset", path: `/asset/${repair.asset}`, ready: ".qr" },
    { name: "labels", path: `/asset/labels?ids=${repair.asset}`, ready: ".label .qr" },
    { name: "repair", path: `/repair/${repair.ticket}`, ready: ".ticket-steps" },
  ];
}

/** The pages of a campus that has this device; `/?wall=1` is the large screen. */
export function consolePages(device: string, place: string, repair: Repair | null = null): readonly ConsolePage[] {
  return [
    ...repairPages(repair),
    { name: "overview", path: "/", ready: ".overview" },
    { name: "wall", path: "/?wall=1", ready: ".wall-turn" },
    { name: "alarms", path: "/alarms", ready: ".desk-row, .ant-empty" },
    { name: "alarm-history", path: "/alarms/history", ready: ".history-row, .ant-empty" },
    { name: "alarm-figures", path: "/alarms/figures", ready: ".figures-counts" },
    { name: "alarm-story", path: "/alarms/story", ready: ".ant-empty" },
    { name: "day-sheet", path: "/sheets", ready: ".sheet-lines, .ant-empty" },
    { name: "month-sheet", path: "/sheets/month", ready: ".figures-severities" },
    { name: "duty", path: "/duty", ready: ".duty-table, .duty-cards, .ant-empty" },
    { name: "duty-shifts", path: "/duty?tab=shifts", ready: ".duty-shifts, .ant-empty" },
    { name: "duty-people", path: "/duty?tab=people", ready: ".ant-table-row, .duty-cards, .ant-empty" },
    { name: "duty-calendar", path: "/duty?tab=calendar", ready: ".duty-year" },
    { name: "places", path: "/places", ready: ".place-line" },
    { name: "place", path: `/places/${place}`, ready: ".device-card" },
    { name: "devices", path: "/devices", ready: "tbody tr" },
    { name: "network", path: "/network", ready: ".network-line, .ant-empty" },
    { name: "device", path: `/devices/${device}`, ready: ".trend" },
    { name: "trends", path: `/trends?points=${device}.temperature,${device}.humidity`, ready: ".trend-range" },
    { name: "notify", path: "/notify", ready: ".notify-roads, .ant-empty" },
    { name: "entries", path: "/entries", ready: ".virtual-row" },
    { name: "entry", path: "/entries?seq=2", ready: ".entries-json" },
    { name: "losses", path: "/losses", ready: "tbody tr, .ant-result" },
    { name: "people", path: "/people", ready: ".ant-table-row" },
    { name: "roles", path: "/people?tab=roles", ready: ".people-group" },
    { name: "settings-devices", path: "/settings/devices", ready: ".ant-table-row" },
    { name: "settings-device-new", path: "/settings/devices/new", ready: "form" },
    { name: "settings-device", path: `/settings/devices/${device}`, ready: "form" },
    { name: "settings-places", path: "/settings/places", ready: ".settings-name" },
    { name: "settings-rules", path: "/settings/rules", ready: ".settings-name, .ant-empty" },
    { name: "settings-rule-new", path: "/settings/rules?edit=", ready: "form" },
    { name: "settings-text", path: "/settings/text", ready: "textarea" },
    { name: "settings-versions", path: "/settings/versions", ready: "main p.quiet" },
    { name: "settings-tokens", path: "/settings/tokens", ready: "tbody tr, .ant-empty" },
    { name: "settings-audit", path: "/settings/audit", ready: ".ant-table-row" },
    { name: "account", path: "/account", ready: "form" },
    { name: "about", path: "/about", ready: ".facts" },
  ];
}

const WAITING = ".ant-skeleton, .ant-spin-spinning, [aria-busy=true]";

/** Resolves when the page is drawn: what it is known by is there and nothing is being waited for any more. */
export async function drawn(page: Page, ready: string): Promise<void> {
  await page.locator(ready).first().waitFor();
  const waiting = page.locator(WAITING);
  await until(`${page.url()} to be drawn`, async () => (await waiting.count()) === 0);
}

const FITS_WITHIN_MS = 5000;

/** The lowest of what matches, in pixels: whether a finger finds each of them. */
export async function leastHeight(page: Page, selector: string): Promise<number> {
  const all = await page.locator(selector).all();
  const boxes = await Promise.all(all.map((one) => one.boundingBox()));
  return Math.min(...boxes.map((box) => box?.height ?? 0));
}

/** Whether the page is no wider than its window, once it has arranged itself for its size. */
export async function fits(page: Page): Promise<boolean> {
  const look = () => page.evaluate<boolean>(`document.documentElement.scrollWidth <= innerWidth`);
  return until("the page to fit", look, FITS_WITHIN_MS).catch(() => false);
}
