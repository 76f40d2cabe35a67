// The daily proof of life: at its minute every road says once that it works, so that silence is not taken for peace.
import { REACHES } from "../contract/notify.ts";
import { isBelievable } from "../kit/build-date.ts";
import type { Core } from "./core.ts";
import { CALLS, targetsBy } from "./plans.ts";
import { targetKey } from "./rows.ts";
import type { Teller } from "./teller.ts";

/** A gateway that starts later on that day leaves it be: nobody wants it in the middle of something else. */
const WITHIN_MINUTES = 60;

export class Proof {
  readonly #core: Core;
  readonly #teller: Teller;
  #doneDay = "";

  constructor(core: Core, teller: Teller) {
    this.#core = core;
    this.#teller = teller;
  }

  /** Looked at every few seconds, as one input of the engine; what was said on a day is known by its key. */
  look(): void {
    const core = this.#core;
    const { proof, roads } = core.settings;
    const nowMs = core.wallNow();
    if (proof === null || !isBelievable(nowMs)) return;
    const { time } = core.parts.facts;
    const late = time.minuteOf(nowMs) - proof.minute;
    const day = time.dayOf(nowMs);
    if (late < 0 || late > WITHIN_MINUTES || day === this.#doneDay) return;
    this.#doneDay = day;
    const onDuty = core.parts.onCall.onDuty(proof.to);
    for (const { id, kind } of roads) {
      // A telephone that rings to say that it can ring would be cursed; a modem says itself how it is.
      if (CALLS.has(kind) || REACHES[kind] === "county") continue;
      for (const target of targetsBy(kind, id, proof.to, onDuty)) {
        const row = this.#teller.rowFor([], "proof", 0, target);
        core.book.add({ ...row, key: `proof:${day}:${targetKey(target)}` });
      }
    }
  }
}
