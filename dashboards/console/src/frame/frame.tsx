// The frame around every page: navigation, top bar, the state of the line, and the page that the address names.
import { Drawer, Layout, Result, Skeleton } from "antd";
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { Navigate, Route, Routes, useLocation, useNavigationType, useSearchParams } from "react-router";
import { followPost, keptPost } from "../calling/post/kept.ts";
import { useFollowAlarms } from "../campus/alarms.ts";
import { useTexts } from "../i18n/texts.ts";
import { partTexts } from "../parts/texts.ts";
import { useWide } from "../parts/use-wide.ts";
import { useEnding } from "../session/ending.ts";
import { useSession } from "../session/session.tsx";
import { Boundary } from "./boundary.tsx";
import { Failed, NoSuchPage } from "./ends.tsx";
import { LineBar } from "./line-bar.tsx";
import { Navigation } from "./navigation.tsx";
import { PAGES, type PageSpec } from "./pages.ts";
import { frameTexts } from "./texts.ts";
import { TopBar } from "./top-bar.tsx";
import { Waiting } from "./waiting.tsx";

const AlarmBanner = lazy(() => import("../calling/banner.tsx"));
const PostScreen = lazy(() => import("../calling/post/screen.tsx"));
const Wall = lazy(() => import("../pages/wall/page.tsx"));

export function Frame() {
  const say = useTexts(frameTexts);
  const wide = useWide();
  const [menu, setMenu] = useState(false);
  const { pathname } = useLocation();
  const arrived = useNavigationType();
  const [search] = useSearchParams();
  const wall = search.get("wall") === "1";
  const { ended } = useSession();
  useEnding(wall);
  useFollowAlarms();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page begins at its top, going back does not
  useEffect(() => {
    if (arrived !== "POP") window.scrollTo(0, 0);
  }, [pathname]);
  if (wall) {
    return (
      <Suspense fallback={<Waiting />}>
        <Wall calling={<Calling />} />
      </Suspense>
    );
  }
  return (
    <Layout className="frame" hasSider={wide}>
      <a className="skip" href="#main">
        {say("skip")}
      </a>
      {wide ? (
        <Layout.Sider width={200} className="frame-side">
          <Navigation />
        </Layout.Sider>
      ) : (
        <Drawer placement="left" size={240} open={menu} onClose={() => setMenu(false)} title={say("menu")}>
          <Navigation chosen={() => setMenu(false)} />
        </Drawer>
      )}
      <Layout className="frame">
        <div className="frame-head">
          <TopBar openMenu={wide ? null : () => setMenu(true)} />
          {ended ? null : <LineBar />}
          <Calling />
        </div>
        <main id="main" className="frame-main">
          <Boundary at={pathname} fallback={(again) => <Failed again={again} />}>
            <Suspense fallback={<Skeleton active />}>
              <Routes>
                {PAGES.map((spec) => (
                  <Route
                    key={spec.path}
                    path={spec.path}
                    element={<Guarded key={pageKey(spec, pathname)} {...spec} />}
                  />
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

/** What calls for somebody is on every page, and on the wall. */
function Calling() {
  const { can } = useSession();
  const post = useSyncExternalStore(followPost, keptPost);
  if (!can("alarms.read")) return null;
  const isPost = post !== null && can("alarms.ack");
  return (
    <Suspense fallback={null}>
      {isPost ? <PostScreen key={post} post={post} /> : null}
      <AlarmBanner isPost={isPost} />
    </Suspense>
  );
}

/** Another device is another page; the parts of a page with parts of its own are not. */
function pageKey({ path }: PageSpec, pathname: string): string {
  return path.endsWith("/*") ? path : pathname;
}

function Guarded({ path, permission, Component }: PageSpec) {
  const say = useTexts(partTexts);
  const { can } = useSession();
  // Who only repairs arrives at what was handed over.
  if (path === "/" && !can("status.read") && can("tickets.work")) return <Navigate to="/repair" replace />;
  if (permission !== undefined && ![permission].flat().some(can))
    return <Result status="403" title={say("notPermitted")} />;
  return <Component />;
}
