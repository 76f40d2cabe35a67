// The sheet of a month as a table that spreadsheets open right: one block after the other, as on paper. Pure.
import type { SeverityFigures, Spread } from "../contract/alarm-figures.ts";
import type { Severity } from "../contract/alarms.ts";
import { csvText } from "../contract/csv.ts";
import type { MonthSheet } from "../contract/sheets.ts";
import type { Language } from "../kit/i18n.ts";

type Row = readonly (string | number | null)[];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const CHINESE = {
  month: "月份", until: "统计至", since: "记录始于", alarms: "告警", severity: "级别", raised: "次数", acknowledged: "已确认", inTime: "按时确认率", handled: "已处置",
  ackMedian: "确认中位(分)", ackP90: "确认九成(分)", handleMedian: "处置中位(分)", clearMedian: "恢复中位(分)", quiet: "维护或搁置中", tests: "测试",
  real: "真实", false: "误报", none: "未处置", noisy: "多发规则", rule: "规则", share: "占比", falseShare: "误报率", brief: "一分钟内恢复",
  duty: "值班", due: "应值班(小时)", uncovered: "缺班(小时)", shifts: "应上岗班次", missed: "未上岗班次", asked: "查岗", answered: "应答",
  roads: "通知方式", road: "通知方式", accepted: "送达", failed: "失败", unknown: "不明", rate: "送达率",
  availability: "设备在线", online: "在线率", nobodyKnows: "不详", basis: "按“设备离线”告警计算：沉默 5 分钟起算，含总线中断和维护期间；从未应答过的设备不计",
  device: "设备", away: "离线(分钟)", times: "离线次数",
  repairs: "报修", opened: "新增", done: "完成", open: "未完成",
  critical: "紧急", high: "高", medium: "中", low: "低",
}; // biome-ignore format: a dictionary

const ENGLISH: Readonly<Record<keyof typeof CHINESE, string>> = {
  month: "Month", until: "Until", since: "Records since", alarms: "Alarms", severity: "Severity", raised: "Raised", acknowledged: "Acknowledged", inTime: "In time", handled: "Handled",
  ackMedian: "Acknowledged, median (min)", ackP90: "Acknowledged, 90% (min)", handleMedian: "Handled, median (min)", clearMedian: "Cleared, median (min)",
  quiet: "In maintenance or shelved", tests: "Tests", real: "Real", false: "False", none: "Not handled", noisy: "Noisy rules", rule: "Rule", share: "Share",
  falseShare: "False of handled", brief: "Over within a minute", duty: "Duty", due: "Due (h)", uncovered: "Uncovered (h)", shifts: "Shifts to sign on to",
  missed: "Missed", asked: "Spot checks", answered: "Answered", roads: "Roads", road: "Road", accepted: "Accepted", failed: "Failed", unknown: "Unknown",
  rate: "Accepted of all", availability: "Devices", online: "Online", nobodyKnows: "unknown", basis: "reckoned from the alarm Device offline: from 5 minutes of silence on, also behind a broken link and in maintenance; not of devices that never answered",
  device: "Device", away: "Away (min)", times: "Times", repairs: "Repairs", opened: "Opened",
  done: "Done", open: "Open", critical: "Critical", high: "High", medium: "Medium", low: "Low",
}; // biome-ignore format: a dictionary

export interface TableNames {
  readonly rule: (id: string) => string;
  readonly device: (id: string) => string;
  /** As a clock on campus shows it. */
  readonly time: (at: string) => string;
}

/** RFC 4180 with everything that the page shows. */
export function monthTable(sheet: MonthSheet, language: Language, names: TableNames): string {
  const say = language === "en" ? ENGLISH : CHINESE;
  const blocks = [
    [[say.month, sheet.month], ...recordRows(sheet, say, names)],
    alarmRows(sheet, say),
    noisyRows(sheet, say, names),
    dutyRows(sheet, say),
    roadRows(sheet, say),
    awayRows(sheet, say, names),
    ticketRows(sheet, say),
  ].filter((block) => block.length > 0);
  return csvText(blocks.flatMap((block, i): Row[] => (i === 0 ? block : [[], ...block])));
}

type Words = typeof ENGLISH;

/** Of which time the figures are, where it is not the whole month. */
function recordRows({ complete, to, recordsFrom }: MonthSheet, say: Words, { time }: TableNames): Row[] {
  return [
    ...(complete ? [] : [[say.until, time(to)]]),
    ...(recordsFrom === null ? [] : [[say.since, time(recordsFrom)]]),
  ];
}

function alarmRows({ figures }: MonthSheet, say: Words): Row[] {
  const { bySeverity, byVerdict, quiet, tests, raised } = figures;
  const word = (severity: Severity) => say[severity];
  return [
    [say.alarms, raised],
    [
      say.severity, say.raised, say.acknowledged, say.inTime, say.handled, say.ackMedian, say.ackP90, say.handleMedian, say.clearMedian,
    ], // biome-ignore format: one row
    ...bySeverity.map((one) => severityRow(one, word(one.severity))),
    [say.real, byVerdict.real],
    [say.false, byVerdict.false],
    [say.none, byVerdict.none],
    [say.tests, tests],
    [say.quiet, quiet],
  ];
}

function severityRow(one: SeverityFigures, word: string): Row {
  const { raised, acknowledged, due, inTime, handled, toAcknowledge, toHandle, toClear } = one;
  const median = (spread: Spread | null) => (spread === null ? null : tenths(spread.medianMs, MINUTE_MS));
  const rate = due === 0 ? null : percent(inTime / due);
  const p90 = toAcknowledge === null ? null : tenths(toAcknowledge.p90Ms, MINUTE_MS);
  return [word, raised, acknowledged, rate, handled, median(toAcknowledge), p90, median(toHandle), median(toClear)];
}

function noisyRows({ figures }: MonthSheet, say: Words, names: TableNames): Row[] {
  if (figures.noisiest.length === 0) return [];
  const rows = figures.noisiest.map(({ rule, raised, share, falseShare, brief }) => {
    return [names.rule(rule), raised, percent(share), falseShare === null ? null : percent(falseShare), brief];
  });
  return [[say.noisy], [say.rule, say.raised, say.share, say.falseShare, say.brief], ...rows];
}

function dutyRows({ duty }: MonthSheet, say: Words): Row[] {
  if (duty === null) return [];
  const { dueMs, uncoveredMs, shifts, missed, spotChecks } = duty;
  return [
    [say.duty],
    [say.due, say.uncovered, say.shifts, say.missed, say.asked, say.answered],
    [tenths(dueMs, HOUR_MS), tenths(uncoveredMs, HOUR_MS), shifts, missed, spotChecks.asked, spotChecks.answered],
  ];
}

function roadRows({ roads }: MonthSheet, say: Words): Row[] {
  if (roads.length === 0) return [];
  const rows = roads.map(({ name, accepted, failed, unknown }) => {
    const all = accepted + failed + unknown;
    return [name, accepted, failed, unknown, all === 0 ? null : percent(accepted / all)];
  });
  return [[say.roads], [say.road, say.accepted, say.failed, say.unknown, say.rate], ...rows];
}

function awayRows({ availability: { share, away } }: MonthSheet, say: Words, { device }: TableNames): Row[] {
  const rows = away.map((one) => [device(one.device), tenths(one.awayMs, MINUTE_MS), one.times]);
  const head = rows.length === 0 ? [] : [[say.device, say.away, say.times]];
  return [
    [say.availability],
    [say.online, share === null ? say.nobodyKnows : percent(share, 2), say.basis],
    ...head,
    ...rows,
  ];
}

function ticketRows({ tickets }: MonthSheet, say: Words): Row[] {
  if (tickets === null) return [];
  const { opened, done, open } = tickets.all;
  return [[say.repairs], [say.opened, say.done, say.open], [opened, done, open]];
}

function tenths(ms: number, of: number): number {
  return Math.round((ms / of) * 10) / 10;
}

function percent(part: number, decimals = 0): string {
  return `${(part * 100).toFixed(decimals)}%`;
}
