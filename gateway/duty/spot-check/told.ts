// What follows from a spot check: its entries in the journal, and the alarm of a post that did not answer.
import type { KeptCheck } from "./book.ts";

/** What is so young is told again at start, in case the stop came between the file and what follows; the journal knows repeats by their key. */
const TELL_AGAIN_MS = 2 * 86_400_000;

export interface TellingParts {
  readonly tell: (type: string, body: Readonly<Record<string, unknown>>, key: string) => void;
  /** The alarm of a post holds, or is over. */
  readonly unanswered: (post: string, isActive: boolean, atMs: number) => void;
}

export interface CheckTelling {
  /** It was opened, or has ended. */
  changed(check: KeptCheck): void;
  /**
   * At start, newest first: entries that may be missing, and the alarm as the newest check of each post left it. `signedOn`: when somebody signed on
   * there last, which answers for the post, too; null: unknown.
   */
  again(checks: readonly KeptCheck[], nowMs: number, signedOn: (post: string) => number | null): void;
}

/** Over what tells. */
export function checkTelling({ tell, unanswered }: TellingParts): CheckTelling {
  function tellOf({ id, post, by, atMs, withinMs, state, person, endedMs }: KeptCheck): void {
    const key = `duty:${id}:${state}`;
    const until = new Date(atMs + withinMs).toISOString();
    const tookMs = Math.max(0, (endedMs ?? atMs) - atMs);
    if (state === "open") tell("duty.spot-check", { check: id, post, by, until }, key);
    else if (state === "answered") tell("duty.spot-check-answered", { check: id, post, person, tookMs }, key);
    else tell("duty.spot-check-missed", { check: id, post }, key);
  }
  return {
    changed(check) {
      tellOf(check);
      if (check.state !== "open") unanswered(check.post, check.state === "missed", check.atMs);
    },
    again(checks, nowMs, signedOn) {
      const young = checks.filter(({ atMs }) => atMs > nowMs - TELL_AGAIN_MS);
      for (const check of young.toReversed()) tellOf(check);
      const judged = new Set<string>();
      for (const { post, state, atMs, endedMs } of young) {
        if (state === "open" || judged.has(post)) continue;
        judged.add(post);
        unanswered(post, state === "missed" && (signedOn(post) ?? 0) < (endedMs ?? atMs), atMs);
      }
    },
  };
}
