// Texts of the page behind a link, for somebody who was woken up.
import { type Catalogue, type Language, translator } from "#gateway/kit/i18n.ts";

const en = {
  title: "Acknowledge an alarm",
  other: "中文",
  since: "since {time}",
  limit: "limit {limit}",
  active: "The alarm is still there.",
  cleared: "The alarm is over since {time}.",
  untold: "How it stands now the school has not told yet.",
  taken: "Somebody has acknowledged it already. Nothing is left to do here.",
  lead: "Acknowledging says: I have seen it and I am taking care of it. Nobody else is called then.",
  comment: "What will you do? (optional)",
  acknowledge: "Acknowledge",
  until: "This link works until {time}, once.",
  sending: "On its way to the school …",
  reached: "The school has it …",
  done: "Delivered: the alarm is acknowledged at the school. Thank you.",
  offline: "The school is not connected now. It will be tried until {time}; you may close this page.",
  changed:
    "The alarm has changed meanwhile, so it was not acknowledged. Wait for the next message, or call the guard room.",
  refused: "The school did not take it. Please call the guard room.",
  late: "It could not be delivered by {time}. Please call the guard room.",
  overTitle: "This link does nothing (any more)",
  over: "It is wrong, too old, or was used already. A link that has just come may need a minute: then try again. If an alarm is still there, call the guard room.",
  slowTitle: "Too many tries",
  slow: "Please wait {seconds} seconds, then try again.",
} as const;
export type AnswerText = keyof typeof en;

const zh: Readonly<Record<AnswerText, string>> = {
  title: "确认告警",
  other: "English",
  since: "始于 {time}",
  limit: "限值 {limit}",
  active: "告警仍在持续。",
  cleared: "告警已于 {time} 恢复。",
  untold: "学校尚未报来当前情况。",
  taken: "已有人确认，无需再操作。",
  lead: "确认表示：我已看到并负责处理。确认后不再继续通知其他人。",
  comment: "准备怎么处理？（可不填）",
  acknowledge: "确认",
  until: "本链接在 {time} 前有效，只能用一次。",
  sending: "正在送达校园……",
  reached: "校园已收到，正在确认……",
  done: "已送达校园，告警已确认。谢谢。",
  offline: "校园离线：到 {time} 前会继续送达，可以关闭本页。",
  changed: "告警已发生变化，未能确认。请等待新的通知，或致电门卫值班室。",
  refused: "校园没有接受这次确认。请致电门卫值班室。",
  late: "到 {time} 仍未能送达校园。请致电门卫值班室。",
  overTitle: "此链接无效或已失效",
  over: "链接有误、已过期或已用过。刚收到的链接可能要等一分钟，请稍后再试。如果告警仍在，请致电门卫值班室。",
  slowTitle: "尝试过于频繁",
  slow: "请等待 {seconds} 秒后再试。",
};
const CATALOGUE: Catalogue<AnswerText> = { "zh-CN": zh, en };

export const answerText = translator(CATALOGUE);

/** The words that the consoles have for severities. */
export const SEVERITY_WORDS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  critical: { "zh-CN": "紧急", en: "Critical" },
  high: { "zh-CN": "高", en: "High" },
  medium: { "zh-CN": "中", en: "Medium" },
  low: { "zh-CN": "低", en: "Low" },
};
