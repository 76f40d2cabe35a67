// What the routes of equipment and repairs say to people, in Chinese and English.
import { type Catalogue, translator } from "../kit/i18n.ts";

const en = {
  required: "is required",
  "too-long": "is too long",
  "not-a-date": "is not a day such as 2026-09-01",
  "not-a-price": "is not a price in yuan",
  "not-a-mac": "is not a MAC address such as 3c:6a:2c:01:02:03",
  "not-an-ip": "is not an IP address",
  "not-an-id": "may have small letters, digits, - and _ only, at most 32",
  "unknown-class": "is none of the classes",
  "unknown-state": "must be in use, spare or scrapped",
  "unknown-place": "there is no such place, or several have this name",
  "unknown-device": "there is no such device",
  "device-taken": "another record stands for this device already",
  "mac-taken": "another record has this MAC already",
  "ip-taken": "another record has this IP already",
  "out-of-sight": "your account may not see this place",
  "no-table": "the file is no table with a column for the name",
  "unknown-column": "is not a column that the register has",
  twice: "stands in the file twice",
  version: 'must be the version that GET gave as ETag, in quotes; "0" for a new one',
  month: "must be a month such as 2026-11",
  noAlarm: "there is no alarm {id} that you may see",
  noContractor: "there is no account {id} that repairs",
  inUse: "{id} has open repairs; close them first, or mark it as scrapped.",
} as const;

export type RepairText = keyof typeof en;

const zh: Readonly<Record<RepairText, string>> = {
  required: "必填",
  "too-long": "过长",
  "not-a-date": "不是日期，例如 2026-09-01",
  "not-a-price": "不是金额（元）",
  "not-a-mac": "不是 MAC 地址，例如 3c:6a:2c:01:02:03",
  "not-an-ip": "不是 IP 地址",
  "not-an-id": "只能用小写字母、数字、- 和 _，最多 32 个",
  "unknown-class": "没有这个类别",
  "unknown-state": "只能是在用、备用或报废",
  "unknown-place": "没有这个场所，或有多个场所同名",
  "unknown-device": "没有这个设备",
  "device-taken": "另一条台账已对应此设备",
  "mac-taken": "另一条台账已登记此 MAC",
  "ip-taken": "另一条台账已登记此 IP",
  "out-of-sight": "您的账号看不到此场所",
  "no-table": "文件不是带有“名称”一列的表格",
  "unknown-column": "台账中没有这一列",
  twice: "在文件中出现了两次",
  version: '必须是读取时 ETag 给出的版本（带引号）；新建时为 "0"',
  month: "必须是月份，例如 2026-11",
  noAlarm: "没有您可以查看的告警 {id}",
  noContractor: "没有可以处理报修的账号 {id}",
  inUse: "{id} 还有未完成的报修；请先处理完，或将其标为报废。",
};

const CATALOGUE: Catalogue<RepairText> = { "zh-CN": zh, en };
export const repairText = translator(CATALOGUE);

/** True for a word of this catalogue. */
export function isRepairText(word: string): word is RepairText {
  return Object.hasOwn(en, word);
}
