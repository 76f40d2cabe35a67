// Days and months of a campus: which day a moment belongs to, and when a month begins and ends there. Pure.

const DAY_MS = 86_400_000;

/** The day of a moment in a time zone, `YYYY-MM-DD`. */
export function dayIn(timezone: string): (ms: number) => string {
  const form = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (ms) => form.format(ms);
}

/** `[fromMs, toMs)` of a month `YYYY-MM`; null when it is none. */
export function monthIn(month: string, timezone: string): { readonly fromMs: number; readonly toMs: number } | null {
  const [, year, number] = /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined || number === undefined) return null;
  const day = dayIn(timezone);
  const next =
    Number(number) === 12 ? `${Number(year) + 1}-01` : `${year}-${String(Number(number) + 1).padStart(2, "0")}`;
  return { fromMs: startOf(`${month}-01`, day), toMs: startOf(`${next}-01`, day) };
}

/** The first moment of a day: zones are at most 14 hours off, and no zone changes by less than a minute. */
function startOf(wanted: string, day: (ms: number) => string): number {
  let before = Date.parse(wanted) - DAY_MS;
  let after = Date.parse(wanted) + DAY_MS;
  while (after - before > 60_000) {
    const middle = before + Math.floor((after - before) / 120_000) * 60_000;
    if (day(middle) < wanted) before = middle;
    else after = middle;
  }
  return after;
}
