// Settings: one page with its parts beside each other; each part has an address of its own.
import { Alert, Flex } from "antd";
import { type ComponentType, lazy, Suspense, useEffect, useRef } from "react";
import { Link, Navigate, NavLink, Route, Routes, useLocation } from "react-router";
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { partTexts } from "../../parts/texts.ts";
import type { Permission } from "../../session/permissions.ts";
import { useSession } from "../../session/session.tsx";
import { useConfig } from "./change/config.ts";
import { settingsTexts } from "./texts.ts";
import "./choices.css";
import "./device-form.css";
import "./settings.css";
import "./text.css";

interface Part {
  readonly path: "devices" | "places" | "rules" | "text" | "versions" | "tokens" | "audit";
  readonly permission: Permission;
}

const PARTS: readonly Part[] = [
  { path: "devices", permission: "config.read" },
  { path: "places", permission: "config.read" },
  { path: "rules", permission: "config.read" },
  { path: "text", permission: "config.read" },
  { path: "versions", permission: "config.read" },
  { path: "tokens", permission: "tokens.write" },
  { path: "audit", permission: "audit.read" },
];

const ROUTES: readonly (readonly [path: string, permission: Permission, Component: ComponentType])[] = [
  ["devices", "config.read", lazy(() => import("./devices/list.tsx"))],
  ["devices/new", "config.write", lazy(() => import("./devices/add.tsx"))],
  ["devices/:id", "config.read", lazy(() => import("./devices/change.tsx"))],
  ["places", "config.read", lazy(() => import("./places/list.tsx"))],
  ["rules", "config.read", lazy(() => import("./rules/list.tsx"))],
  ["text", "config.read", lazy(() => import("./text/part.tsx"))],
  ["versions", "config.read", lazy(() => import("./versions/list.tsx"))],
  ["tokens", "tokens.write", lazy(() => import("./tokens.tsx"))],
  ["audit", "audit.read", lazy(() => import("./audit.tsx"))],
];

export default function SettingsPage() {
  const say = useTexts(settingsTexts);
  const part = useTexts(partTexts);
  const { can } = useSession();
  const shown = PARTS.filter(({ permission }) => can(permission));
  const [first] = shown;
  if (first === undefined) return <Alert type="info" showIcon title={part("notPermitted")} />;
  return (
    <Page title={say("title")} lead={can("config.write") ? say("lead") : undefined}>
      <Parts shown={shown} />
      {can("config.read") ? <Notices /> : null}
      <Suspense fallback={null}>
        <Routes>
          {ROUTES.map(([path, permission, Component]) => (
            <Route
              key={path}
              path={path}
              element={can(permission) ? <Component /> : <Alert type="info" showIcon title={part("notPermitted")} />}
            />
          ))}
          <Route path="/" element={<Navigate to={first.path} replace />} />
          <Route path="*" element={<Alert type="warning" showIcon title={part("notFound")} />} />
        </Routes>
      </Suspense>
    </Page>
  );
}

/** On a phone the parts scroll sideways; the one that is open is in sight. */
function Parts({ shown }: { readonly shown: readonly Part[] }) {
  const say = useTexts(settingsTexts);
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another part is open when the address is another
  useEffect(() => {
    nav.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname]);
  return (
    <nav ref={nav} aria-label={say("parts")} className="settings-nav">
      {shown.map(({ path }) => (
        <NavLink key={path} to={`/settings/${path}`}>
          {say(path)}
        </NavLink>
      ))}
      <Link to="/about" className="settings-nav-end">
        {say("about")}
      </Link>
    </nav>
  );
}

/** What stands above every part: that nothing may be changed here, or that the file is not what runs. */
function Notices() {
  const say = useTexts(settingsTexts);
  const { can } = useSession();
  const { data } = useConfig();
  const wrong = data?.problems.length ?? 0;
  const differs = data !== undefined && data.file !== null;
  return (
    <Flex vertical gap="small" className="settings-notices">
      {can("config.write") ? null : <Alert type="info" showIcon title={say("readOnly")} />}
      {differs ? (
        <Alert
          type="warning"
          showIcon
          title={wrong > 0 ? say("fileWrong", { n: wrong }) : say("fileOther")}
          action={<Link to="/settings/text">{say("toText")}</Link>}
        />
      ) : null}
    </Flex>
  );
}
