// The road to a post: its screen sounds and speaks. It is taken only when somebody's screen is open there, and it counts only when it was heard.
import type { Severity } from "../../contract/alarms.ts";
import type { Consoles } from "./consoles.ts";
import type { Hearing } from "./hearing.ts";

/** What of a letter this road needs; `spoken`: whole sentences by language. */
export interface PostLetter {
  readonly spoken: Readonly<Record<string, string>>;
  readonly severity: Severity;
  readonly post: string | null;
  readonly alarm: { readonly id: string; readonly occurrence: number } | null;
  readonly test: boolean;
}

type NotHeard = "nobody-there" | "sound-off" | "no-answer" | "not-heard";

export type PostOutcome =
  | { readonly is: "accepted"; readonly reference: string | null; readonly answered: boolean }
  | { readonly is: "unknown"; readonly detail: string }
  | {
      readonly is: "failed";
      readonly code: NotHeard;
      readonly detail: string;
      readonly again: false;
      readonly afterMs: 0;
    };

/** What the dispatcher of notification takes as a road. */
export interface PostRoad {
  readonly pace: { readonly notes: number; readonly perMs: number };
  send(letter: PostLetter, signal: AbortSignal): Promise<PostOutcome>;
}

/** The road to all posts of the campus. */
export function postRoad(consoles: Consoles): PostRoad {
  return {
    pace: { notes: 60, perMs: 60_000 },
    async send({ spoken, severity, post, alarm, test }, signal) {
      if (post === null) return failed("nobody-there", "no post is meant");
      const wish = { post, severity, text: spoken, alarm, test };
      if (!consoles.at(post).present) {
        consoles.leave(wish);
        return failed("nobody-there", `no screen of ${post} is open`);
      }
      return outcomeOf(await consoles.untilHeard(consoles.announce(wish), signal));
    },
  };
}

function outcomeOf(hearing: Hearing): PostOutcome {
  switch (hearing.is) {
    case "heard":
      return { is: "accepted", reference: hearing.spoken ? "spoken" : "tone", answered: false };
    case "silent":
      return failed("sound-off", "it is on the screen, whose sound is off: nobody has heard it");
    case "no-answer":
      return failed("no-answer", "the screen does not say that it has sounded or is about to");
    case "waited":
      return failed("not-heard", "it waited behind others at the screen for two minutes");
    case "gone":
      return failed("not-heard", "it was taken back before its turn to be read");
    case "pending":
      return { is: "unknown", detail: "nobody waited for the screen to say whether it was heard" };
  }
}

function failed(code: NotHeard, detail: string): PostOutcome {
  return { is: "failed", code, detail, again: false, afterMs: 0 };
}
