// Sends what is queued: one lane for each road, one letter at a time, at the road's own pace. That a letter is on its way is on disk before the
// road is asked, and what is known afterwards before anything follows from it.
import { NOT_HAD, REACHES, type RoadKind } from "../contract/notify.ts";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { Moment, SteadyClock } from "../kit/steady-clock.ts";
import type { Book } from "./book.ts";
import { failed, type Letter, type Outcome, type Road } from "./roads/road.ts";
import type { Row } from "./rows.ts";
import type { SendingWindow } from "./window.ts";

/** Tries of one delivery by one road, and for how long at most. */
const MOST_TRIES = 3;
const PATIENCE_MS = 120_000;
const FIRST_BACKOFF_MS = 3000;
/** Each of a person's telephones rings, is spoken into, and waits for a key. */
const CALL_MS = 420_000;
const LETTER_MS = 60_000;
/** Whoever does not even heed that it is over is left behind so long after. */
const DEAF_MS = 1000;
/** What is on its way when the gateway stops may take so long. */
const STOP_MS = 2000;

/** What is to become of a row that is about to be sent. */
export type Verdict = { readonly is: "send"; readonly letter: Letter } | { readonly is: "drop"; readonly code: string };

export interface DispatcherParts {
  readonly book: Book;
  readonly time: SteadyClock;
  readonly clock: Clock;
  readonly log: Log;
  readonly road: (id: string) => { readonly kind: RoadKind; readonly road: Road | null } | null;
  readonly windowOf: (road: string) => SendingWindow;
  readonly verdict: (row: Row) => Promise<Verdict>;
  /** Smaller is sent first. */
  readonly rank: (row: Row) => number;
  /** Rows for the same target that waited for the road's pace: they become one. */
  readonly join: (rows: readonly Row[]) => Promise<void>;
  /** Its last letters were not taken: another road is better than a second try. */
  readonly isFailing: (road: string) => boolean;
  /** A try has ended and stands so in the ledger. */
  readonly after: (row: Row) => void;
  /** 0 to 1. */
  readonly random: () => number;
}

export class Dispatcher implements AsyncDisposable {
  readonly #parts: DispatcherParts;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #busy = new Set<number>();
  /** Rows that found their road's pace used up. */
  readonly #paced = new Set<number>();
  readonly #pausedUntil = new Map<string, Moment>();
  readonly #closing = new AbortController();
  #stopping = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** True while a row is being written or sent: it cannot be changed any more. */
  isBusy(n: number): boolean {
    return this.#busy.has(n);
  }

  /** Starts every lane that has something to do now. */
  kick(): void {
    if (this.#stopping) return;
    for (const { road, state } of this.#parts.book.open.values()) {
      if (state !== "queued" || this.#lanes.has(road)) continue;
      const lane = this.#run(road)
        .catch((error: unknown) =>
          this.#parts.log.error({ road, err: error }, "sending went astray; it is tried again"),
        )
        .finally(() => this.#lanes.delete(road));
      this.#lanes.set(road, lane);
    }
  }

  /** Nothing new begins; what is on its way gets a moment, and is left as sent if it needs longer. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping = true;
    const timer = this.#parts.clock.after(STOP_MS, () => this.#closing.abort());
    await Promise.all(this.#lanes.values());
    timer[Symbol.dispose]();
  }

  async #run(road: string): Promise<void> {
    while (!this.#stopping) {
      const row = await this.#next(road);
      if (row === null) return;
      try {
        await this.#try(row);
      } finally {
        this.#busy.delete(row.n);
        this.#paced.delete(row.n);
      }
    }
  }

  /** The most urgent row that may go now; null: none. */
  async #next(id: string): Promise<Row | null> {
    const { book, time, rank, road, windowOf, join } = this.#parts;
    const now = time.now();
    const due = [...book.open.values()].filter(
      (row) => row.road === id && row.state === "queued" && (row.nextAt ?? 0) <= now,
    );
    if (due.length === 0) return null;
    due.sort((a, b) => rank(a) - rank(b) || a.n - b.n);
    const [first] = due;
    const found = road(id);
    if (first === undefined) return null;
    if (found === null || found.road === null) return this.#claimed(first);
    const pausedMs = (this.#pausedUntil.get(id) ?? 0) - now;
    if (pausedMs > 0) return pausedMs > PATIENCE_MS ? this.#claimed(first) : null;
    if (windowOf(id).waitMs(found.road.pace, now) > 0) {
      for (const { n } of due) this.#paced.add(n);
      return null;
    }
    const together = due.filter(
      (row) => this.#paced.has(row.n) && isJoinable(row) && isSameTarget(row, first) && isEnd(row) === isEnd(first),
    );
    if (!isJoinable(first) || together.length < 2) return this.#claimed(first);
    await join(together);
    for (const { n } of together) this.#paced.delete(n);
    return await this.#next(id);
  }

  /** From here on nothing is added to it. */
  #claimed(row: Row): Row {
    this.#busy.add(row.n);
    return row;
  }

  async #try(row: Row): Promise<void> {
    const { book, clock, time, road, windowOf, after } = this.#parts;
    const found = road(row.road);
    if (found === null || found.road === null) {
      const why = found === null ? "no such road is configured" : "the road cannot be set up";
      return await this.#end(row, failed("not-set-up", why, false));
    }
    if ((this.#pausedUntil.get(row.road) ?? 0) > time.now())
      return await this.#end(row, failed("paused", "the road wants peace for longer than this can wait", false));
    const wish = await this.#verdict(row);
    if (wish.is === "drop") {
      const dropped = await book.change(row, { state: "dropped", code: wish.code, endedMs: clock.now(), nextAt: null });
      return after(dropped);
    }
    if (wish.is !== "send") return await this.#end(row, wish);
    if (this.#stopping) return;
    const sent = await book.change(row, { state: "sent", tries: row.tries + 1, sentMs: clock.now() });
    windowOf(row.road).sent(time.now());
    const outcome = await this.#send(found.kind, found.road, wish.letter);
    // Stopped while it was on its way: nobody knows, and the next start says so.
    if (this.#closing.signal.aborted && outcome.is === "unknown") return;
    await this.#end(sent, outcome);
  }

  /** What cannot be written must not keep all that comes after it on this road: another road is next. */
  async #verdict(row: Row): Promise<Verdict | Outcome> {
    try {
      return await this.#parts.verdict(row);
    } catch (error) {
      this.#parts.log.error({ n: row.n, err: error }, "a letter cannot be written; another road is tried");
      return failed("road-broken", messageOf(error), false);
    }
  }

  /** Asks the road; whatever it does, there is an outcome. */
  async #send(kind: RoadKind, road: Road, letter: Letter): Promise<Outcome> {
    const { clock, log } = this.#parts;
    const late = new AbortController();
    // A text message waits for the call that the same modem has under way.
    const patience = kind === "modem-call" || kind === "http-voice" || kind === "modem-sms" ? CALL_MS : LETTER_MS;
    const timers = [clock.after(patience, () => late.abort())];
    const signal = AbortSignal.any([late.signal, this.#closing.signal]);
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

  async #end(row: Row, outcome: Outcome): Promise<void> {
    const { book, clock, after } = this.#parts;
    const endedMs = clock.now();
    if (outcome.is === "accepted") {
      const { reference: detail, answered } = outcome;
      after(await book.change(row, { state: "accepted", endedMs, nextAt: null, code: null, detail, answered }));
      return;
    }
    if (outcome.is === "unknown") {
      const { detail } = outcome;
      after(await book.change(row, { state: "unknown", endedMs, nextAt: null, code: "no-answer-known", detail }));
      return;
    }
    const { code, detail } = outcome;
    const nextAt = this.#againAt(row, outcome);
    const change =
      nextAt === null
        ? { state: "failed" as const, endedMs, nextAt }
        : { state: "queued" as const, endedMs: null, nextAt };
    after(await book.change(row, { ...change, code, detail }));
  }

  /** When a failed try is repeated; null: the next road is better. */
  #againAt(row: Row, { code, again, afterMs }: Extract<Outcome, { is: "failed" }>): Moment | null {
    const { road, time, clock, random, isFailing } = this.#parts;
    const kind = road(row.road)?.kind ?? null;
    const now = time.now();
    // A group's service wants peace from all of us, a person's number from this person's letters.
    if (afterMs > 0 && kind !== null && REACHES[kind] !== "person") this.#pausedUntil.set(row.road, now + afterMs);
    // A telephone that cannot be reached now is not waited for: a message by another road is there when it can be again.
    if (kind === "modem-call" || kind === "http-voice" || NOT_HAD.some((word) => word === code)) return null;
    if (!again || row.tries >= MOST_TRIES || isFailing(row.road)) return null;
    const backoff = FIRST_BACKOFF_MS * 2 ** (row.tries - 1) * (0.75 + random() / 2);
    const waitMs = Math.max(afterMs, backoff);
    return clock.now() - row.madeMs + waitMs > PATIENCE_MS && waitMs > FIRST_BACKOFF_MS ? null : now + waitMs;
  }
}

/** What one alarm has to say can be said with others; what people asked for, and what is a digest, goes by itself. */
function isJoinable({ says, test, repeated }: Row): boolean {
  return (says === "raised" || says === "cleared" || says === "acknowledged") && !test && !repeated;
}

/** It tells how an alarm ended, and asks for nothing. */
function isEnd({ says }: Row): boolean {
  return says === "cleared" || says === "acknowledged";
}

function isSameTarget(a: Row, b: Row): boolean {
  return a.road === b.road && a.post === b.post && a.person === b.person;
}
