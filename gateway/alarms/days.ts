// Where days begin in a time zone, also on days of 23 or 25 hours. Pure.

const DAY_MS = 86_400_000;

/** Tells the midnight before a moment, epoch ms; remembers the last day, as moments come in order. */
export function dayStarts(timezone: string): (ms: number) => number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }); // biome-ignore format: the parts of a time
  const offsetAt = (ms: number) => {
    const of = new Map(parts.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const [year = 0, month = 1, day = 1] = [of.get("year"), of.get("month"), of.get("day")];
    const local = Date.UTC(year, month - 1, day, of.get("hour"), of.get("minute"), of.get("second"));
    return local - Math.floor(ms / 1000) * 1000;
  };
  const startOf = (ms: number) => {
    const local = ms + offsetAt(ms);
    const midnight = Math.floor(local / DAY_MS) * DAY_MS;
    const guess = midnight - offsetAt(ms);
    // The offset may have been another one at midnight.
    return midnight - offsetAt(guess);
  };
  let known = { from: 0, to: 0 };
  return (ms) => {
    // Within 23 hours of a midnight it is the same day, whatever the clocks did.
    if (ms >= known.from && ms < known.to) return known.from;
    const from = startOf(ms);
    known = { from, to: from + DAY_MS - 3_600_000 };
    return from;
  };
}
