// What is known of an announcement at its post's screens at a moment: heard, shown in silence, waiting for its turn, or nothing yet. Pure.
import type { Heard } from "../../contract/duty.ts";

/** A page that is open says something at once. */
const FIRST_WORD_MS = 10_000;
/** A screen renews every few seconds that an announcement still waits there; three of them missed, and nobody does. */
const RENEWED_WITHIN_MS = 10_000;
/** Nobody is kept waiting longer: another road is taken. */
const LONGEST_WAIT_MS = 120_000;

/** What one screen said last of an announcement, and when (monotonic). */
export interface Told extends Heard {
  readonly atMs: number;
}

export type Hearing =
  | { readonly is: "heard"; readonly spoken: boolean }
  /** It is shown, and no screen can be heard. */
  | { readonly is: "silent" }
  /** No screen says anything of it, or none does any more. */
  | { readonly is: "no-answer" }
  /** A screen would have read it, and others came before it for too long. */
  | { readonly is: "waited" }
  /** It was taken back before anybody heard it. */
  | { readonly is: "gone" }
  /** Judged again at that moment, or when a screen says something. */
  | { readonly is: "pending"; readonly untilMs: number };

/** `screens`: how many are there; of several a loud one is enough, and one that is about to read it is waited for. */
export function hearingOf(told: readonly Told[], screens: number, madeMs: number, nowMs: number): Hearing {
  const loud = told.filter(({ sound, waiting }) => sound === "on" && waiting !== true);
  if (loud.length > 0) return { is: "heard", spoken: loud.some(({ spoken }) => spoken) };
  const renewed = told.filter(({ sound, waiting }) => sound === "on" && waiting === true);
  if (renewed.length > 0) {
    const endMs = madeMs + LONGEST_WAIT_MS;
    if (nowMs >= endMs) return { is: "waited" };
    const untilMs = Math.max(...renewed.map(({ atMs }) => atMs)) + RENEWED_WITHIN_MS;
    if (nowMs < untilMs) return { is: "pending", untilMs: Math.min(untilMs, endMs) };
  }
  const silent = told.length - renewed.length;
  if (renewed.length === 0 && silent > 0 && silent >= screens) return { is: "silent" };
  const untilMs = madeMs + FIRST_WORD_MS;
  if (nowMs < untilMs) return { is: "pending", untilMs };
  return { is: silent > 0 ? "silent" : "no-answer" };
}
