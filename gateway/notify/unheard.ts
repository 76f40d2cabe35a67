// Alarms that went through all steps and that nobody can know of: nobody was on duty, or the last road failed while nobody was to be called.
// As soon as somebody is on duty they are told.
import type { Call } from "./call.ts";
import { type Core, firstOf } from "./core.ts";
import { untold } from "./late.ts";
import { targetsBy } from "./plans.ts";
import { type Row, rowsAbout } from "./rows.ts";
import type { Teller } from "./teller.ts";

const LOOK_EVERY_MS = 30_000;
/** Who was tried in vain is not tried again at once. */
const AGAIN_AFTER_MS = 5 * 60_000;
const NOBODY = "nobody-on-duty";

export class Unheard {
  readonly #core: Core;
  readonly #teller: Teller;
  #nextAt = 0;

  constructor(core: Core, teller: Teller) {
    this.#core = core;
    this.#teller = teller;
  }

  /** Called every few seconds, as one input of the engine. */
  look(): void {
    const now = this.#core.now();
    if (now < this.#nextAt) return;
    this.#nextAt = now + LOOK_EVERY_MS;
    for (const call of this.#core.book.calls.values()) this.#tell(call);
  }

  #tell(call: Call): void {
    const core = this.#core;
    const { alarm: id, occurrence } = call;
    const ref = { id, occurrence };
    const alarm = core.alarm(id);
    if (alarm === null || untold(core, [ref]).length === 0) return;
    const rows = rowsAbout(core.book.reader, id, firstOf(call), occurrence).filter(({ test }) => !test);
    if (rows.some((row) => this.#isFresh(row))) return;
    for (const [i, step] of core.stepsOf(alarm).entries()) {
      const onDuty = core.parts.onCall.onDuty(step.to);
      const targets = this.#teller.chainOf(step).flatMap((road) => {
        const kind = core.kindOf(road);
        return kind === null ? [] : targetsBy(kind, road, step.to, onDuty);
      });
      const [first] = targets;
      if (first === undefined || onDuty.length === 0) continue;
      for (const target of targets.filter(({ road }) => road === first.road)) {
        const row = this.#teller.rowFor([ref], "raised", i, target);
        core.book.add({ ...row, key: `${row.key}:unheard-${rows.length}` });
      }
      return;
    }
  }

  #isFresh({ code, madeMs, endedMs }: Row): boolean {
    if (code === NOBODY) return false;
    const since = this.#core.wallNow() - (endedMs ?? madeMs);
    return since >= 0 && since < AGAIN_AFTER_MS;
  }
}
