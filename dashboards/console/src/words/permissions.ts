// The words for rights, in the groups in which people think of them.
import { defineTexts } from "../i18n/texts.ts";
import type { Permission } from "../session/permissions.ts";

export const permissionTexts = defineTexts(
  "permissions",
  {
    look: "查看",
    act: "处置和操作",
    repair: "台账和报修",
    people: "人员",
    manage: "管理",
    "entries.read": "查看记录",
    "latest.read": "查看设备和实时数值",
    "status.read": "查看网关运行状态",
    "alarms.read": "查看告警",
    "loss.samples": "查看被拒收消息的原文",
    "metrics.read": "读取运行指标",
    "alarms.ack": "确认告警",
    "alarms.shelve": "让告警稍后提醒",
    "commands.send": "向设备发命令",
    "doors.open": "开门",
    "people.read": "查看人员姓名",
    "people.write": "维护人员和卡",
    "config.read": "查看配置",
    "config.write": "修改配置",
    "accounts.read": "查看账号",
    "accounts.write": "管理账号",
    "tokens.write": "管理接口令牌",
    "audit.read": "查看操作记录",
    "assets.read": "查看设备台账",
    "assets.write": "维护设备台账和标签",
    "tickets.read": "查看报修",
    "tickets.write": "登记、派单和验收报修",
    "tickets.work": "处理交给自己的报修",
  },
  {
    look: "Looking",
    act: "Acting",
    repair: "Equipment and repairs",
    people: "People",
    manage: "Administration",
    "entries.read": "See entries",
    "latest.read": "See devices and their values",
    "status.read": "See the health of the gateway",
    "alarms.read": "See alarms",
    "loss.samples": "See the text of rejected messages",
    "metrics.read": "Read operating figures",
    "alarms.ack": "Acknowledge alarms",
    "alarms.shelve": "Shelve alarms",
    "commands.send": "Send commands to devices",
    "doors.open": "Open doors",
    "people.read": "See names of people",
    "people.write": "Keep people and cards",
    "config.read": "See the configuration",
    "config.write": "Change the configuration",
    "accounts.read": "See accounts",
    "accounts.write": "Manage accounts",
    "tokens.write": "Manage API tokens",
    "audit.read": "See the audit",
    "assets.read": "See the register of equipment",
    "assets.write": "Keep the register and its labels",
    "tickets.read": "See repairs",
    "tickets.write": "Open, hand over and confirm repairs",
    "tickets.work": "Work on repairs handed to oneself",
  },
);

export const PERMISSION_GROUPS: readonly {
  readonly group: "look" | "repair" | "act" | "people" | "manage";
  readonly permissions: readonly Permission[];
}[] = [
  {
    group: "look",
    permissions: ["latest.read", "entries.read", "alarms.read", "status.read", "loss.samples", "metrics.read"],
  },
  {
    group: "repair",
    permissions: ["assets.read", "assets.write", "tickets.read", "tickets.write", "tickets.work"],
  },
  { group: "act", permissions: ["alarms.ack", "alarms.shelve", "commands.send", "doors.open"] },
  { group: "people", permissions: ["people.read", "people.write"] },
  {
    group: "manage",
    permissions: ["config.read", "config.write", "accounts.read", "accounts.write", "tokens.write", "audit.read"],
  },
];

type Key = (typeof permissionTexts)["keys"][number];

/** The word for a right; one that this console does not know yet is shown as it is. */
export function permissionWord(permission: string, word: (key: Key) => string): string {
  const known = permissionTexts.keys.find((key) => key === permission);
  return known === undefined ? permission : word(known);
}
