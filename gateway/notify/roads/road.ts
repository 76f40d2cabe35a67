// What a road takes and what it answers: a road carries one letter, once per call, and says what is known about it.
import type { Severity } from "../../contract/alarms.ts";
import type { Says } from "../../contract/notify.ts";

/** A message as people read it; plain text, nothing in it is markup. */
export interface Note {
  readonly title: string;
  readonly lines: readonly string[];
  /** Telephone numbers of those whom a group chat should call out. */
  readonly phones: readonly string[];
}

/** The parts of a message that approved templates have variables for. `code`: the token of the answering link; empty: there is none. */
export interface NoteWords {
  readonly campus: string;
  readonly alarm: string;
  readonly place: string;
  readonly value: string;
  readonly time: string;
  readonly code: string;
}

/** One note on its way to somebody. */
export interface Letter {
  /** Its number in the ledger. */
  readonly n: number;
  readonly says: Says;
  /** As it is shown; for roads that speak, already as it is spoken. */
  readonly note: Note;
  /** The same in whole sentences to be spoken, by language (`zh-CN`, `en`). */
  readonly spoken: Readonly<Record<string, string>>;
  readonly words: NoteWords;
  readonly severity: Severity;
  /** Id of who it is for; null: a group, a post or the county. */
  readonly person: string | null;
  /** How the person is reached; null: the road knows whom it reaches (a group, a post, the county). */
  readonly to: { readonly phones: readonly string[]; readonly mail: string | null } | null;
  readonly post: string | null;
  readonly alarm: { readonly id: string; readonly occurrence: number } | null;
  /** True: who is reached may acknowledge by the same road ("press 1"). */
  readonly answerable: boolean;
  readonly test: boolean;
  /** Aborts when it is not worth saying any more: a telephone that still rings is let go, and no further one is tried. Absent: never. */
  readonly unwanted?: AbortSignal;
}

/**
 * `accepted`: the other side took it; `answered`: the person has acknowledged by the same road at once (pressed 1). `failed`: it did not, or it
 * was never asked; `again` says whether another try makes sense, `afterMs` how long it wants peace. `unknown`: it was asked and did not answer,
 * so it may have it.
 */
export type Outcome =
  | { readonly is: "accepted"; readonly reference: string | null; readonly answered: boolean }
  | {
      readonly is: "failed";
      /** What the other side calls it, or `unreachable`, `refused`. */
      readonly code: string;
      readonly detail: string;
      readonly again: boolean;
      readonly afterMs: number;
    }
  | { readonly is: "unknown"; readonly detail: string };

/** Code of a road that left off because the letter was not worth saying any more. */
export const UNWANTED = "unwanted";

/** So many letters in so long a time; more are taken as an offence by whoever runs the road. */
export interface Pace {
  readonly notes: number;
  readonly perMs: number;
}

export interface Road {
  readonly pace: Pace;
  /** Never rejects but for a wrong use; not to be called twice for one try. */
  send(letter: Letter, signal: AbortSignal): Promise<Outcome>;
  /** What it says of itself for whoever looks: signal of a modem, rest of a budget. Masked. */
  condition?(): Readonly<Record<string, string | number | boolean | null>>;
}

export function accepted(reference: string | null = null, answered = false): Outcome {
  return { is: "accepted", reference, answered };
}

export function failed(code: string, detail: string, again: boolean, afterMs = 0): Outcome {
  return { is: "failed", code, detail, again, afterMs };
}
