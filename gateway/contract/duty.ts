// Who is on duty on campus: the posts, the persons who stand at them, and what is told of both.
import type { Severity } from "./alarms.ts";

/** Somewhere that somebody is on duty: `duty.posts` of campus.yaml. */
export interface PostSettings {
  readonly id: string;
  readonly name: string;
  /** The place it is at; null: nowhere in particular (a teacher on call). */
  readonly place: string | null;
  /** `always`: an hour without anybody is a warning; `sometimes`: it is meant. */
  readonly covered: "always" | "sometimes";
  /** So soon after a shift began somebody must have signed on; null: nobody is waited for. */
  readonly signOnWithinMs: number | null;
}

export interface DutySettings {
  readonly posts: readonly PostSettings[];
}

/** Somebody who can be called. Names and numbers stay in campus.db and in answers to those who may read them. */
export interface Person {
  /** `p-…`, random: what entries, the ledger and acknowledgements say. */
  readonly id: string;
  readonly name: string;
  /** As one dials them, best first. */
  readonly phones: readonly string[];
  readonly mail: string | null;
  /** The account that this person signs in with; null: none. */
  readonly account: string | null;
}

/** Where `post` consoles are, and whether they can be heard. `silent`: nobody wants sound there; `blocked`: the browser waits for a touch. */
export type PostSound = "on" | "silent" | "blocked";

/** What a post's console is to say, aloud and on screen. */
export interface Announcement {
  readonly n: number;
  readonly post: string;
  readonly severity: Severity;
  /** In whole sentences, to be spoken. */
  readonly text: Readonly<Record<string, string>>;
  readonly alarm: { readonly id: string; readonly occurrence: number } | null;
  readonly at: string;
  readonly test: boolean;
}
