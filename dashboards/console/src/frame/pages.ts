// Every page of the console: where it is, who may see it, and the code that is loaded when somebody goes there.
import { type ComponentType, lazy } from "react";
import { matchPath } from "react-router";
import Overview from "../pages/overview/page.tsx";
import type { Permission } from "../session/permissions.ts";

type Loader = () => Promise<{ default: ComponentType }>;

export interface PageSpec {
  readonly path: string;
  /** One of them is enough. Absent: everybody who is signed in. */
  readonly permission?: Permission | readonly Permission[];
  readonly Component: ComponentType;
  /** Loads its code; absent: it comes with the console. */
  readonly load?: Loader;
}

function page(path: string, load: Loader, permission?: PageSpec["permission"]): PageSpec {
  return { path, Component: lazy(load), load, ...(permission === undefined ? {} : { permission }) };
}

export const PAGES: readonly PageSpec[] = [
  // Where most people arrive, and where nobody waits for a second round of files.
  { path: "/", Component: Overview },
  page("/alarms", () => import("../pages/alarms/page.tsx"), "alarms.read"),
  page("/alarms/figures", () => import("../pages/alarm-figures/page.tsx"), "alarms.read"),
  page("/alarms/story", () => import("../pages/story/page.tsx"), "alarms.read"),
  page("/alarms/history", () => import("../pages/alarm-history/page.tsx"), "alarms.read"),
  page("/places", () => import("../pages/places/page.tsx"), "latest.read"),
  page("/places/:id", () => import("../pages/places/place.tsx"), "latest.read"),
  page("/devices", () => import("../pages/devices/page.tsx"), "latest.read"),
  page("/devices/:id", () => import("../pages/device/page.tsx"), "latest.read"),
  page("/room", () => import("../pages/room/page.tsx"), "latest.read"),
  page("/network", () => import("../pages/network/page.tsx"), "latest.read"),
  page("/trends", () => import("../pages/trends/page.tsx"), "latest.read"),
  page("/entries", () => import("../pages/entries/page.tsx"), "entries.read"),
  page("/asset", () => import("../pages/assets/page.tsx"), "assets.read"),
  page("/asset/labels", () => import("../pages/assets/labels-page.tsx"), "assets.write"),
  page("/asset/:id", () => import("../pages/assets/asset-page.tsx"), "assets.read"),
  page("/duty", () => import("../pages/duty/page.tsx"), "alarms.read"),
  page("/repair", () => import("../pages/tickets/page.tsx"), ["tickets.read", "tickets.work"]),
  page("/repair/figures", () => import("../pages/tickets/figures-page.tsx"), "tickets.read"),
  page("/repair/:id", () => import("../pages/tickets/ticket-page.tsx"), ["tickets.read", "tickets.work"]),
  page("/notify", () => import("../pages/notify/page.tsx"), "alarms.read"),
  page("/sheets", () => import("../pages/sheets/page.tsx"), "alarms.read"),
  page("/sheets/month", () => import("../pages/sheets/month-page.tsx"), "alarms.read"),
  page("/losses", () => import("../pages/losses/page.tsx"), "entries.read"),
  page("/people", () => import("../pages/people/page.tsx"), "accounts.read"),
  page("/settings/*", () => import("../pages/settings/page.tsx")),
  page("/account", () => import("../pages/account/page.tsx")),
  page("/about", () => import("../pages/about/page.tsx")),
];

/** Begins to load the page of an address, so that it comes while everything else is prepared. */
export function loadPageAt(pathname: string): void {
  // A page that does not load is told of where it is shown.
  PAGES.find(({ path }) => matchPath(path, pathname) !== null)
    ?.load?.()
    .catch(() => undefined);
}
