// How many bytes besides alarms the line may have at this time of day, so that lessons come before backlogs. Without limits: all it takes.

export interface Limit {
  /** Minutes since midnight on campus; `from` later than `to` reaches over midnight. */
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly bytesPerSecond: number;
}

export interface Budget {
  /** Bytes that may go now; may be overdrawn by one frame. Monotonic ms. */
  allowance(atMs: number): number;
  spend(bytes: number, atMs: number): void;
}

/** So much is saved up while nothing is sent. */
const BURST_SECONDS = 2;

/** A budget of these limits; the first that holds counts. `minuteOfDay` is the campus's own time. */
export function createBudget(limits: readonly Limit[], minuteOfDay: () => number): Budget {
  let saved = Number.POSITIVE_INFINITY;
  let rate = Number.POSITIVE_INFINITY;
  let at: number | null = null;
  const settle = (nowMs: number): number => {
    const minute = minuteOfDay();
    const next = limits.find((limit) => holds(limit, minute))?.bytesPerSecond ?? Number.POSITIVE_INFINITY;
    const elapsed = at === null ? 0 : (nowMs - at) / 1000;
    at = nowMs;
    if (next === Number.POSITIVE_INFINITY) saved = next;
    // A limit begins with what one second may carry.
    else if (rate === Number.POSITIVE_INFINITY) saved = next;
    else saved = Math.min(saved + elapsed * next, BURST_SECONDS * next);
    rate = next;
    return saved;
  };
  return {
    allowance: settle,
    spend(bytes, atMs) {
      saved = settle(atMs) - bytes;
    },
  };
}

function holds({ fromMinute, toMinute }: Limit, minute: number): boolean {
  return fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}

/** The minute of the day in a time zone. */
export function minuteOfDayIn(timezone: string, nowMs: () => number): () => number {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return () => {
    const [hour = "0", minute = "0"] = format.format(nowMs()).split(":");
    return Number(hour) * 60 + Number(minute);
  };
}
