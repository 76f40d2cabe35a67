// Always in sight: which campus, the time and whether it is true, the state of the line, who is signed in.
import { MenuOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Dropdown, Tooltip } from "antd";
import { useEffect } from "react";
import { useNavigate } from "react-router";
import { useGet } from "../api/queries.ts";
import type { Status } from "../api/types.ts";
import { changeLanguage, useLanguage, useTexts } from "../i18n/texts.ts";
import { useNow } from "../live/clock.ts";
import { useLine } from "../live/hooks.ts";
import { useSession } from "../session/session.tsx";
import { clockText, setCampusZone } from "../words/time.ts";
import { frameTexts } from "./texts.ts";
import { useTheme } from "./theme.tsx";

export function TopBar({ openMenu }: { readonly openMenu: (() => void) | null }) {
  const say = useTexts(frameTexts);
  const line = useLine();
  const now = useNow();
  const { session } = useSession();
  const { data: status } = useGet<Status>("/status", { refresh: 10_000 });
  useEffect(() => {
    if (status !== undefined) setCampusZone(status.campus.timezone);
  }, [status]);
  const account = typeof session === "object" && session !== null ? session.account.id : "";
  const synced = status?.clock.state !== "unsynced";
  return (
    <header className="frame-top">
      {openMenu === null ? null : <Button icon={<MenuOutlined />} aria-label={say("menu")} onClick={openMenu} />}
      <span className="frame-name">{status?.campus.name ?? say("product")}</span>
      {status?.campus.simulated === true ? (
        <Tooltip title={say("simulatedWhy")}>
          <span className="simulated">{say("simulated")}</span>
        </Tooltip>
      ) : null}
      <span className="frame-space" />
      <Tooltip title={say(synced ? "clockSynced" : "clockUnsynced")}>
        <span className={synced ? "quiet" : "frame-warning"}>
          {clockText(now)} {synced ? null : say("clockUnsynced")}
        </span>
      </Tooltip>
      <span className="quiet">{say(line.state === "live" ? "lineLive" : "lineConnecting")}</span>
      <AccountMenu account={account} />
    </header>
  );
}

function AccountMenu({ account }: { readonly account: string }) {
  const say = useTexts(frameTexts);
  const language = useLanguage();
  const navigate = useNavigate();
  const { dark, setDark } = useTheme();
  const { signOut } = useSession();
  const items = [
    { key: "password", label: say("changePassword"), onClick: () => void navigate("/account") },
    { key: "language", label: say("language"), onClick: () => changeLanguage(language === "en" ? "zh-CN" : "en") },
    { key: "dark", label: say(dark ? "light" : "dark"), onClick: () => setDark(!dark) },
    { key: "out", label: say("signOut"), onClick: () => void signOut() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button icon={<UserOutlined />}>{account}</Button>
    </Dropdown>
  );
}
