// The road to a post: its screen sounds and speaks. It is taken only when somebody's screen is open there, and it counts only when it was heard.
import type { Severity } from "../../contract/alarms.ts";
import type { Consoles } from "./consoles.ts";

/** What of a letter this road needs; `spoken`: whole sentences by language. */
export interface PostLetter {
  readonly spoken: Readonly<Record<string, string>>;
  readonly severity: Severity;
  readonly post: string | null;
  readonly alarm: { readonly id: string; readonly occurrence: number } | null;
  readonly test: boolean;
}

export type PostOutcome =
  | { readonly is: "accepted"; readonly reference: string | null; readonly answered: boolean }
  | {
      readonly is: "failed";
      readonly code: "nobody-there" | "sound-off" | "no-answer";
      readonly detail: string;
      readonly again: false;
      readonly afterMs: 0;
    };

/** What the dispatcher of notification takes as a road. */
export interface PostRoad {
  readonly pace: { readonly notes: number; readonly perMs: number };
  send(letter: PostLetter, signal: AbortSignal): Promise<PostOutcome>;
}

/** A page that is open sounds at once; one that needs longer is not heard. */
const HEARD_WITHIN_MS = 10_000;

/** The road to all posts of the campus. */
export function postRoad(consoles: Consoles): PostRoad {
  return {
    pace: { notes: 60, perMs: 60_000 },
    async send({ spoken, severity, post, alarm, test }, signal) {
      if (post === null || !consoles.at(post).present)
        return failed("nobody-there", `no screen of ${post ?? "a post"} is open`);
      const announcement = consoles.announce({ post, severity, text: spoken, alarm, test });
      const heard = await consoles.untilHeard(announcement, HEARD_WITHIN_MS, signal);
      const loud = heard.filter(({ sound }) => sound === "on");
      if (loud.length > 0) {
        const reference = loud.some((one) => one.spoken) ? "spoken" : "tone";
        return { is: "accepted", reference, answered: false };
      }
      if (heard.length > 0) return failed("sound-off", "it is on the screen, whose sound is off: nobody has heard it");
      return failed("no-answer", `the screen did not say within ${HEARD_WITHIN_MS / 1000} s that it has sounded`);
    },
  };
}

function failed(code: "nobody-there" | "sound-off" | "no-answer", detail: string): PostOutcome {
  return { is: "failed", code, detail, again: false, afterMs: 0 };
}
