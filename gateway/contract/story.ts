// What became of one raise of an alarm, told afterwards: who handled it as what, and every step from the first reading to the end.
import type { Severity } from "./alarms.ts";
import type { Quality, Value } from "./entry.ts";
import type { AnswerRoad, Delivery } from "./notify.ts";

/** What somebody found it to be (处置): something real, nothing, or a test. Neither acknowledging nor silencing says that. */
export const VERDICTS = ["real", "false", "test"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** One version of what was found. */
export interface HandlingVersion {
  readonly verdict: Verdict;
  readonly comment: string | null;
  /** The repair that it led to. */
  readonly ticket: string | null;
  readonly by: string;
  readonly at: string;
}

/** What was found about one occurrence; corrections keep what was said before. */
export interface Handling extends HandlingVersion {
  readonly alarm: string;
  readonly occurrence: number;
  readonly version: number;
  /** Newest first. */
  readonly earlier: readonly HandlingVersion[];
}

/** Why nobody was called when it was raised. */
export type QuietWhy = "suppressed" | "out-of-service" | "shelved";

/** One thing that happened. Persons are ids only. */
export type StoryStep = { readonly at: string } & (
  | {
      readonly is: "reading";
      /** Before it was noticed; the worst while it lasted; the first that was right again. */
      readonly mark: "before" | "worst" | "back";
      readonly value: Value | null;
      readonly unit: string | null;
      readonly quality: Quality;
    }
  | {
      readonly is: "raised";
      readonly value: Value | null;
      readonly limit: Value | null;
      readonly unit: string | null;
      readonly quiet: readonly QuietWhy[];
    }
  | { readonly is: "told"; readonly delivery: Delivery }
  | {
      readonly is: "acknowledged";
      /** An account, or a person `p-…`. */
      readonly by: string;
      readonly road: AnswerRoad;
      readonly comment: string | null;
      readonly delivery: number | null;
    }
  | { readonly is: "escalated"; readonly step: number }
  | {
      readonly is: "shelved";
      readonly by: string;
      readonly until: string;
      readonly comment: string | null;
    }
  | { readonly is: "unshelved" | "reset"; readonly by: string | null }
  | { readonly is: "cleared"; readonly reason: string | null }
  | { readonly is: "handled"; readonly handling: HandlingVersion; readonly version: number }
  | { readonly is: "ticket"; readonly ticket: string; readonly act: string; readonly by: string | null }
);

/** From the first reading to the end, in order, each step once. */
export interface Story {
  readonly alarm: string;
  readonly occurrence: number;
  readonly rule: string;
  readonly device: string | null;
  readonly point: string | null;
  readonly severity: Severity;
  readonly text: Readonly<Record<string, string>>;
  readonly raisedAt: string;
  readonly clearedAt: string | null;
  readonly handling: Handling | null;
  readonly steps: readonly StoryStep[];
  /** False: part of what happened is no longer kept. */
  readonly complete: boolean;
}
