// What clocks on campus show: minutes of the day for plans, and times as people read them. Pure.

export interface CampusMinute {
  /** Minutes since midnight. */
  minuteOf(ms: number): number;
  /** `YYYY-MM-DD`. */
  dayOf(ms: number): string;
  /** `02:10`, or `11-22 02:10` when that is another day than `nowMs`. */
  shown(ms: number, nowMs: number): string;
}

/** Clock times of a time zone. */
export function campusMinute(timezone: string): CampusMinute {
  const form = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" });
  const dayOf = (ms: number) => form.format(ms).slice(0, 10);
  return {
    dayOf,
    minuteOf(ms) {
      const [hour, minute] = form.format(ms).slice(11).split(":");
      return Number(hour) * 60 + Number(minute);
    },
    shown(ms, nowMs) {
      const text = form.format(ms);
      const time = text.slice(11, 16);
      return text.slice(0, 10) === dayOf(nowMs) ? time : `${text.slice(5, 10)} ${time}`;
    },
  };
}
