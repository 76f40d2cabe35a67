// What is told about alarms beside the alarms themselves: the rules in force, open alarms by cause, how many there are, what was before.
import type { Severity } from "./alarms.ts";
import type { Value } from "./entry.ts";

/** Who made a rule: the owner, in campus.yaml; the device's profile; the gateway itself. */
export type RuleOrigin = "campus" | "profile" | "gateway";

type Texts = Readonly<Record<string, string>>;

/** A rule in force. */
export interface RuleView {
  readonly id: string;
  readonly origin: RuleOrigin;
  readonly profile: string | null;
  readonly device: string | null;
  readonly place: string | null;
  /** Null: it is about the device or link as a whole. */
  readonly point: string | null;
  readonly condition: {
    readonly is: "above" | "below" | "equals" | "noData" | "badFor" | "offline";
    readonly limit?: Value;
    readonly for?: string;
  };
  /** It comes with a model and holds only in places of these classes, and at devices without a place; empty: anywhere. */
  readonly placeClasses: readonly string[];
  readonly deadband: number;
  readonly onDelay: string;
  readonly offDelay: string;
  readonly severity: Severity;
  readonly latched: boolean;
  readonly text: Texts;
  readonly consequence: Texts | null;
  readonly action: Texts | null;
  readonly respondWithin: string | null;
  /** Ids of the alarms that it makes. */
  readonly alarms: readonly string[];
}

/** Open alarms that one cause explains. */
export interface AlarmGroup {
  readonly root: {
    readonly kind: "gateway" | "link" | "device" | "point";
    readonly id: string;
    /** The alarm that says so. */
    readonly alarm: string | null;
  };
  readonly severity: Severity;
  readonly since: string;
  readonly alarms: readonly string[];
}

export interface AlarmLoad {
  /** Raised in this time, without what a cause explains and what is out of service. */
  readonly lastHour: number;
  readonly last10Minutes: number;
  /** Part of the last 24 hours in which alarms came faster than anybody can handle, 0 to 1. */
  readonly floodShare: number;
  /** Active for more than 24 hours. */
  readonly standing: readonly string[];
}

export interface AlarmDeskView {
  /** Worst first. */
  readonly groups: readonly AlarmGroup[];
  readonly flood: { readonly since: string; readonly raised: number } | null;
  readonly chattering: readonly { readonly alarm: string; readonly since: string; readonly changes: number }[];
  readonly load: AlarmLoad;
}

/** One time that an alarm was raised. */
export interface Occurrence {
  readonly alarm: string;
  readonly rule: string;
  readonly device: string | null;
  readonly point: string | null;
  readonly occurrence: number;
  readonly severity: Severity;
  readonly raisedAt: string;
  readonly clearedAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  readonly value: Value | null;
  readonly limit: Value | null;
  readonly unit: string | null;
  /** Seq of its `alarm.raised`; null when that stood in a journal before this one. */
  readonly seq: number | null;
}

export interface AlarmHistory {
  /** Newest first. */
  readonly occurrences: readonly Occurrence[];
  readonly next: string | null;
  /** Over the whole range, not this page alone. */
  readonly figures: {
    readonly raised: number;
    readonly perDay: readonly { readonly at: string; readonly raised: number }[];
    readonly noisiest: readonly {
      readonly rule: string;
      readonly device: string | null;
      readonly point: string | null;
      readonly raised: number;
    }[];
  };
}

/** What a rule would have raised. */
export interface RulePreview {
  readonly occurrences: readonly {
    readonly device: string;
    readonly point: string;
    readonly raisedAt: string;
    readonly clearedAt: string | null;
    readonly value: Value | null;
  }[];
  /** All of them; the list may be shorter. */
  readonly raised: number;
  /** False: part of the range is no longer kept, or there was not enough time. */
  readonly complete: boolean;
  /** Raised and not cleared at the end of the range. */
  readonly presentlyRaised: number;
}

/** While it lasts, alarms in its scope are out of service: told and listed, but nobody is called. */
export interface Maintenance {
  readonly id: string;
  readonly scope: { readonly device: string } | { readonly place: string } | { readonly campus: true };
  readonly from: string;
  readonly to: string;
  readonly comment: string | null;
  readonly by: string;
}
