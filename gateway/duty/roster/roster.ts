// The words of a roster: posts, the persons who can stand there, the shifts that repeat, and what is different on single days. Pure.

/** Which days a shift begins on. `restday`: weekends and holidays but for swapped working days. */
export const SHIFT_DAYS = ["every-day", "workday", "restday"] as const;
export type ShiftDays = (typeof SHIFT_DAYS)[number];

/** A shift that repeats at a post. It crosses midnight when it does not end after it begins; equal times are 24 hours. */
export interface Shift {
  readonly id: string;
  readonly post: string;
  readonly days: ShiftDays;
  /** `HH:MM` on campus. */
  readonly from: string;
  readonly to: string;
  /** Who stands there in turn: one group for each day (or week) that the shift begins on, then from the start again. */
  readonly rotation: {
    readonly per: "day" | "week";
    /** The day that the first group has, `YYYY-MM-DD`. */
    readonly start: string;
    readonly groups: readonly (readonly string[])[];
  };
}

/** On one day a shift is held by others than the rotation says (换班), or by nobody. */
export interface Swap {
  readonly shift: string;
  /** The day the shift begins on. */
  readonly day: string;
  readonly persons: readonly string[];
}

export interface Roster {
  readonly shifts: readonly Shift[];
  readonly swaps: readonly Swap[];
}

/** One shift of one day. */
export interface Turn {
  readonly shift: string;
  readonly post: string;
  readonly day: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly persons: readonly string[];
  readonly isSwapped: boolean;
}
