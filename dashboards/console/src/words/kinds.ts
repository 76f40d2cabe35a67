// The words for kinds of entries and for ranges of time, the same on every page.
import { defineTexts } from "../i18n/texts.ts";

export const kindTexts = defineTexts(
  "kinds",
  {
    reading: "读数",
    event: "事件",
    state: "状态",
    command: "命令",
    alarm: "告警",
    audit: "操作记录",
    loss: "数据缺失",
    system: "系统",
  },
  {
    reading: "Reading",
    event: "Event",
    state: "State",
    command: "Command",
    alarm: "Alarm",
    audit: "Audit",
    loss: "Missing data",
    system: "System",
  },
);

export const rangeTexts = defineTexts(
  "ranges",
  {
    range: "时间范围",
    "1h": "最近 1 小时",
    "6h": "最近 6 小时",
    "24h": "最近 24 小时",
    "1d": "最近 1 天",
    "7d": "最近 7 天",
    "30d": "最近 30 天",
    "1y": "最近 1 年",
    all: "全部时间",
    own: "自定义…",
    from: "开始时间",
    to: "结束时间",
  },
  {
    range: "Time range",
    "1h": "Last hour",
    "6h": "Last 6 hours",
    "24h": "Last 24 hours",
    "1d": "Last day",
    "7d": "Last 7 days",
    "30d": "Last 30 days",
    "1y": "Last year",
    all: "All time",
    own: "From … to …",
    from: "From",
    to: "To",
  },
);
