// One store being filled: the sending thread, how far it came, and what is written down of that.
import type { Journal } from "../../journal/journal.ts";
import type { Fresh } from "../../journal/record.ts";
import type { Clock } from "../../kit/clock.ts";
import { messageOf } from "../../kit/errors.ts";
import type { Trouble } from "../../kit/line-store/answers.ts";
import { type Target, targetId } from "../../kit/line-store/target.ts";
import type { Log } from "../../kit/log.ts";
import type { Store } from "../../kit/store-worker.ts";
import { CONSUMER, type Debts, owedOf } from "./losses.ts";
import type { Passed } from "./sender.ts";
import { type Sender, startSender } from "./sender-port.ts";
import { type InfluxWrites, type Owed, readPosition } from "./store.ts";

/** New entries are sent so often. */
const GO_ON_EVERY_MS = 500;
/** What was sent since is sent again after a crash. */
const SAVE_EVERY_MS = 1000;
const RESTART_FIRST_MS = 1000;
const RESTART_LAST_MS = 60_000;

export interface DeliveryParts {
  readonly journal: Journal;
  /** journal.db, and the module that reads it. */
  readonly file: string;
  readonly source: URL;
  readonly campus: string;
  readonly target: Target;
  readonly store: Store<InfluxWrites>;
  readonly debts: Debts;
  readonly clock: Clock;
  readonly log: Log;
  /** Told when it changes; null: lines are taken. */
  readonly onTrouble: (trouble: Trouble | null, detail: string) => void;
}

export class Delivery implements AsyncDisposable {
  readonly #parts: DeliveryParts;
  readonly #id: string;
  readonly #follower: Disposable;
  #sender: Sender;
  /** Spoken for up to here. */
  #cursor: number;
  #restartMs = RESTART_FIRST_MS;
  #restart: Disposable | null = null;
  /** What the thread was told of last, and when the first entry of that was received. */
  #posted: { head: number; receivedMs: number; atMs: number };
  /** When the first entry was received that the thread was not told of; null: it knows of all. */
  #unpostedMs: number | null = null;
  #post: Disposable | null = null;
  /** When the oldest entry was received that is not passed; null: there is none. */
  #waitingSinceMs: number | null;
  /** Undefined: nobody knows yet. */
  #trouble: Trouble | null | undefined = undefined;
  #unsaved: Owed[] = [];
  #saved: number;
  #save: Disposable | null = null;
  #lane: Promise<void> = Promise.resolve();

  constructor(parts: DeliveryParts) {
    const { journal, store, target, campus, clock } = parts;
    this.#parts = parts;
    this.#id = targetId(target, campus);
    const place = readPosition(store.reader, this.#id);
    // A position beyond the head is of a journal that has lost its end: what came since has these numbers again.
    const here = place !== null && place.epoch === journal.epoch && place.seq <= journal.head;
    this.#cursor = here ? place.seq : 0;
    this.#saved = this.#cursor;
    this.#waitingSinceMs = journal.page({ after: this.#cursor, limit: 1 }).records[0]?.receivedMs ?? null;
    this.#posted = { head: journal.head, receivedMs: this.#waitingSinceMs ?? 0, atMs: clock.monotonic() };
    journal.setCursor(CONSUMER, this.#cursor);
    this.#sender = this.#start();
    this.#follower = journal.follow((batch) => this.#fresh(batch));
  }

  /** Entries and seconds behind the head. */
  lag(): { readonly consumer: string; readonly entries: number; readonly seconds: number } {
    const { journal, clock } = this.#parts;
    const sinceMs = this.#waitingSinceMs ?? this.#unpostedMs;
    const seconds = sinceMs === null ? 0 : Math.max(0, (clock.now() - sinceMs) / 1000);
    return { consumer: CONSUMER, entries: journal.head - this.#cursor, seconds };
  }

  /** Sends lines that do not come from the journal; resolves with how many were not stored, by reason. */
  send(lines: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.#sender.send(lines);
  }

  /** Under which the store's positions are kept. */
  get id(): string {
    return this.#id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#follower[Symbol.dispose]();
    this.#post?.[Symbol.dispose]();
    this.#restart?.[Symbol.dispose]();
    await this.#sender[Symbol.asyncDispose]();
    this.#save?.[Symbol.dispose]();
    this.#saveSoon(0);
    await this.#lane;
  }

  #start(): Sender {
    const { file, source, campus, target, journal, clock } = this.#parts;
    const settings = { source: source.href, file, campus, target, after: this.#cursor, head: journal.head };
    const events = {
      onPassed: (passed: Passed) => this.#passed(passed),
      onTrouble: (trouble: Trouble, detail: string) => this.#setTrouble(trouble, detail),
      onEnded: (why: string) => this.#ended(why),
    };
    return startSender(settings, events, clock);
  }

  #ended(why: string): void {
    const { log, clock } = this.#parts;
    log.error({ reason: why, retryMs: this.#restartMs }, "the thread that fills InfluxDB ended; it is started again");
    this.#restart = clock.after(this.#restartMs, () => {
      this.#sender = this.#start();
    });
    this.#restartMs = Math.min(2 * this.#restartMs, RESTART_LAST_MS);
  }

  #fresh(batch: readonly Fresh[]): void {
    const { clock } = this.#parts;
    this.#unpostedMs ??= batch[0]?.receivedMs ?? null;
    if (this.#post !== null) return;
    const sinceMs = clock.monotonic() - this.#posted.atMs;
    if (sinceMs >= GO_ON_EVERY_MS) this.#goOn();
    else this.#post = clock.after(GO_ON_EVERY_MS - sinceMs, () => this.#goOn());
  }

  #goOn(): void {
    const { journal, clock } = this.#parts;
    this.#post = null;
    const receivedMs = this.#unpostedMs ?? clock.now();
    this.#posted = { head: journal.head, receivedMs, atMs: clock.monotonic() };
    this.#waitingSinceMs ??= receivedMs;
    this.#unpostedMs = null;
    this.#sender.goOn(journal.head);
  }

  #passed(passed: Passed): void {
    const { log } = this.#parts;
    this.#cursor = passed.to;
    this.#waitingSinceMs = passed.waitingSinceMs ?? (passed.to < this.#posted.head ? this.#posted.receivedMs : null);
    if (passed.lines > 0) {
      this.#restartMs = RESTART_FIRST_MS;
      this.#setTrouble(null, "");
    }
    for (const { seq, code, detail } of passed.quarantined)
      log.warn({ seq, code, detail }, "InfluxDB refuses this entry; it is passed over");
    this.#unsaved.push(...owedOf(passed, this.#id));
    this.#saveSoon(this.#unsaved.length > 0 ? 0 : SAVE_EVERY_MS);
  }

  #setTrouble(trouble: Trouble | null, detail: string): void {
    if (trouble === this.#trouble) return;
    const { log, onTrouble } = this.#parts;
    if (trouble === null) log.info(this.#trouble === undefined ? "InfluxDB takes lines" : "InfluxDB takes lines again");
    else log.warn({ code: trouble, detail }, "InfluxDB takes nothing; what is not stored there stays in the journal");
    this.#trouble = trouble;
    onTrouble(trouble, detail);
  }

  #saveSoon(inMs: number): void {
    if (inMs > 0) {
      this.#save ??= this.#parts.clock.after(inMs, () => this.#saveSoon(0));
      return;
    }
    this.#save?.[Symbol.dispose]();
    this.#save = null;
    this.#lane = this.#lane.then(() => this.#write());
  }

  /** Position and losses together; only then retention may count on it, and only then the losses are told. */
  async #write(): Promise<void> {
    const { store, journal, debts, log } = this.#parts;
    const seq = this.#cursor;
    const owed = this.#unsaved;
    if (seq === this.#saved && owed.length === 0) return;
    this.#unsaved = [];
    try {
      const position = { epoch: journal.epoch, seq };
      await store.write("pass", { target: this.#id, position, owed }, () => undefined);
      this.#saved = seq;
      journal.setCursor(CONSUMER, seq);
      if (owed.length > 0) debts.pay();
    } catch (error) {
      this.#unsaved = [...owed, ...this.#unsaved];
      log.warn(
        { reason: messageOf(error) },
        "how far InfluxDB was filled could not be written down; it is sent again after a restart",
      );
    }
  }
}
