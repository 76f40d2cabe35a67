// Sends what is queued: one lane for each road, one letter at a time, at the road's own pace; a post's screen orders its letters itself. That a
// letter is on its way is on disk before the road is asked, and what is known afterwards before anything follows from it.
import { NOT_HAD, REACHES, type RoadKind } from "../contract/notify.ts";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { Moment, SteadyClock } from "../kit/steady-clock.ts";
import type { Book } from "./book.ts";
import { cannotWork } from "./cannot-work.ts";
import { LedgerPen } from "./ledger-pen.ts";
import { type Carried, OnTheWay } from "./on-the-way.ts";
import { failed, type Letter, type Outcome, type Road } from "./roads/road.ts";
import { type Change, newestOf, type Row } from "./rows.ts";
import type { SendingWindow } from "./window.ts";

/** Tries of one delivery by one road, and for how long at most. */
const MOST_TRIES = 3;
const PATIENCE_MS = 120_000;
const FIRST_BACKOFF_MS = 3000;
/** What is about danger, or critical, waits so long for a road's pace while another road stands free. */
const URGENT_PATIENCE_MS = 5000;
/** Rows of a road that may say that it wants peace. */
const PAUSE_LOOK_BACK = 20;
/** Letters at one post's screen: what waits its turn there must not keep what is worse from it. */
const AT_A_POST = 16;
/** What is on its way when the gateway stops may take so long. */
const STOP_MS = 2000;

/** What is to become of a row that is about to be sent. */
export type Verdict =
  /** `replyCode`: what an answer to it must name. */
  | { readonly is: "send"; readonly letter: Letter; readonly replyCode?: number | null }
  | { readonly is: "drop"; readonly code: string };

export interface DispatcherParts {
  readonly book: Book;
  readonly time: SteadyClock;
  readonly clock: Clock;
  readonly log: Log;
  readonly road: (id: string) => { readonly kind: RoadKind; readonly road: Road | null } | null;
  readonly windowOf: (road: string) => SendingWindow;
  readonly verdict: (row: Row) => Promise<Verdict>;
  /** Why it is not worth saying any more; null: it is. */
  readonly unwanted: (row: Row) => string | null;
  /** Smaller is sent first. */
  readonly rank: (row: Row) => number;
  /** Rows for the same target that waited for the road's pace: they become one. */
  readonly join: (rows: readonly Row[]) => Promise<void>;
  /** True when another road reaches whom it is for. */
  readonly hasOther: (row: Row) => boolean;
  /** Its last letters were not taken: another road is better than a second try. */
  readonly isFailing: (road: string) => boolean;
  /** A try has ended and stands so in the ledger. */
  readonly after: (row: Row) => void;
  /** 0 to 1. */
  readonly random: () => number;
}

export class Dispatcher implements AsyncDisposable {
  readonly #parts: DispatcherParts;
  readonly #pen: LedgerPen;
  readonly #onTheWay: OnTheWay;
  readonly #lanes = new Map<string, Set<Promise<void>>>();
  readonly #busy = new Set<number>();
  /** Rows that found their road's pace used up. */
  readonly #paced = new Set<number>();
  readonly #pausedUntil = new Map<string, Moment>();
  readonly #closing = new AbortController();
  #stopping = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#pen = new LedgerPen(parts);
    this.#onTheWay = new OnTheWay(parts);
  }

  /** True while a row is being written or sent: it cannot be changed any more. */
  isBusy(n: number): boolean {
    return this.#busy.has(n);
  }

  /** Starts every lane that has something to do now. */
  kick(): void {
    if (this.#stopping) return;
    this.#onTheWay.look();
    if (this.#pen.rests) return;
    for (const row of this.#parts.book.open.values()) {
      if (row.state !== "queued" || this.#busy.has(row.n)) continue;
      const lane = this.#laneOf(row);
      const running = this.#lanes.get(lane) ?? new Set();
      if (running.size >= (this.#isAtPost(row) ? AT_A_POST : 1)) continue;
      this.#lanes.set(lane, running);
      const run = this.#run(row.road, lane)
        .catch((error: unknown) =>
          this.#parts.log.error({ road: row.road, err: error }, "sending went astray; it is tried again"),
        )
        .finally(() => running.delete(run));
      running.add(run);
    }
  }

  /** Nothing new begins; what is on its way gets a moment, and is left as sent if it needs longer. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping = true;
    const timer = this.#parts.clock.after(STOP_MS, () => this.#closing.abort());
    await Promise.all([...this.#lanes.values()].flatMap((running) => [...running]));
    timer[Symbol.dispose]();
  }

  /** One post must not hold up another; all else that goes by a road goes one after the other. */
  #laneOf(row: Row): string {
    return this.#isAtPost(row) ? `${row.road}:${row.post}` : row.road;
  }

  #isAtPost({ road }: Row): boolean {
    return this.#parts.road(road)?.kind === "post";
  }

  async #run(road: string, lane: string): Promise<void> {
    while (!this.#stopping && !this.#pen.rests) {
      const row = await this.#next(road, lane);
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
  async #next(id: string, lane: string): Promise<Row | null> {
    const { book, time, rank, road, windowOf, join, hasOther } = this.#parts;
    const now = time.now();
    const due = [...book.open.values()].filter(
      (row) =>
        row.road === id &&
        row.state === "queued" &&
        (row.nextAt ?? 0) <= now &&
        !this.#busy.has(row.n) &&
        this.#laneOf(row) === lane,
    );
    if (due.length === 0) return null;
    due.sort((a, b) => rank(a) - rank(b) || a.n - b.n);
    const [first] = due;
    const found = road(id);
    if (first === undefined) return null;
    if (found === null || found.road === null) return this.#claimed(first);
    const pausedMs = this.#pauseOf(id) - now;
    if (pausedMs > 0) return pausedMs > PATIENCE_MS ? this.#claimed(first) : null;
    const waitMs = windowOf(id).waitMs(found.road.pace, now);
    if (waitMs > 0) {
      for (const { n } of due) this.#paced.add(n);
      const other = due.find((row) => waitMs > (rank(row) <= 0 ? URGENT_PATIENCE_MS : PATIENCE_MS) && hasOther(row));
      return other === undefined ? null : this.#claimed(other);
    }
    const together = due.filter(
      (row) => this.#paced.has(row.n) && isJoinable(row) && isSameTarget(row, first) && isEnd(row) === isEnd(first),
    );
    if (!isJoinable(first) || together.length < 2) return this.#claimed(first);
    for (const row of together) this.#claimed(row);
    try {
      await join(together);
    } finally {
      for (const { n } of together) {
        this.#busy.delete(n);
        this.#paced.delete(n);
      }
    }
    return await this.#next(id, lane);
  }

  /** From here on nothing is added to it. */
  #claimed(row: Row): Row {
    this.#busy.add(row.n);
    return row;
  }

  async #try(row: Row): Promise<void> {
    const { clock, time, road, windowOf } = this.#parts;
    const found = road(row.road);
    if (found === null || found.road === null) {
      const why = found === null ? "no such road is configured" : "the road cannot be set up";
      return await this.#end(row, failed("not-set-up", why, false));
    }
    if (this.#pauseOf(row.road) > time.now())
      return await this.#end(row, failed("paused", "the road wants peace for longer than this can wait", false));
    if (windowOf(row.road).waitMs(found.road.pace, time.now()) > 0)
      return await this.#end(
        row,
        failed("paced", "the road has had its fill for now, and another one stands free", false),
      );
    const wish = await this.#verdict(row);
    if (wish.is === "drop") return await this.#end(row, { is: "dropped", code: wish.code });
    if (wish.is !== "send") return await this.#end(row, wish);
    if (this.#stopping) return;
    const { letter, replyCode = null } = wish;
    const sent = await this.#pen.once(row, { state: "sent", tries: row.tries + 1, sentMs: clock.now(), replyCode });
    // It waits with all others, and is looked at afresh.
    if (sent === null) return;
    windowOf(row.road).sent(time.now());
    const carried = await this.#onTheWay.carry(sent, found.kind, found.road, letter, this.#closing.signal);
    // Stopped while it was on its way: nobody knows, and the next start says so.
    if (this.#closing.signal.aborted && carried.is === "unknown") return;
    await this.#end(sent, carried);
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

  /** Nothing follows from it, and nothing else goes by this lane, before it is on disk. */
  async #end(row: Row, carried: Carried): Promise<void> {
    const written = await this.#pen.certainly(row, this.#changeBy(row, carried), this.#closing.signal);
    if (written !== null) this.#parts.after(written);
  }

  #changeBy(row: Row, carried: Carried): Partial<Omit<Change, "n">> {
    const ended = { endedMs: this.#parts.clock.now(), nextAt: null };
    switch (carried.is) {
      case "accepted":
        return { ...ended, state: "accepted", code: null, detail: carried.reference, answered: carried.answered };
      case "unknown":
        return { ...ended, state: "unknown", code: "no-answer-known", detail: carried.detail };
      case "dropped":
        return { ...ended, state: "dropped", code: carried.code };
      case "failed": {
        const { code, detail } = carried;
        const nextAt = this.#againAt(row, carried);
        // Until when the road wants peace is known after a restart, too.
        const peace = carried.afterMs > 0 && this.#isShared(row.road) ? this.#pauseOf(row.road) : null;
        return nextAt === null
          ? { ...ended, nextAt: peace, state: "failed", code, detail }
          : { state: "queued", endedMs: null, nextAt, code, detail };
      }
    }
  }

  /** True for a road whose letters all go to one service or group, which wants peace from all of them. */
  #isShared(road: string): boolean {
    const kind = this.#parts.road(road)?.kind ?? null;
    return kind !== null && REACHES[kind] !== "person";
  }

  /** Until when a road wants peace; of the run before at first. */
  #pauseOf(road: string): Moment {
    const known = this.#pausedUntil.get(road);
    if (known !== undefined) return known;
    const rows = this.#isShared(road) ? newestOf(this.#parts.book.reader, road, PAUSE_LOOK_BACK) : [];
    const until = Math.max(0, ...rows.map(({ tries, nextAt }) => (tries > 0 ? (nextAt ?? 0) : 0)));
    this.#pausedUntil.set(road, until);
    return until;
  }

  /** When a failed try is repeated; null: the next road is better. */
  #againAt(row: Row, { code, again, afterMs }: Extract<Outcome, { is: "failed" }>): Moment | null {
    const { road, time, clock, random, isFailing } = this.#parts;
    const kind = road(row.road)?.kind ?? null;
    const now = time.now();
    if (cannotWork(code)) return null;
    // A group's service wants peace from all of us, a person's number from this person's letters.
    if (afterMs > 0 && this.#isShared(row.road)) this.#pausedUntil.set(row.road, now + afterMs);
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
