// Quiet times: when alarms that are expected call nobody, once or again and again, by the clocks on campus.
import type { Maintenance } from "./alarm-desk.ts";

/** Work is done there; the power is off as planned; the school is on holiday. */
export type QuietKind = "maintenance" | "power-off" | "vacation";

/** Clock times `HH:MM` and days `YYYY-MM-DD` of the campus; a `to` that is no later than `from` is on the next day. */
export type QuietWhen =
  | {
      readonly is: "once";
      readonly fromDay: string;
      readonly from: string;
      readonly toDay: string;
      readonly to: string;
    }
  | {
      readonly is: "weekly";
      /** 1 Monday … 7 Sunday: the days on which it begins. */
      readonly weekdays: readonly number[];
      readonly from: string;
      readonly to: string;
      readonly firstDay: string;
      readonly lastDay: string | null;
    }
  | {
      readonly is: "monthly";
      /** 1 first … 4 fourth, -1 last. */
      readonly nth: number;
      readonly weekday: number;
      readonly from: string;
      readonly to: string;
      readonly firstDay: string;
      readonly lastDay: string | null;
    };

/** What somebody asks for. */
export interface QuietWish {
  readonly kind: QuietKind;
  readonly scopes: readonly Maintenance["scope"][];
  readonly when: QuietWhen;
  /** Where it is from: a notice of the power supplier, the school calendar. */
  readonly comment: string | null;
}

/** One time that it is quiet, as clocks on campus show it. */
export interface QuietOccurrence {
  /** The day on which it begins: by that it is cancelled. */
  readonly day: string;
  /** `YYYY-MM-DD HH:MM` */
  readonly from: string;
  readonly to: string;
}

export interface QuietTime extends QuietWish {
  readonly id: string;
  readonly by: string;
  /** Days whose occurrence was cancelled. */
  readonly cancelled: readonly string[];
  /** The one that runs, or null. */
  readonly running: QuietOccurrence | null;
  readonly next: readonly QuietOccurrence[];
  /** Open alarms that it holds now. */
  readonly holds: number;
}

/** What a quiet time would hold if it ran now. */
export interface QuietPreview {
  readonly alarms: readonly string[];
  readonly next: readonly QuietOccurrence[];
}
