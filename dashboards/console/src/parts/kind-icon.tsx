// The sign of a kind of entry; its word stands beside it or is read out.
import {
  AlertOutlined,
  AuditOutlined,
  ControlOutlined,
  DisconnectOutlined,
  FieldNumberOutlined,
  NotificationOutlined,
  SettingOutlined,
  SyncOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Kind } from "#gateway/contract/entry.ts";

const ICONS: Readonly<Record<Kind, ReactNode>> = {
  reading: <FieldNumberOutlined aria-hidden />,
  event: <NotificationOutlined aria-hidden />,
  state: <SyncOutlined aria-hidden />,
  command: <ControlOutlined aria-hidden />,
  alarm: <AlertOutlined aria-hidden />,
  audit: <AuditOutlined aria-hidden />,
  loss: <DisconnectOutlined aria-hidden />,
  system: <SettingOutlined aria-hidden />,
};

export function KindIcon({ kind }: { readonly kind: Kind }) {
  return ICONS[kind];
}
