// What the gateway tells about alarms beside the alarms themselves: grouped by cause, the occurrences before, the rules in force, and what is
// out of service for maintenance.
import type { Alarm, Severity } from "#gateway/contract/alarms.ts";
import type { Value } from "#gateway/contract/entry.ts";
import { useGet } from "./queries.ts";

/** The open alarms that one cause explains, worst group first. */
export interface DeskGroup {
  readonly root: {
    readonly kind: "gateway" | "link" | "device" | "point";
    readonly id: string;
    /** The alarm that says so, when there is one. */
    readonly alarm: string | null;
  };
  readonly severity: Severity;
  readonly since: string;
  readonly alarms: readonly string[];
}

export interface Chatter {
  readonly alarm: string;
  readonly since: string;
  readonly changes: number;
}

/** GET /alarms/desk. */
export interface Desk {
  readonly groups: readonly DeskGroup[];
  readonly flood: null | { readonly since: string; readonly raised: number };
  readonly chattering: readonly Chatter[];
  readonly load: {
    readonly lastHour: number;
    readonly last10Minutes: number;
    /** Of the time looked at, 0 to 1. */
    readonly floodShare: number;
    /** Ids of alarms that are active for more than 24 hours. */
    readonly standing: readonly string[];
  };
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
  readonly seq: number;
}

/** GET /alarms/history. */
export interface AlarmHistory {
  readonly occurrences: readonly Occurrence[];
  /** What `before` must be for the next page. */
  readonly next: string | number | null;
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

export type Texts = Readonly<Record<string, string>>;

export interface RuleCondition {
  readonly is: "above" | "below" | "equals" | "noData" | "badFor";
  readonly limit?: Value | null;
  readonly for?: string | null;
}

/** A rule in force, from campus.yaml or delivered with a model of device. */
export interface AlarmRule {
  readonly id: string;
  readonly origin: "campus" | "profile" | "gateway";
  readonly profile: string | null;
  readonly device: string | null;
  readonly place: string | null;
  readonly point: string | null;
  readonly condition: RuleCondition | null;
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

/** POST /alarms/rules/preview. */
export interface RulePreview {
  readonly occurrences: readonly {
    readonly device: string;
    readonly point: string;
    readonly raisedAt: string;
    readonly clearedAt: string | null;
    readonly value: Value | null;
  }[];
  readonly raised: number;
  readonly complete: boolean;
  readonly presentlyRaised: number;
}

export type MaintenanceScope = { readonly device: string } | { readonly place: string } | { readonly campus: true };

/** While it lasts, alarms in its scope are out of service. */
export interface Maintenance {
  readonly id: string;
  readonly scope: MaintenanceScope;
  readonly from: string;
  readonly to: string;
  readonly comment: string | null;
  readonly by: string;
}

/** Until the gateway answers these. */
export const READY = localStorage.getItem("campus-gateway.try") === "yes";

const DESK_AGAIN_MS = 30_000;
const RULES_AGAIN_MS = 60_000;

export function useDesk(enabled: boolean) {
  return useGet<Desk>("/alarms/desk", { refresh: DESK_AGAIN_MS, enabled: enabled && READY });
}

export function useAlarmRules(enabled = true) {
  return useGet<{ readonly rules: readonly AlarmRule[] }>("/alarms/rules", {
    refresh: RULES_AGAIN_MS,
    enabled: enabled && READY,
  });
}

export function useMaintenance(enabled = true) {
  return useGet<{ readonly maintenance: readonly Maintenance[] }>("/maintenance", {
    refresh: DESK_AGAIN_MS,
    enabled: enabled && READY,
  });
}

/** The rule that makes this alarm; undefined while it is not known, and for a rule that is gone. */
export function ruleOf(rules: readonly AlarmRule[] | undefined, alarm: Pick<Alarm, "id" | "rule">) {
  return rules?.find(({ alarms }) => alarms.includes(alarm.id)) ?? rules?.find(({ id }) => id === alarm.rule);
}
