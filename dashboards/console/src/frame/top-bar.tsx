// Always in sight: which campus, the time and whether it is true, the county, the state of the line, who is signed in.
import { MenuOutlined, WarningOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { lazy, Suspense, useEffect } from "react";
import { useGet } from "../api/queries.ts";
import type { Setup } from "../api/types.ts";
import { SoundSwitch } from "../calling/sound-switch.tsx";
import { changeLanguage, useLanguage, useTexts } from "../i18n/texts.ts";
import { useNow } from "../live/clock.ts";
import { useLine } from "../live/hooks.ts";
import { useCan } from "../session/session.tsx";
import { clockText, setCampusZone } from "../words/time.ts";
import { AccountMenu } from "./account-menu.tsx";
import { AlarmCount } from "./alarm-count.tsx";
import { CountyWord } from "./county-word.tsx";
import { frameTexts } from "./texts.ts";
import { useStatus } from "./use-status.ts";

const SignOn = lazy(() => import("../calling/post/sign-on-button.tsx"));

const LINES = { live: "lineLive", connecting: "lineConnecting", broken: "lineOff" } as const;

export function TopBar({ openMenu }: { readonly openMenu: (() => void) | null }) {
  const say = useTexts(frameTexts);
  const language = useLanguage();
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <header className="frame-top">
      {openMenu === null ? null : <Button icon={<MenuOutlined />} aria-label={say("menu")} onClick={openMenu} />}
      <CampusName />
      <span className="frame-space" />
      <Facts />
      <Button type="text" lang={other} onClick={() => changeLanguage(other)}>
        {say("language")}
      </Button>
      <AccountMenu />
    </header>
  );
}

/** The campus by name, marked where nothing on screen was measured. */
export function CampusName() {
  const say = useTexts(frameTexts);
  const setup = useGet<Setup>("/setup").data;
  return (
    <span className="frame-name">
      {setup?.campus.name ?? say("product")}
      {setup?.simulated === true ? (
        <Tooltip title={say("simulatedWhy")}>
          <span className="simulated">{say("simulated")}</span>
        </Tooltip>
      ) : null}
    </span>
  );
}

function Facts() {
  const say = useTexts(frameTexts);
  const line = useLine();
  const hears = useCan("alarms.read");
  const live = useCan("latest.read");
  const stands = useCan("alarms.ack");
  return (
    <div className="frame-facts">
      <AlarmCount />
      {hears ? <SoundSwitch /> : null}
      {stands ? (
        <Suspense fallback={null}>
          <SignOn />
        </Suspense>
      ) : null}
      <CountyWord />
      {live ? <span className={`quiet frame-line-${line.state}`}>{say(LINES[line.state])}</span> : null}
      <CampusClock />
    </div>
  );
}

/** The gateway's time; in colour and with a word when it is not to be trusted. */
export function CampusClock() {
  const say = useTexts(frameTexts);
  const now = useNow();
  const status = useStatus();
  useEffect(() => {
    if (status !== undefined) setCampusZone(status.campus.timezone);
  }, [status]);
  const unsynced = status?.clock.state === "unsynced";
  return (
    <Tooltip title={say(unsynced ? "clockUnsyncedWhy" : "clockSynced")}>
      <span className={unsynced ? "frame-clock frame-warning" : "frame-clock"}>
        {unsynced ? <WarningOutlined aria-hidden /> : null} {clockText(now)} {unsynced ? say("clockUnsynced") : null}
      </span>
    </Tooltip>
  );
}
