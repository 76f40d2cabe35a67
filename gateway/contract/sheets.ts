// The sheets for whoever is answerable: 今日平安, three lines in the morning and in the evening, and the month.
import type { AlarmFigures } from "./alarm-figures.ts";
import type { Severity } from "./alarms.ts";
import type { Verdict } from "./story.ts";
import type { MonthlyTickets } from "./tickets.ts";

export const DAY_PARTS = ["morning", "evening"] as const;
/** `morning`: the night before, 18:00 to 07:00; `evening`: the day, 07:00 to 18:00. Times of the campus. */
export type DayPart = (typeof DAY_PARTS)[number];
/** When a part is over, on campus clocks: the school is opened, the last class has gone. */
export const PART_ENDS: Readonly<Record<DayPart, string>> = { morning: "07:00", evening: "18:00" };

/** Somebody's turn at a post, as planned. */
export interface TurnOnDuty {
  readonly post: string;
  /** Id of the person; null: the hours were nobody's. */
  readonly person: string | null;
  readonly from: string;
  readonly to: string;
  /** False: nobody has to sign on at the post. */
  readonly awaited: boolean;
  /** Null: nobody signed on. */
  readonly signedOnAt: string | null;
}

/** Who was on duty over a time, and whether they answered when asked. */
export interface DutyRecord {
  readonly turns: readonly TurnOnDuty[];
  /** Hours of posts that must always be covered, and those of them that nobody was planned for. */
  readonly dueMs: number;
  readonly uncoveredMs: number;
  /** Shifts that somebody had to sign on to, and those without. */
  readonly shifts: number;
  readonly missed: number;
  readonly spotChecks: { readonly asked: number; readonly answered: number };
}

/** How a road did over a time; tests, proofs and sheets are not counted. */
export interface RoadRecord {
  readonly road: string;
  readonly name: string;
  readonly accepted: number;
  readonly failed: number;
  readonly unknown: number;
}

/** An alarm that the sheet speaks of. */
export interface SheetAlarm {
  readonly alarm: string;
  readonly occurrence: number;
  readonly device: string | null;
  readonly severity: Severity;
  readonly text: Readonly<Record<string, string>>;
  readonly raisedAt: string;
  readonly clearedAt: string | null;
  readonly acknowledgedAt: string | null;
  /** An account, or a person `p-…`. */
  readonly acknowledgedBy: string | null;
  readonly verdict: Verdict | null;
}

/** Three lines, and what each of them rests on. */
export interface DaySheet {
  /** `YYYY-MM-DD` on campus. */
  readonly day: string;
  readonly part: DayPart;
  readonly from: string;
  /** The end of the part, or now when that is earlier: `complete` is false then. */
  readonly to: string;
  readonly complete: boolean;
  /** Records begin only then, and of the time before nothing is reckoned; null: there are some of all of it. */
  readonly recordsFrom: string | null;
  readonly lines: readonly [alarms: string, duty: string, devices: string];
  readonly alarms: readonly SheetAlarm[];
  /** Null: no roster is kept, or there are no records. */
  readonly duty: DutyRecord | null;
  readonly devices: { readonly all: number; readonly normal: number; readonly troubled: readonly string[] };
  /** Open at the end: alarms of before that last, and repairs. */
  readonly standing: readonly SheetAlarm[];
  readonly tickets: readonly { readonly id: string; readonly name: string; readonly openedAt: string }[];
}

/** A month for whoever signs it. */
export interface MonthSheet {
  /** `YYYY-MM` on campus. */
  readonly month: string;
  readonly from: string;
  readonly to: string;
  readonly complete: boolean;
  /** As of a day's sheet. */
  readonly recordsFrom: string | null;
  readonly figures: AlarmFigures;
  /** Null: no roster is kept. */
  readonly duty: DutyRecord | null;
  readonly roads: readonly RoadRecord[];
  /**
   * Time that devices answered, 0 to 1 over all, reckoned from `device-offline`: what was silent for some minutes, also behind a broken link and
   * in maintenance. Null: nobody knows, since that rule is off or there are no records. Those that were away, the longest first.
   */
  readonly availability: {
    readonly share: number | null;
    readonly away: readonly { readonly device: string; readonly awayMs: number; readonly times: number }[];
  };
  readonly tickets: MonthlyTickets | null;
}
