// What the county's interface says of its campuses: rows of the fleet, alarms, series. Shared by the county service and the console.
import type { Alarm, Severity } from "./alarms.ts";
import type { Entry } from "./entry.ts";

/** What costs a campus points, in the order in which it is told. */
export const PENALTIES = ["critical-alarms", "high-alarms", "medium-alarms", "low-alarms", "devices-offline", "backlog", "clock", "certificate", "quarantine", "violations"] as const; // biome-ignore format: a list of words

export interface Penalty {
  readonly code: (typeof PENALTIES)[number];
  readonly points: number;
  /** How many, or how much: alarms, devices, frames, milliseconds, days. */
  readonly count: number;
}

/** `unknown`: never heard. */
export type LinkState = "up" | "down" | "unknown";

/** The worst of a well-known point, and where it was measured. */
export interface WorstPoint {
  readonly point: string;
  readonly unit: string;
  readonly value: number;
  readonly device: string;
  readonly at: string;
}

export interface CampusView {
  readonly id: string;
  readonly name: string;
  readonly town: string | null;
  readonly townName: string | null;
  readonly tags: readonly string[];
  readonly link: {
    readonly state: LinkState;
    readonly since: string | null;
    readonly lastSeen: string | null;
    /** Not connected, and at this time it need not be: its power is switched off as planned. */
    readonly planned: boolean;
  };
  /** Null: nothing is known of now. */
  readonly score: number | null;
  readonly penalties: readonly Penalty[];
  readonly openAlarms: Readonly<Record<Severity, number>>;
  readonly worstSeverity: Severity | null;
  readonly worstSince: string | null;
  readonly devices: { readonly known: number; readonly online: number };
  readonly worst: readonly WorstPoint[];
  readonly backlog: { readonly frames: number; readonly newest: string | null };
  readonly lostFrames: number;
  readonly quarantined: number;
  readonly violations: number;
  readonly version: string | null;
  readonly clockOffsetMs: number | null;
  readonly certificateUntil: string | null;
  /** Share of the time with a connection, 0–1, planned power-offs and the time before the campus was first heard left out. */
  readonly availability: { readonly day: number; readonly week: number; readonly month: number };
}

/** GET /campuses/ID/backlog: what a campus has not told yet, as far as the county can see it. */
export interface CampusBacklog {
  readonly at: string;
  /**
   * `away`: not connected. `catching-up`: figures of the time without connection are arriving. `sending`: frames that it holds are still to come.
   * `current`: neither.
   */
  readonly state: "away" | "catching-up" | "sending" | "current";
  /** Of the newest entry or figure that is here; null: none. */
  readonly newest: string | null;
  /** Frames that it held when it last said so, and that are not here. */
  readonly frames: number;
  /** Only while it is catching up. */
  readonly past: {
    /** Figures have come up to here … */
    readonly reached: string;
    /** … of a time that ended here, when it connected; on the campus's own clock, both. */
    readonly until: string;
    /** Seconds of measuring that are told in a second; null: not known yet. */
    readonly pace: number | null;
    readonly rowsPerSecond: number | null;
    /** Until it has caught up, at this pace. */
    readonly secondsLeft: number | null;
  } | null;
}

/** Campuses that lost their connection together: one thing to look at, not many. */
export interface Outage {
  readonly since: string;
  readonly campuses: readonly string[];
}

export interface FleetView {
  readonly at: string;
  readonly campuses: readonly CampusView[];
  readonly outages: readonly Outage[];
}

/** GET /campuses. */
export interface FleetAnswer extends FleetView {
  /** `simulated`: a virtual county, nothing was measured. */
  readonly county: {
    readonly id: string;
    readonly name: string;
    readonly timezone: string;
    readonly simulated: boolean;
  };
  readonly version: string;
  /** Towns and tags of all campuses that may be seen, whatever was filtered. */
  readonly towns: readonly { readonly id: string; readonly name: string }[];
  readonly tags: readonly string[];
}

/** An open alarm as the county last heard of it. */
export interface CountyAlarm extends Pick<Alarm, "id" | "rule" | "device" | "point" | "occurrence" | "severity" | "active" | "acknowledged" | "latched" | "raisedAt" | "clearedAt" | "value" | "limit" | "unit" | "text"> {
  readonly campus: string;
  /** Since when it is passed on to the county, because nobody on campus answered; null: it is not. */
  readonly escalatedAt: string | null;
} // biome-ignore format: what is left out would fill more lines

/** GET /alarms, /campuses/ID/alarms: escalated and not acknowledged first, then worst severity first, the oldest first within one. */
export interface CountyAlarms {
  readonly at: string;
  readonly alarms: readonly CountyAlarm[];
  /** How many there are beyond those listed. */
  readonly more: number;
}

/** GET /campuses/ID/entries: newest first. */
export interface CountyEntries {
  readonly entries: readonly (Pick<Entry, "epoch" | "seq" | "kind" | "type" | "device" | "body"> & { readonly n: number; readonly at: string })[];
  /** What to give as `before` for the next page; null: there is none. */
  readonly next: number | null;
} // biome-ignore format: one field a line

/** GET /campuses/ID/series: what the campus measures, with its newest minute. */
export interface CountySeries {
  readonly series: readonly {
    readonly device: string;
    readonly point: string;
    readonly unit: string;
    readonly at: string | null;
    readonly last: number | null;
    readonly min: number | null;
    readonly max: number | null;
  }[];
}

/** GET /commands/ID: what the county asked of a campus, and what became of it by the campus's own word. */
export interface CountyCommandView {
  readonly id: string;
  readonly campus: string;
  /** `issued`: the campus has not answered yet. */
  readonly state: "issued" | "requested" | "started" | "done" | "failed" | "refused" | "expired" | "unknown";
  /** Why it was refused or failed. */
  readonly code: string | null;
}

/** A post of a campus was asked whether somebody is there, by the county or on campus. */
export interface CountySpotCheck {
  readonly id: string;
  readonly post: string;
  readonly state: "asked" | "answered" | "missed";
  readonly askedAt: string | null;
  readonly endedAt: string | null;
  /** From the question to the answer. */
  readonly tookMs: number | null;
}

/** GET /campuses/ID/duty. */
export interface CountyDuty {
  /** Posts that the campus has told of. */
  readonly posts: readonly string[];
  /** Newest first. */
  readonly checks: readonly CountySpotCheck[];
}
