// The frame around the county's pages: whose county, the navigation, how many campuses are there, the state of the line, who is signed in.
import { Button, Result, Skeleton, Tooltip } from "antd";
import { Suspense, useEffect } from "react";
import { NavLink, Route, Routes, useLocation, useNavigationType, useSearchParams } from "react-router";
import { AccountMenu } from "../frame/account-menu.tsx";
import { Boundary } from "../frame/boundary.tsx";
import { Failed, NoSuchPage } from "../frame/ends.tsx";
import { LineBar } from "../frame/line-bar.tsx";
import { frameTexts } from "../frame/texts.ts";
import { changeLanguage, useLanguage, useTexts } from "../i18n/texts.ts";
import { useNow } from "../live/clock.ts";
import { useLine } from "../live/hooks.ts";
import { partTexts } from "../parts/texts.ts";
import { useEnding } from "../session/ending.ts";
import { useSession } from "../session/session.tsx";
import { clockText } from "../words/time.ts";
import { useFleet } from "./fleet.ts";
import { type CountyPage, PAGES } from "./pages.ts";
import { PassedOn, SoundSwitch } from "./passed-on.tsx";
import { countyTexts } from "./texts.ts";
import "./county.css";

const LINES = { live: "lineLive", connecting: "lineConnecting", broken: "lineOff" } as const;

export function CountyFrame() {
  const say = useTexts(frameTexts);
  const { pathname } = useLocation();
  const arrived = useNavigationType();
  const [search] = useSearchParams();
  const wall = search.get("wall") === "1";
  const { ended } = useSession();
  useEnding(wall);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page begins at its top, going back does not
  useEffect(() => {
    if (arrived !== "POP") window.scrollTo(0, 0);
  }, [pathname]);
  return (
    <div className={wall ? "frame county county-wall" : "frame county"}>
      <a className="skip" href="#main">
        {say("skip")}
      </a>
      <div className="frame-head">
        <TopBar wall={wall} />
        {ended ? null : <LineBar />}
        {ended ? null : <PassedOn />}
      </div>
      <main id="main" className="frame-main">
        <Boundary at={pathname} fallback={(again) => <Failed again={again} />}>
          <Suspense fallback={<Skeleton active />}>
            <Routes>
              {PAGES.map((page) => (
                <Route key={page.path} path={page.path} element={<Guarded key={pathname} {...page} />} />
              ))}
              <Route path="*" element={<NoSuchPage />} />
            </Routes>
          </Suspense>
        </Boundary>
      </main>
    </div>
  );
}

function TopBar({ wall }: { readonly wall: boolean }) {
  const say = useTexts(frameTexts);
  const county = useTexts(countyTexts);
  const { can } = useSession();
  const { data } = useFleet();
  const language = useLanguage();
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <header className="frame-top">
      <span className="frame-name">
        {data?.county.name ?? say("product")}
        {data?.county.simulated === true ? (
          <Tooltip title={say("simulatedWhy")}>
            <span className="simulated">{say("simulated")}</span>
          </Tooltip>
        ) : null}
      </span>
      {wall ? null : (
        <nav className="county-nav" aria-label={say("menu")}>
          {PAGES.map(({ path, text, permission }) =>
            text === undefined || (permission !== undefined && !can(permission)) ? null : (
              <NavLink key={path} to={path} end={path === "/"}>
                {county(text)}
              </NavLink>
            ),
          )}
        </nav>
      )}
      <span className="frame-space" />
      <Facts />
      <SoundSwitch />
      {wall ? null : (
        <>
          <Button type="text" lang={other} onClick={() => changeLanguage(other)}>
            {say("language")}
          </Button>
          <AccountMenu />
        </>
      )}
    </header>
  );
}

function Facts() {
  const say = useTexts(frameTexts);
  const county = useTexts(countyTexts);
  const line = useLine();
  const now = useNow();
  const campuses = useFleet().data?.campuses;
  return (
    <div className="frame-facts">
      {campuses === undefined ? null : (
        <span className="quiet">
          {county("fleetCount", { n: campuses.length, up: campuses.filter(({ link }) => link.state === "up").length })}
        </span>
      )}
      <span className="quiet">{say(LINES[line.state])}</span>
      <span className="frame-clock">{clockText(now)}</span>
    </div>
  );
}

function Guarded({ permission, Component }: CountyPage) {
  const say = useTexts(partTexts);
  const { can } = useSession();
  if (permission !== undefined && !can(permission)) return <Result status="403" title={say("notPermitted")} />;
  return <Component />;
}
