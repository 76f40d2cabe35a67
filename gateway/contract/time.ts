// Times and durations as they cross the public border (contract §1). Inside, a time is epoch milliseconds (UTC).

const DURATION = /^(0|[1-9][0-9]*)(ms|s|min|h|d)$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Pattern of a duration, for JSON schemas. */
export const DURATION_PATTERN = DURATION.source;

/** Milliseconds of a duration such as `5s` or `3min`; `null` when the text is not one. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null) return null;
  const ms = Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? Number.NaN);
  return Number.isSafeInteger(ms) ? ms : null;
}

/** The shortest duration text of so many milliseconds: 15000 → `15s`, 0 → `0s`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  for (const unit of ["d", "h", "min", "s"]) {
    const size = UNIT_MS[unit] ?? 1;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${Math.round(ms)}ms`;
}

/** RFC 3339, UTC, three decimals, `Z`: the only form of a time that we write. */
export function formatTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
/** The last instant that has an RFC 3339 form: 9999-12-31T23:59:59.999Z. */
const LAST_MS = 253_402_300_799_999;

/** Epoch milliseconds of an RFC 3339 text with any offset, or of an integer of epoch milliseconds; `null` when it is neither. */
export function parseTime(input: unknown): number | null {
  if (typeof input === "number") return Number.isInteger(input) && input >= 0 && input <= LAST_MS ? input : null;
  if (typeof input !== "string" || input.length > 40) return null;
  const match = RFC3339.exec(input);
  if (match === null) return null;
  const [, year, month, day] = match;
  const ms = Date.parse(input);
  if (!Number.isFinite(ms) || ms < 0 || ms > LAST_MS) return null;
  // Date.parse turns 02-30 into 03-02; a day that does not exist is an error, not another day.
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) <= days ? ms : null;
}
