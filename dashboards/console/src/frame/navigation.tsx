// The left navigation: only what the one who is signed in may see.
import {
  AlertOutlined,
  ApartmentOutlined,
  BookOutlined,
  ClusterOutlined,
  DashboardOutlined,
  DisconnectOutlined,
  GlobalOutlined,
  HddOutlined,
  InfoCircleOutlined,
  PhoneOutlined,
  SafetyCertificateOutlined,
  ScheduleOutlined,
  SettingOutlined,
  TeamOutlined,
  ToolOutlined,
  UnorderedListOutlined,
} from "@ant-design/icons";
import { Menu } from "antd";
import type { ReactNode } from "react";
import { Link, useLocation } from "react-router";
import { useTexts } from "../i18n/texts.ts";
import type { Permission } from "../session/permissions.ts";
import { useSession } from "../session/session.tsx";
import { frameTexts } from "./texts.ts";

interface Item {
  readonly path: string;
  readonly text: (typeof frameTexts)["keys"][number];
  readonly icon: ReactNode;
  /** Shown to whoever has one of these; absent: to everybody. */
  readonly anyOf?: readonly Permission[];
}

const DAILY: readonly Item[] = [
  { path: "/", text: "overview", icon: <DashboardOutlined />, anyOf: ["status.read"] },
  { path: "/alarms", text: "alarms", icon: <AlertOutlined />, anyOf: ["alarms.read"] },
  { path: "/duty", text: "duty", icon: <ScheduleOutlined />, anyOf: ["alarms.read"] },
  { path: "/sheets", text: "sheets", icon: <SafetyCertificateOutlined />, anyOf: ["alarms.read"] },
  { path: "/places", text: "places", icon: <ApartmentOutlined />, anyOf: ["latest.read"] },
  { path: "/room", text: "room", icon: <ClusterOutlined />, anyOf: ["latest.read"] },
  { path: "/devices", text: "devices", icon: <HddOutlined />, anyOf: ["latest.read"] },
  { path: "/network", text: "network", icon: <GlobalOutlined />, anyOf: ["latest.read"] },
  {
    path: "/repair",
    text: "repair",
    icon: <ToolOutlined />,
    anyOf: ["tickets.read", "tickets.work"],
  },
  { path: "/asset", text: "asset", icon: <BookOutlined />, anyOf: ["assets.read"] },
  { path: "/notify", text: "notify", icon: <PhoneOutlined />, anyOf: ["alarms.read"] },
  { path: "/entries", text: "entries", icon: <UnorderedListOutlined />, anyOf: ["entries.read"] },
  { path: "/losses", text: "losses", icon: <DisconnectOutlined />, anyOf: ["entries.read"] },
];

/** Each part of the settings needs another right. */
const SETTINGS = ["config.read", "tokens.write", "audit.read"] as const;

const ADMINISTRATION: readonly Item[] = [
  { path: "/people", text: "people", icon: <TeamOutlined />, anyOf: ["accounts.read"] },
  { path: "/settings", text: "settings", icon: <SettingOutlined />, anyOf: SETTINGS },
  { path: "/about", text: "about", icon: <InfoCircleOutlined /> },
];

export function Navigation({ chosen }: { readonly chosen?: () => void }) {
  const say = useTexts(frameTexts);
  const { can } = useSession();
  const { pathname } = useLocation();
  const first = `/${pathname.split("/")[1] ?? ""}`;
  const shown = (group: readonly Item[]) =>
    group
      .filter(({ anyOf }) => anyOf === undefined || anyOf.some(can))
      .map(({ path, text, icon }) => ({ key: path, icon, label: <Link to={path}>{say(text)}</Link> }));
  const items = [
    { key: "daily", type: "group" as const, label: say("groupDaily"), children: shown(DAILY) },
    { key: "administration", type: "group" as const, label: say("groupAdmin"), children: shown(ADMINISTRATION) },
  ];
  return (
    <nav aria-label={say("menu")}>
      <Menu mode="inline" selectedKeys={[first]} items={items} {...(chosen === undefined ? {} : { onClick: chosen })} />
    </nav>
  );
}
