// Alarms as contract §6 shows them: in answers and as the body of their entries.
import type { Value } from "./entry.ts";

/** Worst first. */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Which alarms are asked for: open is active, or cleared but not acknowledged, or latched; not shelved. */
export const ALARM_STATES = ["open", "active", "unacknowledged", "shelved", "all"] as const;
export type AlarmFilter = (typeof ALARM_STATES)[number];

/** How long an alarm may be shelved: at most a shift. */
export const SHELF_MS = { least: 1000, most: 8 * 3_600_000 } as const;

const DANGER = /^(leak|smoke|fire|gas|duress)([-_]|$)/;

/** True for points that may mean danger to life or the building: their alarms are never shelved. */
export function isDanger(point: string): boolean {
  return DANGER.test(point);
}

export interface Alarm {
  /** `rule.device.point`: stable over raises. */
  readonly id: string;
  readonly rule: string;
  /** Null for an alarm of the gateway itself, whose id and rule are the same. */
  readonly device: string | null;
  readonly point: string | null;
  readonly occurrence: number;
  readonly severity: Severity;
  readonly active: boolean;
  readonly acknowledged: boolean;
  readonly latched: boolean;
  readonly suppressed: boolean;
  readonly outOfService: boolean;
  readonly shelved: {
    readonly until: string;
    readonly at: string;
    readonly by: string;
    readonly comment: string | null;
  } | null;
  readonly raisedAt: string | null;
  readonly clearedAt: string | null;
  readonly value: Value | null;
  readonly limit: Value | null;
  readonly unit: string | null;
  readonly cause: number | null;
  readonly text: Readonly<Record<string, string>>;
  readonly acknowledgements: readonly { readonly by: string; readonly at: string; readonly comment: string | null }[];
}
