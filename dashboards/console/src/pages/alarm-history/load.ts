// How much the alarms ask of the people on duty. Pure.

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More than this nobody can follow beside other work (EEMUA 191, ISA-18.2: one in ten minutes). */
export const MOST_PER_HOUR = 6;

/** How many were raised in an hour on average; `from` null: since the first day that has any. */
export function perHour(
  raised: number,
  { from, to }: { readonly from: number | null; readonly to: number },
  days: readonly { readonly at: string; readonly raised: number }[],
): number {
  const first = days.find((day) => day.raised > 0)?.at;
  const start = from ?? (first === undefined ? to - DAY_MS : Date.parse(first));
  return raised / Math.max(1, (to - start) / HOUR_MS);
}

/** Of all, in whole percent; 0 when there is nothing. */
export function shareOf(part: number, all: number): number {
  return all === 0 ? 0 : Math.round((part / all) * 100);
}

interface Day {
  readonly at: string;
  readonly raised: number;
}

const MOST_DAYS = 366;
/** A day may be an hour longer or shorter. */
const ALIKE_MS = 2 * HOUR_MS;

/** The days with those between them on which there was nothing; at most a year. */
export function everyDay(days: readonly Day[]): readonly Day[] {
  return days.slice(-MOST_DAYS).flatMap((day, index, all) => {
    const before = all[index - 1];
    const empty: Day[] = [];
    let ms = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before.at) + DAY_MS;
    for (; ms < Date.parse(day.at) - ALIKE_MS && empty.length < MOST_DAYS; ms += DAY_MS)
      empty.push({ at: new Date(ms).toISOString(), raised: 0 });
    return [...empty, day];
  });
}
