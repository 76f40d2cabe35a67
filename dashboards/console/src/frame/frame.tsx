// The frame around every page: navigation, top bar, the state of the line, and the page that the address names.
import { Button, Drawer, Grid, Layout, Result, Skeleton } from "antd";
import { Suspense, useState } from "react";
import { Link, Route, Routes, useLocation } from "react-router";
import { useTexts } from "../i18n/texts.ts";
import { partTexts } from "../parts/texts.ts";
import { useSession } from "../session/session.tsx";
import { Boundary } from "./boundary.tsx";
import { LineBar } from "./line-bar.tsx";
import { Navigation } from "./navigation.tsx";
import { PAGES, type PageSpec } from "./pages.ts";
import { frameTexts } from "./texts.ts";
import { TopBar } from "./top-bar.tsx";

export function Frame() {
  const say = useTexts(frameTexts);
  const wide = Grid.useBreakpoint().lg === true;
  const [menu, setMenu] = useState(false);
  const { pathname } = useLocation();
  return (
    <Layout className="frame" hasSider={wide}>
      <a className="skip" href="#main">
        {say("skip")}
      </a>
      {wide ? (
        <Layout.Sider width={184} className="frame-side">
          <Navigation />
        </Layout.Sider>
      ) : (
        <Drawer placement="left" size={240} open={menu} onClose={() => setMenu(false)} title={say("menu")}>
          <Navigation chosen={() => setMenu(false)} />
        </Drawer>
      )}
      <Layout className="frame">
        <TopBar openMenu={wide ? null : () => setMenu(true)} />
        <LineBar />
        <main id="main" className="frame-main">
          <Boundary key={pathname} fallback={(again) => <Failed again={again} />}>
            <Suspense fallback={<Skeleton active />}>
              <Routes>
                {PAGES.map((spec) => (
                  <Route key={spec.path} path={spec.path} element={<Guarded {...spec} />} />
                ))}
                <Route path="*" element={<NoSuchPage />} />
              </Routes>
            </Suspense>
          </Boundary>
        </main>
      </Layout>
    </Layout>
  );
}

function Guarded({ permission, Component }: PageSpec) {
  const say = useTexts(partTexts);
  const { can } = useSession();
  if (permission !== undefined && !can(permission)) return <Result status="403" title={say("notPermitted")} />;
  return <Component />;
}

function NoSuchPage() {
  const say = useTexts(partTexts);
  return <Result status="404" title={say("notFound")} extra={<Link to="/">{say("home")}</Link>} />;
}

function Failed({ again }: { readonly again: () => void }) {
  const say = useTexts(frameTexts);
  const part = useTexts(partTexts);
  return (
    <Result
      status="error"
      title={say("failed")}
      subTitle={say("failedHelp")}
      extra={<Button onClick={again}>{part("again")}</Button>}
    />
  );
}
