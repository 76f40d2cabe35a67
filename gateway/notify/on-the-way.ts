// Letters that a road has in hand: how long each kind of road may take, and that a telephone stops ringing when nobody needs to be woken any more.
import type { RoadKind } from "../contract/notify.ts";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { failed, type Letter, type Outcome, type Road, UNWANTED } from "./roads/road.ts";
import type { Row } from "./rows.ts";

/** Each of a person's telephones rings, is spoken into, and waits for a key. */
const CALL_MS = 420_000;
/** A screen has others to sound first. */
const POST_MS = 130_000;
const LETTER_MS = 60_000;
/** Whoever does not even heed that it is over is left behind so long after. */
const DEAF_MS = 1000;

/** `dropped`: it was not taken, and by now it is not worth saying any more. */
export type Carried = Outcome | { readonly is: "dropped"; readonly code: string };

export interface OnTheWayParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Why it is not worth saying any more; null: it is. */
  readonly unwanted: (row: Row) => string | null;
}

interface InHand {
  readonly row: Row;
  /** Aborts with the reason. */
  readonly unwanted: AbortController;
}

export class OnTheWay {
  readonly #parts: OnTheWayParts;
  readonly #inHand = new Set<InHand>();

  constructor(parts: OnTheWayParts) {
    this.#parts = parts;
  }

  /** Tells roads what nobody needs any more. Called often. */
  look(): void {
    for (const { row, unwanted } of this.#inHand) {
      const code = unwanted.signal.aborted ? null : this.#parts.unwanted(row);
      if (code !== null) unwanted.abort(code);
    }
  }

  /** Asks the road; whatever it does, there is an outcome. */
  async carry(row: Row, kind: RoadKind, road: Road, letter: Letter, closing: AbortSignal): Promise<Carried> {
    const inHand: InHand = { row, unwanted: new AbortController() };
    const { signal } = inHand.unwanted;
    this.#inHand.add(inHand);
    try {
      const outcome = await this.#send(kind, road, { ...letter, unwanted: signal }, closing);
      return isLeft(outcome, signal) ? { is: "dropped", code: String(signal.reason) } : outcome;
    } finally {
      this.#inHand.delete(inHand);
    }
  }

  async #send(kind: RoadKind, road: Road, letter: Letter, closing: AbortSignal): Promise<Outcome> {
    const { clock, log } = this.#parts;
    const late = new AbortController();
    const timers = [clock.after(patienceOf(kind), () => late.abort())];
    const signal = AbortSignal.any([late.signal, closing]);
    const deaf = new Promise<Outcome>((resolve) => {
      const left = () => timers.push(clock.after(DEAF_MS, () => resolve({ is: "unknown", detail: "no answer" })));
      if (signal.aborted) left();
      else signal.addEventListener("abort", left, { once: true });
    });
    try {
      return await Promise.race([road.send(letter, signal), deaf]);
    } catch (error) {
      log.error({ n: letter.n, err: error }, "a road broke while it sent; others go on");
      return failed("road-broken", messageOf(error), false);
    } finally {
      for (const timer of timers) timer[Symbol.dispose]();
    }
  }
}

/** What failed by itself while its alarm was held has failed: set free, the alarm goes on by another road. */
function isLeft(outcome: Outcome, unwanted: AbortSignal): boolean {
  return outcome.is === "failed" && unwanted.aborted && (unwanted.reason !== "held" || outcome.code === UNWANTED);
}

function patienceOf(kind: RoadKind): number {
  switch (kind) {
    // A text message waits for the call that the same modem has under way.
    case "modem-call":
    case "modem-sms":
    case "http-voice":
      return CALL_MS;
    case "post":
      return POST_MS;
    default:
      return LETTER_MS;
  }
}
