// What people hear: whole sentences without symbols, times as they are said. Pure.
import { oneLine } from "./roads/text.ts";
import { type AlarmWords, type DigestWords, type Language, type Marks, severityWord } from "./words.ts";

/** Nobody listens longer, and nothing may keep a line busy. */
const MOST_CHARACTERS = 120;
const MOST_READ = 1000;
const DIGITS = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"] as const;

/** What a sign means is said in words before signs become pauses: a frost, a share or a time must not be another one to the ear. */
const SAID: Readonly<Record<Language, readonly (readonly [RegExp, string])[]>> = {
  "zh-CN": [
    [/(?<![\p{L}\p{N}])[-−–] ?(\d+(?:\.\d+)?) ?°C/gu, "零下$1度"],
    [/(?<=\d) ?°C/gu, "度"],
    [/(?<!\d)0?(\d{1,2})-0?(\d{1,2}) 0?(\d{1,2}):0?(\d{1,2})(?![\d:])/gu, "$1月$2日$3点$4分"],
    [/(?<![\d:])0?(\d{1,2}):0?(\d{1,2})(?![\d:])/gu, "$1点$2分"],
    [/(?<![\p{L}\p{N}])[-−–] ?(?=\d)/gu, "负"],
    [/(?<![\d.])(\d+(?:\.\d+)?) ?%/gu, "百分之$1"],
  ],
  en: [
    [/(?<=\d) ?°C/gu, " degrees"],
    [/(?<![\p{L}\p{N}])[-−–] ?(?=\d)/gu, " minus "],
    [/(?<=\d) ?%/gu, " percent"],
  ],
};

/** Text as a voice can read it: letters, digits and single spaces; everything else is a pause. */
export function speakable(text: string, language: Language): string {
  const words = SAID[language].reduce(
    (said, [sign, word]) => said.replace(sign, word),
    // Nobody can make a voice busy with a text of any length.
    oneLine(text).slice(0, MOST_READ).normalize("NFKC"),
  );
  const plain = words
    .replace(/[^\p{L}\p{M}\p{N}.]+/gu, " ")
    .replace(/(?<!\d)\.|\.(?!\d)/g, " ")
    .replace(/ {2,}/g, " ")
    .trim();
  return [...plain].slice(0, MOST_CHARACTERS).join("");
}

/** A whole number from 0 to 9999 as it is said in Chinese. */
export function chineseNumber(number: number): string {
  if (number < 10) return DIGITS[number] ?? "";
  if (number < 20) return `十${number === 10 ? "" : DIGITS[number - 10]}`;
  const [size, word] = number >= 1000 ? [1000, "千"] : number >= 100 ? [100, "百"] : [10, "十"];
  const [head, rest] = [Math.floor(number / size), number % size];
  if (rest === 0) return `${DIGITS[head]}${word}`;
  const tail = rest < 20 && rest >= 10 && size > 10 ? `一${chineseNumber(rest)}` : chineseNumber(rest);
  return `${DIGITS[head]}${word}${rest < size / 10 ? "零" : ""}${tail}`;
}

/** `02:10` as it is said: 二点十分. */
export function spokenTime(time: string, language: Language): string {
  const [, hour, minute] = /(\d\d):(\d\d)$/.exec(time) ?? [];
  if (hour === undefined || minute === undefined) return "";
  if (language === "en") return `${Number(hour)} ${minute === "00" ? "o'clock" : minute}`;
  const past = Number(minute) === 0 ? "整" : `${Number(minute) < 10 ? "零" : ""}${chineseNumber(Number(minute))}分`;
  return `${chineseNumber(Number(hour))}点${past}`;
}

function sentences(parts: readonly (string | null)[], language: Language): string {
  const said = parts.flatMap((part) => (part === null || part === "" ? [] : [part]));
  if (said.length === 0) return "";
  return language === "en" ? `${said.join(", ")}.` : `${said.join("，")}。`;
}

type SpokenMarks = Pick<Marks, "test" | "repeated" | "campus">;

function headOf({ test, repeated, campus }: SpokenMarks, language: Language): readonly (string | null)[] {
  const en = language === "en";
  const mark = test
    ? en
      ? "This is a test"
      : "这是测试"
    : repeated
      ? en
        ? "This may be repeated"
        : "可能重复"
      : null;
  return [mark, speakable(campus, language)];
}

/** An alarm: where, what, since when, what to do. */
export function spokenRaised(alarm: AlarmWords, marks: SpokenMarks, language: Language): string {
  const en = language === "en";
  const where = alarm.place ?? alarm.device;
  const often =
    alarm.times < 2
      ? null
      : en
        ? `${alarm.times} times by now`
        : `已告警${chineseNumber(Math.min(alarm.times, 9999))}次`;
  const what = [
    ...headOf(marks, language),
    where === null ? null : speakable(where, language),
    speakable(alarm.what, language),
    often,
    alarm.since === null ? null : spokenTime(alarm.since, language),
  ];
  const action = alarm.action === null ? "" : sentences([speakable(alarm.action, language)], language);
  return `${sentences(what, language)}${en && action !== "" ? " " : ""}${action}`;
}

/** That an alarm is over, or somebody has seen it. */
export function spokenEnd(
  alarm: AlarmWords,
  says: "cleared" | "acknowledged",
  marks: SpokenMarks,
  language: Language,
): string {
  const en = language === "en";
  const word = says === "cleared" ? (en ? "is over" : "已恢复") : en ? "somebody has acknowledged" : "已有人确认";
  const where = alarm.place ?? alarm.device;
  return sentences(
    [
      ...headOf(marks, language),
      where === null ? null : speakable(where, language),
      speakable(alarm.what, language),
      word,
    ],
    language,
  );
}

/** Many alarms: how many, and the worst one. */
export function spokenDigest(
  { total, open, worst, atOnce, last }: DigestWords,
  marks: SpokenMarks,
  language: Language,
): string {
  const en = language === "en";
  const count = (number: number) => (en ? String(number) : number > 9999 ? String(number) : chineseNumber(number));
  const many = en ? `${total} alarms` : `共${count(total)}条告警`;
  const still = last ? (en ? `${open} are still open` : `还有${count(open)}条未处理`) : null;
  const all = !atOnce ? null : en ? "one acknowledgement counts for all" : "确认一次即确认全部";
  const [first] = worst;
  const place = first?.place ?? first?.device ?? null;
  const most =
    first === undefined
      ? []
      : [
          en ? "the worst" : "最严重的是",
          severityWord(first.severity, language),
          place === null ? null : speakable(place, language),
          speakable(first.what, language),
        ];
  return `${sentences([...headOf(marks, language), many, still, ...most, all], language)}`;
}

/** The daily proof, or the test of a road. */
export function spokenProof(says: "proof" | "test", marks: SpokenMarks, language: Language): string {
  const en = language === "en";
  const text =
    says === "proof" ? (en ? "the duty road works" : "值班通知正常") : en ? "nothing is to be done" : "无需处理";
  return sentences([...headOf({ ...marks, test: says === "test" }, language), text], language);
}
