// The telephone network that a simulated modem is in: who takes a call, when, what is pressed, and how it ends.
import type { Clock } from "#gateway/kit/clock.ts";

/** What somebody does when called. */
export interface Callee {
  /** `answers`; `mailbox` answers and presses nothing; `rings` for ever; `unreachable` never rings; `declines` after its rings. */
  readonly does: "answers" | "mailbox" | "rings" | "busy" | "unreachable" | "declines";
  /** Takes, or declines, the call after so many rings; default 1. */
  readonly rings?: number;
  /** Pressed one after the other, each after so many times that all words were heard (0: at once), default 1. */
  readonly presses?: readonly { readonly key: string; readonly heard?: number }[];
  /** Hangs up, without a key, after so many times that all words were heard. */
  readonly hangsUpAfter?: number;
}

export interface Call {
  readonly number: string;
  /** `performance.now()`. */
  readonly atMs: number;
  takenMs: number | null;
  /** What was heard, piece by piece. */
  readonly heard: string[];
  readonly keys: string[];
  endedMs: number | null;
  /** `us`: the modem was told to hang up. */
  ended: "us" | "them" | "busy" | "unreachable" | "declined" | null;
}

export interface CallTimes {
  readonly ringMs: number;
  readonly characterMs: number;
}

/** What of a call a modem shows. */
export type CallStat = "none" | "dialling" | "ringing" | "active";

export interface CallNetwork {
  readonly calls: readonly Call[];
  readonly stat: CallStat;
  dial(number: string): void;
  hangUp(): boolean;
  /** The modem speaks; false: it does already. */
  speak(text: string, isHeard: boolean): boolean;
  shutUp(): boolean;
  /** The power or the network fails: the call is over and nobody tells. */
  drop(): void;
}

/** `tell` gets lines for the port; `calleeOf` says who has a number. */
export function callNetwork(
  { ringMs, characterMs }: CallTimes,
  clock: Clock,
  calleeOf: (number: string) => Callee,
  tell: (news: "begin" | "end" | "busy" | "no-carrier" | "spoken", key?: string) => void,
  press: (key: string) => void,
): CallNetwork {
  const calls: Call[] = [];
  let stat: CallStat = "none";
  let timer: Disposable | null = null;
  let speech: Disposable | null = null;
  let callee: Callee = { does: "rings" };
  let rounds = 0;
  let pressed = 0;

  const now = () => calls.at(-1);

  function end(how: NonNullable<Call["ended"]>): void {
    const call = now();
    if (call === undefined || call.ended !== null) return;
    call.ended = how;
    call.endedMs = performance.now();
    stat = "none";
    timer?.[Symbol.dispose]();
    speech?.[Symbol.dispose]();
    speech = null;
  }

  function ring(left: number): void {
    stat = "ringing";
    if (left > 0 || callee.does === "rings") {
      timer = clock.after(ringMs, () => ring(left - 1));
      return;
    }
    if (callee.does === "declines") {
      end("declined");
      tell("no-carrier");
      return;
    }
    stat = "active";
    const call = now();
    if (call !== undefined) call.takenMs = performance.now();
    rounds = 0;
    pressed = 0;
    tell("begin");
    react();
  }

  /** What the callee does after what was heard so far. */
  function react(): void {
    const next = callee.does === "answers" ? callee.presses?.[pressed] : undefined;
    if (next !== undefined && rounds >= (next.heard ?? 1)) {
      pressed++;
      now()?.keys.push(next.key);
      press(next.key);
      rounds = 0;
    } else if (callee.hangsUpAfter !== undefined && rounds >= callee.hangsUpAfter) {
      end("them");
      tell("end");
    }
  }

  return {
    calls,
    get stat() {
      return stat;
    },
    dial(number) {
      callee = calleeOf(number);
      calls.push({ number, atMs: performance.now(), takenMs: null, heard: [], keys: [], endedMs: null, ended: null });
      stat = "dialling";
      if (callee.does === "busy" || callee.does === "unreachable") {
        const how = callee.does;
        timer = clock.after(ringMs, () => {
          end(how);
          tell(how === "busy" ? "busy" : "no-carrier");
        });
      } else timer = clock.after(ringMs, () => ring((callee.rings ?? 1) - 1));
    },
    hangUp() {
      if (stat === "none") return false;
      const wasActive = stat === "active";
      end("us");
      return wasActive;
    },
    speak(text, isHeard) {
      if (speech !== null) return false;
      speech = clock.after(20 + text.length * characterMs, () => {
        speech = null;
        if (stat === "active" && isHeard) {
          now()?.heard.push(text);
          rounds++;
        }
        tell("spoken");
        if (stat === "active") react();
      });
      return true;
    },
    shutUp() {
      const wasSpeaking = speech !== null;
      speech?.[Symbol.dispose]();
      speech = null;
      return wasSpeaking;
    },
    drop: () => end("them"),
  };
}
