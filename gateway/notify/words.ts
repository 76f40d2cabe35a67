// What people read: titles and lines of a note, in the language of the campus. Pure; what devices and people wrote goes in as one harmless line.
import type { Severity } from "../contract/alarms.ts";
import type { Note } from "./roads/road.ts";
import { oneLine } from "./roads/text.ts";

export type Language = "zh-CN" | "en";

/** What is to be said of one alarm, every text already in the language. */
export interface AlarmWords {
  readonly severity: Severity;
  readonly what: string;
  /** Null: the gateway itself, or a device that stands nowhere. */
  readonly place: string | null;
  readonly device: string | null;
  readonly value: string | null;
  readonly limit: string | null;
  /** Clock time on campus, with the day when it is not today's; null: the clock was not set then. */
  readonly since: string | null;
  readonly action: string | null;
  /** Raised so many times as one; 0 or 1: once. */
  readonly times: number;
}

/** How a note stands among others. */
export interface Marks {
  readonly test: boolean;
  /** It may be the second of the same. */
  readonly repeated: boolean;
  readonly campus: string;
  /** Posts that were told of it before. */
  readonly toldPosts: readonly string[];
  /** How to acknowledge by answering; null: not by this road. */
  readonly reply: string | null;
  readonly link: string | null;
}

/** Stands where a time would, of a clock that was not set. */
export const UNSET: Readonly<Record<Language, string>> = { "zh-CN": "时间未校准", en: "clock not set" };

const SEVERITY: Readonly<Record<Severity, Readonly<Record<Language, string>>>> = {
  critical: { "zh-CN": "紧急", en: "Critical" },
  high: { "zh-CN": "高", en: "High" },
  medium: { "zh-CN": "中", en: "Medium" },
  low: { "zh-CN": "低", en: "Low" },
};

export function severityWord(severity: Severity, language: Language): string {
  return SEVERITY[severity][language];
}

/** `【…】` before a title. */
export const inBrackets = (text: string, language: Language) => (language === "en" ? `[${text}] ` : `【${text}】`);

/** The marks before a title: that it is a test, that it may be the second. */
export function markOf({ test, repeated }: Pick<Marks, "test" | "repeated">, language: Language): string {
  const en = language === "en";
  const marks = [...(test ? [en ? "TEST" : "测试"] : []), ...(repeated ? [en ? "may be repeated" : "可能重复"] : [])];
  return marks.map((mark) => inBrackets(mark, language)).join("");
}

/** Whom and what it is about: `网络机房 · 一号UPS`. */
function whereOf({ place, device }: Pick<AlarmWords, "place" | "device">, campus: string): string {
  return [campus, place, device].flatMap((part) => (part === null ? [] : [oneLine(part)])).join(" · ");
}

/** An alarm that was raised and nobody has answered. */
export function raisedNote(alarm: AlarmWords, marks: Marks, language: Language): Note {
  const en = language === "en";
  const { severity, value, limit, since, action, times } = alarm;
  const title = `${markOf(marks, language)}${inBrackets(SEVERITY[severity][language], language)}${oneLine(alarm.what)}`;
  const measured =
    value === null ? null : limit === null ? value : en ? `${value} (limit ${limit})` : `${value}（限值 ${limit}）`;
  const often = times < 2 ? null : en ? `Comes and goes: ${times} times by now` : `反复告警，已 ${times} 次`;
  const told = marks.toldPosts.map(oneLine).join(en ? ", " : "、");
  const lines = [
    whereOf(alarm, marks.campus),
    measured,
    since === null ? UNSET[language] : en ? `Since ${since}` : `自 ${since} 起`,
    often,
    action === null ? null : `${en ? "To do: " : "处理："}${oneLine(action)}`,
    told === "" ? null : `${en ? "Told before: " : "已通知："}${told}`,
    marks.reply,
    ...linkLine(marks.link, language),
  ];
  return { title, lines: lines.filter((line) => line !== null), phones: [] };
}

function linkLine(link: string | null, language: Language): readonly string[] {
  return link === null ? [] : [`${language === "en" ? "Acknowledge: " : "确认："}${link}`];
}

/** The same for a text message: one line, place first, then what, since when, what to do. */
export function briefNote(alarm: AlarmWords, marks: Marks, language: Language): Note {
  const en = language === "en";
  const where = [alarm.place ?? alarm.device].flatMap((part) => (part === null ? [] : [oneLine(part)]));
  const head = `${markOf(marks, language)}${inBrackets(oneLine(marks.campus), language)}`;
  const often = alarm.times < 2 ? "" : en ? ` (${alarm.times} times)` : `（${alarm.times} 次）`;
  const title = `${head}${[...where, oneLine(alarm.what), alarm.value, alarm.since ?? UNSET[language]].filter((part) => part !== null).join(" ")}${often}${en ? "." : "。"}`;
  const lines = [alarm.action === null ? null : oneLine(alarm.action), marks.reply, marks.link];
  return { title, lines: lines.filter((line) => line !== null), phones: [] };
}

/** How an alarm ended for those who were told of it. `by`: who has acknowledged; null: nobody is to be named. */
export function endNote(
  alarm: AlarmWords,
  end: { readonly says: "cleared" | "acknowledged"; readonly by: string | null; readonly at: string },
  marks: Marks,
  language: Language,
): Note {
  const en = language === "en";
  const word = end.says === "cleared" ? (en ? "Over" : "恢复") : en ? "Acknowledged" : "已确认";
  const often = alarm.times < 2 ? null : en ? `Had come ${alarm.times} times` : `其间共告警 ${alarm.times} 次`;
  const since = alarm.since ?? UNSET[language];
  const who = end.by === null ? "" : oneLine(end.by);
  const how =
    end.says === "cleared"
      ? en ? `From ${since} to ${end.at}` : `${since} 至 ${end.at}`
      : en ? `${who || "Somebody"} has seen it, ${end.at}` : `${who || "已有人"}${who === "" ? "" : " 已"}确认，${end.at}`; // biome-ignore format: two languages
  const title = `${markOf(marks, language)}${inBrackets(word, language)}${oneLine(alarm.what)}`;
  const lines = [whereOf(alarm, marks.campus), how, often].filter((line) => line !== null);
  return { title, lines, phones: [] };
}

/** Many alarms in one note. */
export interface DigestWords {
  readonly total: number;
  /** Still there and not acknowledged, not over. */
  readonly open: number;
  /** The worst of them. */
  readonly worst: readonly AlarmWords[];
  /** A link to acknowledge each of these; null: none. */
  readonly links: readonly (string | null)[];
  /** They are to be acknowledged on the console, since there are too many for links. */
  readonly onConsole: boolean;
  /** One answer by this road acknowledges all of them. */
  readonly atOnce: boolean;
  /** The flood is over: this is the last one. */
  readonly last: boolean;
}

/** For templates that can name one alarm: the worst of a digest, and how many others there are. */
export function firstOfMany({ total, worst }: DigestWords, language: Language): AlarmWords | null {
  const [first] = worst;
  const others = language === "en" ? `and ${total - 1} others` : `另有${total - 1}条`;
  return first === undefined ? null : { ...first, what: `${first.what} ${others}` };
}

/** A digest: how many, how many still hold, and the worst. */
export function digestNote(
  { total, open, worst, links, onConsole, last }: DigestWords,
  marks: Marks,
  language: Language,
): Note {
  const en = language === "en";
  const title = last
    ? en ? `[Alarms calm down] ${total} in all` : `【告警已平缓】共 ${total} 条告警`
    : en ? `[Many alarms] ${total} alarms` : `【集中告警】共 ${total} 条告警`; // biome-ignore format: two languages
  const still = en ? `${open} not acknowledged and not over` : `其中 ${open} 条未恢复且未确认`;
  const lines = worst.flatMap((alarm, i) => {
    const where = [alarm.place ?? alarm.device].flatMap((part) => (part === null ? [] : [oneLine(part)]));
    const line = `${inBrackets(SEVERITY[alarm.severity][language], language)}${[...where, oneLine(alarm.what), alarm.since ?? UNSET[language]].join(" ")}`;
    return [line, ...linkLine(links[i] ?? null, language)];
  });
  const look = !onConsole
    ? []
    : [en ? "Too many for links: acknowledge them on the console." : "告警较多，不逐条附确认链接，请在控制台确认。"];
  const heading = lines.length === 0 ? [] : [en ? "The worst:" : "最严重的："];
  const rest = open > worst.length && lines.length > 0 ? [en ? "… and others, see the console" : "……其余见控制台"] : [];
  const all = [oneLine(marks.campus), still, ...heading, ...lines, ...rest, marks.reply, ...look];
  return { title: `${markOf(marks, language)}${title}`, lines: all.filter((line) => line !== null), phones: [] };
}

/** The daily proof that a road lives, and the test of a road by itself. */
export function proofNote(says: "proof" | "test", road: string, marks: Marks, at: string, language: Language): Note {
  const en = language === "en";
  const title =
    says === "proof"
      ? en ? "The duty road works" : "值班通知正常"
      : en ? "Test of a duty road" : "值班通知测试"; // biome-ignore format: two languages
  const lines = [
    oneLine(marks.campus),
    `${oneLine(road)} ${at}`,
    ...(says === "test" ? [en ? "Nothing is to be done." : "无需处理。"] : []),
  ];
  return { title: `${markOf({ ...marks, test: says === "test" }, language)}${title}`, lines, phones: [] };
}
