// The holidays of a year as a form has them: empty with the usual names, of a file, or of a year that is known; whether they are right is the
// gateway's to say. Pure.
import type { CalendarView, HolidaySpan } from "#gateway/contract/duty.ts";
import { typedDay } from "./typed.ts";

/** What the form has; the year is typed. */
export interface YearFields {
  readonly year: string;
  readonly source: string;
  readonly holidays: readonly HolidaySpan[];
  readonly swappedWorkdays: readonly string[];
}

/** What is sent, and what a file holds. */
export type YearBody = Omit<YearFields, "year"> & { readonly year: number };

/** In the order of a notice; which days they are is never computed. */
const USUAL: readonly HolidaySpan["name"][] = [
  { "zh-CN": "元旦", en: "New Year's Day" },
  { "zh-CN": "春节", en: "Spring Festival" },
  { "zh-CN": "清明节", en: "Qingming Festival" },
  { "zh-CN": "劳动节", en: "Labour Day" },
  { "zh-CN": "端午节", en: "Dragon Boat Festival" },
  { "zh-CN": "中秋节", en: "Mid-Autumn Festival" },
  { "zh-CN": "国庆节", en: "National Day" },
];

/** A year of which nothing is known but what its holidays are called. */
export function emptyYear(year: number): YearFields {
  const holidays = USUAL.map((name) => ({ name, from: "", to: "" }));
  return { year: String(year), source: "", holidays, swappedWorkdays: [] };
}

/** A year that is known, to be changed. */
export function fieldsOf({ year, source, holidays, swappedWorkdays }: CalendarView): YearFields {
  return { year: String(year), source: source ?? "", holidays, swappedWorkdays };
}

/** A year that is known, as a file to fill in others like it. */
export function sampleOf({ year, source, holidays, swappedWorkdays }: CalendarView): string {
  const body: YearBody = { year, source: source ?? "", holidays, swappedWorkdays };
  return `${JSON.stringify(body, null, 2)}\n`;
}

/** As it is sent: days as the gateway writes them, blanks gone, a year that is none as it was typed. */
export function bodyOf({ year, source, holidays, swappedWorkdays }: YearFields): YearBody {
  const day = (text: string) => dayOfYear(text, year);
  return {
    year: Number(year.normalize("NFKC").trim()),
    source: source.trim(),
    holidays: holidays.map(({ name, from, to }) => ({ name, from: day(from), to: day(to) })),
    swappedWorkdays: swappedWorkdays.map(day),
  };
}

/** A notice names days without their year: `2月14日` and `2-14` are of the form's. */
export function dayOfYear(text: string, year: string): string {
  const [, month, day] = /^(\d{1,2})[-/.月](\d{1,2})日?$/.exec(text.normalize("NFKC").trim()) ?? [];
  return typedDay(month === undefined ? text : `${year.normalize("NFKC").trim()}-${month}-${day}`);
}

/** What a file says, as far as it can be put into the form; null: it is no JSON object. */
export function yearFileOf(text: string): YearFields | null {
  const body = parsed(text);
  if (!isObject(body)) return null;
  const { year, source, holidays, swappedWorkdays } = body;
  return {
    year: said(year),
    source: said(source),
    holidays: listOf(holidays).map((one) => {
      const { name, from, to } = isObject(one) ? one : {};
      const names = isObject(name) ? name : { "zh-CN": name };
      const words = Object.entries(names).map(([language, word]) => [language, said(word)] as const);
      return { name: Object.fromEntries(words), from: said(from), to: said(to) };
    }),
    swappedWorkdays: listOf(swappedWorkdays).map(said),
  };
}

function said(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    // Windows writes a mark before it.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
