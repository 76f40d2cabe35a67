// Every page of the county's console: where it is, who may see it, and the code that is loaded when somebody goes there.
import { type ComponentType, lazy } from "react";
import type { Permission } from "../session/permissions.ts";
import Campuses from "./pages/campuses/page.tsx";
import type { countyTexts } from "./texts.ts";

export interface CountyPage {
  readonly path: string;
  readonly permission?: Permission;
  readonly Component: ComponentType;
  /** Its name in the navigation; absent: it is not there. */
  readonly text?: (typeof countyTexts)["keys"][number];
}

export const PAGES: readonly CountyPage[] = [
  // Where everybody arrives, and where nobody waits for a second round of files.
  { path: "/", permission: "status.read", Component: Campuses, text: "campuses" },
  { path: "/campuses/:id", permission: "status.read", Component: lazy(() => import("./pages/campus/page.tsx")) },
  { path: "/alarms", permission: "alarms.read", Component: lazy(() => import("./pages/alarms/page.tsx")), text: "alarms" },
  { path: "/people", permission: "accounts.read", Component: lazy(() => import("./pages/people/page.tsx")), text: "people" },
  { path: "/account", Component: lazy(() => import("../pages/account/page.tsx")) },
]; // biome-ignore format: one page a line
