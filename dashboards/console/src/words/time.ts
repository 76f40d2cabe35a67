// Times on screen: the campus's zone, 24 hours; durations of the contract; ages in words.
import type { Say } from "../i18n/texts.ts";
import type { wordTexts } from "./texts.ts";

type WordKey = (typeof wordTexts)["keys"][number];

let zone = "Asia/Shanghai";
const formats = new Map<string, Intl.DateTimeFormat>();

/** Set when the campus is known. */
export function setCampusZone(timezone: string): void {
  zone = timezone;
  formats.clear();
}

export function campusZone(): string {
  return zone;
}

function partsOf(ms: number): Record<string, string> {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
}

/** `MM-DD HH:mm:ss` in the campus's zone; the year is added when it is not the year of `now`. */
export function timeText(ms: number, now: number): string {
  const { year, month, day, hour, minute, second } = partsOf(ms);
  const date = year === partsOf(now).year ? `${month}-${day}` : `${year}-${month}-${day}`;
  return `${date} ${hour}:${minute}:${second}`;
}

/** `YYYY-MM-DD HH:mm:ss` in the campus's zone, as spreadsheets read it. */
export function stampText(ms: number): string {
  const { year, month, day, hour, minute, second } = partsOf(ms);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

/** `HH:mm:ss` in the campus's zone. */
export function clockText(ms: number): string {
  const { hour, minute, second } = partsOf(ms);
  return `${hour}:${minute}:${second}`;
}

/** How long ago, in words. */
export function ageText(ageMs: number, say: Say<WordKey>): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  if (seconds < 2) return say("justNow");
  if (seconds < 60) return say("secondsAgo", { n: seconds });
  if (seconds < 3600) return say("minutesAgo", { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return say("hoursAgo", { n: Math.floor(seconds / 3600) });
  return say("daysAgo", { n: Math.floor(seconds / 86_400) });
}
