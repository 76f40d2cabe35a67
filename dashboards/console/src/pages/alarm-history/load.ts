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
