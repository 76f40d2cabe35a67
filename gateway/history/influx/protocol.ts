// What crosses between the main thread and the thread that sends.
import type { EntryReader } from "../../journal/journal.ts";
import type { Trouble } from "../../kit/line-store/answers.ts";
import type { Target } from "../../kit/line-store/target.ts";
import type { Passed } from "./sender.ts";

/** What the module at `SenderSettings.source` exports: where the entries come from. */
export interface SourceModule {
  openEntryReader(file: string): EntryReader;
}

export interface SenderSettings {
  readonly source: string;
  /** journal.db */
  readonly file: string;
  readonly campus: string;
  readonly target: Target;
  /** Sent up to here already. */
  readonly after: number;
  readonly head: number;
}

export type ToSender =
  | { readonly do: "go-on"; readonly head: number }
  /** Lines that come from elsewhere than the journal; answered with the same `n`. */
  | { readonly do: "send"; readonly n: number; readonly lines: readonly string[] }
  | { readonly do: "stop" };

export type FromSender =
  | { readonly is: "passed"; readonly passed: Passed }
  /** Everything was spoken for; so many lines are not stored, for these reasons. */
  | { readonly is: "sent"; readonly n: number; readonly lost: ReadonlyMap<string, number> }
  | { readonly is: "trouble"; readonly trouble: Trouble; readonly detail: string };
