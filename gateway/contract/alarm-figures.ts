// How alarms were over a time: how many, how soon somebody looked, what they turned out to be, and which rules make the noise.
import type { Severity } from "./alarms.ts";
import type { Verdict } from "./story.ts";

/** By when somebody should have acknowledged where the rule does not say. */
export const USUAL_RESPONSE_MS: Readonly<Record<Severity, number>> = {
  critical: 3 * 60_000,
  high: 10 * 60_000,
  medium: 30 * 60_000,
  low: 8 * 3_600_000,
};

/** Times of those that it came to; null: of none. */
export interface Spread {
  readonly medianMs: number;
  readonly p90Ms: number;
}

export interface SeverityFigures {
  readonly severity: Severity;
  readonly raised: number;
  readonly acknowledged: number;
  /** Somebody had to acknowledge: they did, or it lasted longer than the time for it. */
  readonly due: number;
  /** Of these, acknowledged in time. */
  readonly inTime: number;
  readonly handled: number;
  readonly toAcknowledge: Spread | null;
  readonly toHandle: Spread | null;
  readonly toClear: Spread | null;
}

export interface NoisyRule {
  readonly rule: string;
  readonly severity: Severity;
  readonly raised: number;
  /** Of all that were raised, 0 to 1. */
  readonly share: number;
  readonly real: number;
  readonly false: number;
  /** Of those that were handled, 0 to 1; null: none was. */
  readonly falseShare: number | null;
  /** Over within a minute. */
  readonly brief: number;
  /** Raised again within a minute after they were raised before. */
  readonly chatter: number;
  /** Ids of the alarms, the noisiest first, ten at most. */
  readonly alarms: readonly string[];
}

/** Raised by people who tested is in `tests` alone, and what called nobody (maintenance, shelved, explained by its cause) in `quiet` alone. */
export interface AlarmFigures {
  readonly from: string;
  readonly to: string;
  readonly raised: number;
  readonly quiet: number;
  readonly tests: number;
  /** Worst first; all of them. */
  readonly bySeverity: readonly SeverityFigures[];
  readonly byVerdict: Readonly<Record<Verdict | "none", number>>;
  /** Midnights on campus; days without any are left out. */
  readonly perDay: readonly { readonly at: string; readonly raised: number }[];
  /** Ten at most, noisiest first. */
  readonly noisiest: readonly NoisyRule[];
}

/** What could be changed in a rule, and what would have become of the same time then. */
export interface TuningProposal {
  readonly field: "onDelay" | "deadband" | "above" | "below" | "noData" | "badFor";
  readonly from: string | number;
  readonly to: string | number;
  readonly raised: number;
  /** Of those that were handled as real: still raised. */
  readonly realKept: number;
}

export interface Tuning {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  /** As it is now, played over the same readings. */
  readonly raised: number;
  /** Handled as real in that time. */
  readonly real: number;
  /** False: part of the readings is no longer kept, or there was not enough time. */
  readonly complete: boolean;
  /** Best first; those that would lose a real one come last. */
  readonly proposals: readonly TuningProposal[];
  /** Nearly all come from one device: it, not the rule, may be at fault. */
  readonly device: string | null;
}
