// What follows from a try that has ended: its entry in the journal, the next road, the repeat of what may not have arrived, the answer that came
// with it, and the end that whoever was told late still has to hear.
import type { AnswerRoad } from "../contract/notify.ts";
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import { messageOf } from "../kit/errors.ts";
import { all } from "../kit/statements.ts";
import { type Core, firstOf } from "./core.ts";
import type { FloodGate } from "./flood.ts";
import { goOn, instead, repeat } from "./instead.ts";
import type { RoadWatch } from "./road-watch.ts";
import { plainRef, type Row, readRow, rowsAbout } from "./rows.ts";
import { isLast, type Teller } from "./teller.ts";

/** A digest may name a thousand; an entry names so many, and how many there are. */
const MOST_NAMED = 20;
/** At start the newest so many are told again, in case the stop came between file and journal, which knows repeats by their key. */
const TELL_AGAIN = 200;

export interface AftermathParts {
  readonly core: Core;
  readonly journal: Journal;
  readonly teller: Teller;
  readonly gate: FloodGate;
  readonly watch: RoadWatch;
  readonly answered: (row: Row, road: AnswerRoad) => void;
}

export class Aftermath {
  readonly #parts: AftermathParts;

  constructor(parts: AftermathParts) {
    this.#parts = parts;
  }

  /** Runs as one input of the engine. */
  after(row: Row): void {
    const { core, gate, watch, answered } = this.#parts;
    watch.note(row);
    this.tell(row);
    if (row.says === "digest" && row.state !== "queued" && !isLast(row))
      gate.gone(row, row.state !== "dropped", core.now());
    if (row.state === "failed") instead(this.#parts, row);
    else if (row.state === "unknown") repeat(this.#parts, row);
    else if (row.state === "dropped" && row.code === "held") this.#giveBack(row);
    else if (row.state === "accepted") {
      const kind = core.kindOf(row.road);
      if (row.answered && (kind === "modem-call" || kind === "modem-sms")) answered(row, kind);
      this.#tellEnd(row);
    }
  }

  /** The entry of a delivery that has ended; told again it is the same entry. */
  tell(row: Row): void {
    const { core, journal } = this.#parts;
    const { n, says, alarms, step, post, person, road, code, test, state } = row;
    if (state !== "accepted" && state !== "failed" && state !== "unknown") return;
    const named = alarms.slice(0, MOST_NAMED).map(plainRef);
    const body = { delivery: n, says, alarms: named, count: alarms.length, step, post, person, road, code, test };
    journal
      .append(happening("event", `notify.${state}`, core.wallNow(), body, { key: `notify:${n}:${state}` }))
      .catch((error: unknown) =>
        core.parts.log.warn({ n, reason: messageOf(error) }, "the entry of a delivery was not stored"),
      );
  }

  /** What the run before left: on its way when it ended, and answers that were not passed on. */
  async begin(): Promise<void> {
    const { core, answered } = this.#parts;
    const sql = "SELECT * FROM delivery WHERE ended_ms IS NOT NULL ORDER BY n DESC LIMIT ?";
    for (const row of all(core.book.reader, sql, TELL_AGAIN).map(readRow)) this.tell(row);
    // The stop came between the end of a try and what follows from it: the next road, or the repeat.
    for (const call of core.book.calls.values()) if (call.state === "calling") goOn(this.#parts, call);
    for (const row of [...core.book.open.values()]) {
      if (row.state !== "sent") continue;
      const detail = "the gateway stopped while it was on its way";
      const change = { state: "unknown" as const, endedMs: core.wallNow(), nextAt: null, code: "stopped", detail };
      this.after(await core.book.change(row, change));
    }
    for (const call of core.book.calls.values()) {
      if (call.state !== "calling") continue;
      const rows = rowsAbout(core.book.reader, call.alarm, firstOf(call), call.occurrence);
      const told = rows.find((row) => row.answered && !row.test);
      const kind = told === undefined ? null : core.kindOf(told.road);
      if (told !== undefined && (kind === "modem-call" || kind === "modem-sms")) answered(told, kind);
    }
  }

  /** It was held back again before anybody heard of it: set free by now it goes on at once, otherwise when it is. */
  #giveBack(row: Row): void {
    const { core } = this.#parts;
    for (const ref of row.alarms) {
      const call = core.callOf(ref);
      if (call?.state === "calling") goOn(this.#parts, call);
    }
  }

  /** It was on its way while the alarm ended or somebody answered. */
  #tellEnd(row: Row): void {
    const { core, teller } = this.#parts;
    if (row.says !== "raised" || row.test) return;
    for (const ref of row.alarms) {
      const call = core.callOf(ref);
      if (call === null || call.flapping.endDue) continue;
      const by = core.alarm(ref.id)?.acknowledgements.at(-1)?.by ?? null;
      if (call.state === "over") teller.endFor(row, call, "cleared", null);
      else if (call.state === "answered" && !row.answered) teller.endFor(row, call, "acknowledged", by);
    }
  }
}
