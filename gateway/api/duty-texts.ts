// What the routes of duty say to people, in Chinese and English.
import { type Catalogue, translator } from "../kit/i18n.ts";

const en = {
  required: "is required",
  tooLong: "has more than {limit} characters",
  notAPhone: "is not a telephone number: + and 3 to 15 digits",
  notAMobile: "begins like a mobile number, which has 11 digits: one is missing or too many",
  emergencyNumber: "is an emergency number, which no machine calls: enter the number of a person",
  notAMail: "is not a mail address",
  notAnId: "may have small letters, digits, - and _ only, at most 32",
  notADay: "is not a day such as 2026-12-01",
  notATime: "is not a time such as 07:00",
  unknownPerson: "there is no such person",
  unknownPost: "there is no post {id}; posts stand in the configuration under duty",
  unknownShift: "there is no shift {id}",
  unknownAccount: "there is no such account",
  twice: "is given twice",
  tooMany: "at most {limit} are possible",
  notHeldThatDay: "the shift is not held on this day",
  swapOverlaps: "is on duty at the same time in the shift {shift} of {day}",
  endBeforeBegin: "is before the first day",
  otherYear: "is not a day of {year}",
  daysOverlap: "overlaps other days of the list",
  notAWeekend: "is neither a Saturday nor a Sunday",
  onHoliday: "is also a holiday",
  shippedYear: "the holidays of {year} came with the gateway",
  noTable: "the file is no table with a column for the name",
  unknownColumn: "is not a column that is known here",
  version: 'must be the version that GET gave as ETag, in quotes; "0" for the first',
  range: "must be later than from, by at most 62 days",
  within: "must be 1 to 30 minutes",
  personNamed: "This person still stands in: {shifts}. Give these shifts to somebody else first.",
  checkOver: "This spot check is over.",
} as const;

export type DutyText = keyof typeof en;

const zh: Readonly<Record<DutyText, string>> = {
  required: "必填",
  tooLong: "超过 {limit} 个字符",
  notAPhone: "不是电话号码：可带 +，3 到 15 位数字",
  notAMobile: "手机号码应为 11 位，请检查是否少了或多了数字",
  emergencyNumber: "是紧急号码，系统从不拨打：请填写具体人员的电话",
  notAMail: "不是邮箱地址",
  notAnId: "只能用小写字母、数字、- 和 _，最多 32 个",
  notADay: "不是日期，例如 2026-12-01",
  notATime: "不是时间，例如 07:00",
  unknownPerson: "没有这个人",
  unknownPost: "没有岗位 {id}；岗位在配置的 duty 下",
  unknownShift: "没有班次 {id}",
  unknownAccount: "没有这个账号",
  twice: "重复",
  tooMany: "最多 {limit} 个",
  notHeldThatDay: "这一天没有该班次",
  swapOverlaps: "同一时间已在 {day} 的班次 {shift} 值班",
  endBeforeBegin: "早于开始日期",
  otherYear: "不是 {year} 年的日期",
  daysOverlap: "与列表中的其他日期重叠",
  notAWeekend: "不是周六或周日",
  onHoliday: "同时也是放假日",
  shippedYear: "{year} 年的放假安排已随网关提供",
  noTable: "文件不是带有“姓名”一列的表格",
  unknownColumn: "没有这一列",
  version: '必须是读取时 ETag 给出的版本（带引号）；首次写入时为 "0"',
  range: "必须晚于 from，且不超过 62 天",
  within: "必须在 1 到 30 分钟之间",
  personNamed: "此人仍在班次中：{shifts}。请先把这些班次换给别人。",
  checkOver: "这次查岗已经结束。",
};

const CATALOGUE: Catalogue<DutyText> = { "zh-CN": zh, en };
export const dutyText = translator(CATALOGUE);

/** True for a word of this catalogue. */
export function isDutyText(word: string): word is DutyText {
  return Object.hasOwn(en, word);
}
