// Who is on duty on campus: the posts, the persons who stand at them, and what is told of both.
import type { Severity } from "./alarms.ts";

type Text = Readonly<Record<string, string>>;

/** Somewhere that somebody is on duty: `duty.posts` of campus.yaml. */
export interface PostSettings {
  readonly id: string;
  readonly name: string;
  /** The place it is at; null: nowhere in particular (a teacher on call). */
  readonly place: string | null;
  /** `always`: an hour without anybody is a warning; `sometimes`: it is meant. */
  readonly covered: "always" | "sometimes";
  /** So soon after a shift began somebody must have signed on; null: nobody is waited for. */
  readonly signOnWithinMs: number | null;
}

export interface DutySettings {
  readonly posts: readonly PostSettings[];
}

/** Somebody who can be called. Names and numbers stay in campus.db and in answers to those who may read them. */
export interface Person {
  /** `p-…`, random: what entries, the ledger and acknowledgements say. */
  readonly id: string;
  readonly name: string;
  /** As one dials them, best first. */
  readonly phones: readonly string[];
  readonly mail: string | null;
  /** The account that this person signs in with; null: none. */
  readonly account: string | null;
}

/** Where `post` consoles are, and whether they can be heard. `silent`: nobody wants sound there; `blocked`: the browser waits for a touch. */
export type PostSound = "on" | "silent" | "blocked";

/** What a post's console has done with an announcement. */
export interface Heard {
  readonly sound: PostSound;
  /** In words, not only by a tone. */
  readonly spoken: boolean;
  /** True: it waits for its turn behind others and is not heard yet; said again every few seconds while that lasts. */
  readonly waiting?: boolean;
}

/** What a post's console is to say, aloud and on screen. */
export interface Announcement {
  readonly n: number;
  readonly post: string;
  readonly severity: Severity;
  /** In whole sentences, to be spoken. */
  readonly text: Readonly<Record<string, string>>;
  readonly alarm: { readonly id: string; readonly occurrence: number } | null;
  readonly at: string;
  readonly test: boolean;
  /** True: it is said again until it is gone (acknowledged, cleared, shelved). False: once, and it goes by itself. */
  readonly standing: boolean;
  /** It may cost a life or the building: said before everything else. */
  readonly danger: boolean;
}

/** Which days a shift begins on. `restday`: weekends and holidays but for swapped working days. */
export const SHIFT_DAYS = ["every-day", "workday", "restday"] as const;
export type ShiftDays = (typeof SHIFT_DAYS)[number];

/** A shift that repeats at a post. It crosses midnight when it does not end after it begins; equal times are 24 hours. */
export interface Shift {
  readonly id: string;
  readonly name: string;
  readonly post: string;
  readonly days: ShiftDays;
  /** `HH:MM` on campus. */
  readonly from: string;
  readonly to: string;
  /** Who stands there in turn: one group for each day (or week) from the start on, then from the first again. */
  readonly rotation: {
    readonly per: "day" | "week";
    /** The day that the first group has, `YYYY-MM-DD`. */
    readonly start: string;
    readonly groups: readonly (readonly string[])[];
  };
}

/** On one day a shift is held by others than the rotation says (换班), or by nobody. */
export interface SwapView {
  readonly shift: string;
  /** The day the shift begins on. */
  readonly day: string;
  readonly persons: readonly string[];
  /** The account that entered it. */
  readonly by: string;
  readonly at: string;
  readonly comment: string | null;
}

/** Names by person's id; empty for those who may not read them. */
export interface Named {
  readonly names: Readonly<Record<string, string>>;
}

export interface RosterView extends Named {
  readonly version: number;
  readonly shifts: readonly Shift[];
  readonly swaps: readonly SwapView[];
  readonly changedAt: string | null;
  readonly changedBy: string | null;
}

export interface PersonView extends Person {
  readonly version: number;
  readonly changedAt: string;
  readonly changedBy: string;
  /** Where the roster names this person: ids of shifts, and `SHIFT DAY` of swaps to come. */
  readonly shifts: readonly string[];
  /** Posts that this person is signed on at. */
  readonly signedOn: readonly string[];
}

/** One shift of one day. */
export interface TurnView {
  readonly shift: string;
  readonly name: string;
  readonly post: string;
  readonly day: string;
  readonly from: string;
  readonly to: string;
  readonly persons: readonly string[];
  readonly swapped: boolean;
}

/** `swapped`: a weekend day on which people work (调休). */
export const DAY_KINDS = ["workday", "swapped", "weekend", "holiday"] as const;
export type DayKind = (typeof DAY_KINDS)[number];

export interface DayView {
  readonly day: string;
  readonly kind: DayKind;
  readonly name: Text | null;
  /** The school's own decision, not the State Council's. */
  readonly own: boolean;
}

export interface TurnsView extends Named {
  readonly turns: readonly TurnView[];
  readonly days: readonly DayView[];
}

/** Something about the roster that somebody should put right. */
export interface DutyWarning {
  readonly code: "no-holiday-year" | "unknown-post" | "clock-unset";
  readonly year?: number;
  readonly post?: string;
  readonly shift?: string;
  readonly text: Text;
}

export interface GapsView {
  readonly from: string;
  readonly to: string;
  readonly gaps: readonly { readonly post: string; readonly from: string; readonly to: string }[];
  readonly warnings: readonly DutyWarning[];
}

export type SpotCheckState = "open" | "answered" | "missed";

/** Somebody asks a post whether anybody is there (查岗). */
export interface SpotCheck {
  readonly id: string;
  readonly post: string;
  /** An account, or `county:…`. */
  readonly by: string;
  readonly at: string;
  readonly until: string;
  readonly state: SpotCheckState;
  readonly person: string | null;
  readonly answeredAt: string | null;
}

export interface SignedOn {
  readonly persons: readonly string[];
  readonly since: string;
  /** The account. */
  readonly by: string;
  /** False: they are of an earlier shift, and nobody has signed on since. */
  readonly current: boolean;
}

/** A post as it is now. */
export interface PostNow {
  readonly id: string;
  readonly name: string;
  readonly place: string | null;
  readonly covered: PostSettings["covered"];
  readonly signOnWithin: string | null;
  /** Those that run now. */
  readonly turns: readonly TurnView[];
  readonly next: TurnView | null;
  readonly rostered: readonly string[];
  readonly signedOn: SignedOn | null;
  /** Whom a call reaches, in order. */
  readonly onDuty: readonly string[];
  /** Nobody has signed on in time. */
  readonly missed: boolean;
  /** Somebody must be there, and the roster has nobody. */
  readonly gap: boolean;
  readonly console: { readonly present: boolean; readonly sound: PostSound | null; readonly consoles: number };
  readonly spotCheck: SpotCheck | null;
}

export interface DutyNow extends Named {
  readonly at: string;
  readonly clockTrusted: boolean;
  readonly day: DayView;
  readonly posts: readonly PostNow[];
}

export interface HolidaySpan {
  readonly name: Text;
  /** First and last day, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
}

/** What the school itself decides: days without school, and days with school that would be free. */
export interface OwnDays {
  readonly daysOff: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  readonly schoolDays: readonly { readonly day: string; readonly name: string }[];
}

export interface CalendarView {
  readonly year: number;
  readonly known: boolean;
  readonly source: string | null;
  /** It came with the gateway. */
  readonly shipped: boolean;
  readonly holidays: readonly HolidaySpan[];
  readonly swappedWorkdays: readonly string[];
  readonly own: OwnDays & { readonly version: number };
  /** Null: nothing to be done. */
  readonly warning: Text | null;
}

/** What stands at a post's console now; `next` is the next `after`. */
export interface PostCalls extends Named {
  readonly next: string;
  readonly announcements: readonly Announcement[];
  readonly spotCheck: SpotCheck | null;
}
