// Roll-ups: a consumer of the journal that keeps the figures of every point by minute, quarter of an hour and day (contract §6).
// Figures and position are written together, so that a replay changes nothing.
import type { Journal } from "../../journal/journal.ts";
import type { Fresh } from "../../journal/record.ts";
import type { Clock } from "../../kit/clock.ts";
import { type GatewayError, messageOf } from "../../kit/errors.ts";
import type { Log } from "../../kit/log.ts";
import type { Store } from "../../kit/store-worker.ts";
import type { WriterThread } from "../../kit/writer-thread.ts";
import { type Changes, changesSince } from "./changes.ts";
import { openHistoryFile } from "./file.ts";
import { metaText } from "./meta.ts";
import { readSaved } from "./saved.ts";
import type { RollupWrites, Save } from "./store.ts";
import { Tally } from "./tally.ts";
import type { TidyWish } from "./tidy.ts";
import { MINUTE_MS } from "./tiers.ts";

/** How much is counted again after a kill, and how much of the journal a query looks at, at most. */
const SAVE_EVERY_MS = 10_000;
const SAVE_EVERY_ENTRIES = 50_000;
/** Beyond this, as when it catches up, it is written at once: some 40 ms in the thread that alarms are written in, too. */
const MOST_PENDING = 5000;
const TIDY_EVERY_MS = 60_000;
/** What is on its way when a minute ends is in time. */
const SEAL_AFTER_MS = 5000;
/** A clock that jumped, or is new, deletes nothing for an hour. */
const STEADY_MS = 60 * MINUTE_MS;
const JUMP_MS = MINUTE_MS;

export interface RollupsOptions {
  /** history.db; made when it is not there. */
  readonly file: string;
  readonly journal: Journal;
  /** The campus's zone as it is now: days begin at its midnight. */
  readonly timezone: () => string;
  /** For how long polls of a device may be held back, ms; 0: nobody knows. */
  readonly heldMs: (device: string) => number;
  /** Who fetches what changes (`changedSince`), now: it is kept until all of them have said `passed`. Empty: it is not kept. */
  readonly followers: () => readonly string[];
  readonly thread?: WriterThread | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFailed: (error: GatewayError) => void;
}

/** A consumer of the journal. */
export interface Rollups extends AsyncDisposable {
  readonly name: string;
  /** Where to go on in the journal. */
  readonly from: { readonly epoch: string; readonly seq: number };
  /** Counts entries in order; those that were counted before are passed over. */
  take(records: readonly Fresh[]): Promise<void>;
  /** The journal no longer holds these entries. */
  skipped(from: number, to: number): void;
  /** Of this file: revisions of another one do not compare, though they go on rising. */
  readonly id: string;
  /**
   * Buckets that are over, and those that were corrected since, with a greater revision than this, at most `limit`; 0 is the beginning.
   * What is told is on disk. Reads the file: some ten microseconds per bucket.
   */
  changedSince(rev: number, limit: number): Changes;
  /** A follower has passed on everything up to this revision. */
  passed(follower: string, rev: number): void;
  /** Writes what was counted so far; for tests and for whoever needs the file to be current. */
  save(): Promise<void>;
  /** Resolves when the packing that is under way has come to its end; for tests. */
  tidied(): Promise<void>;
}

/** Opens history.db and goes on where the run before ended. Throws GatewayErrors of the store. */
export async function openRollups(options: RollupsOptions): Promise<Rollups> {
  return new RollupBook(options, await openHistoryFile(options));
}

class RollupBook implements Rollups {
  readonly name = "rollups";
  readonly id: string;
  readonly from: Rollups["from"];
  readonly #options: RollupsOptions;
  readonly #store: Store<RollupWrites>;
  readonly #tally: Tally;
  readonly #timers: Disposable[];
  readonly #passed = new Map<string, number>();
  #seq: number;
  #receivedMs: number;
  /** Entries after this time and up to this seq are gone. */
  #missing: { readonly fromMs: number; to: number } | null = null;
  #gaps: { readonly fromMs: number; readonly toMs: number }[] = [];
  #savedSeq: number;
  #sealedMs = 0;
  #trimmedTo = 0;
  /** Could not be written; comes before everything that was counted since. */
  #unsaved: Save | null = null;
  #lane: Promise<unknown> = Promise.resolve();
  #tidying: Promise<void> = Promise.resolve();
  /** To be done as soon as what is under way is done. */
  #wish: TidyWish | null = null;
  #trouble = false;
  #closed = false;
  #steadySince: number;
  #lastWall: number;
  #lastMonotonic: number;

  constructor(options: RollupsOptions, store: Store<RollupWrites>) {
    const { journal, clock, log, heldMs } = options;
    const { place, series } = readSaved(store.reader);
    this.#options = options;
    this.#store = store;
    this.id = metaText(store.reader, "id") ?? "";
    const known = place !== null && place.epoch === journal.epoch;
    // A journal that lost its end: what stood there was counted, and what comes now has these numbers again.
    this.#seq = known ? Math.min(place.seq, journal.head) : 0;
    this.#savedSeq = known ? place.seq : -1;
    this.#receivedMs = place?.receivedMs ?? 0;
    this.from = { epoch: journal.epoch, seq: this.#seq };
    this.#tally = new Tally({
      heldMs,
      onTooMany: (device) =>
        log.warn({ device }, "a device has more points than history counts; the others stay in the journal"),
    });
    for (const one of series) this.#tally.restore(one, known ? one.before : null);
    this.#lastWall = clock.now();
    this.#lastMonotonic = clock.monotonic();
    this.#steadySince = this.#lastMonotonic;
    this.#timers = [
      clock.every(SAVE_EVERY_MS, () => this.#saveSoon()),
      clock.every(TIDY_EVERY_MS, () => this.#tidySoon()),
    ];
    if (this.#seq !== this.#savedSeq) this.#saveSoon();
  }

  async take(records: readonly Fresh[]): Promise<void> {
    for (const record of records) {
      if (record.seq <= this.#seq) continue;
      if (this.#missing !== null && record.seq > this.#missing.to)
        this.#noteGap(this.#missing.fromMs, record.receivedMs);
      if (record.kind === "reading") this.#tally.take(record);
      else if (record.type === "system.began" && record.body.reason !== "first")
        this.#noteGap(this.#receivedMs, record.receivedMs);
      this.#seq = record.seq;
      this.#receivedMs = record.receivedMs;
    }
    if (this.#tally.pending < MOST_PENDING && this.#seq - this.#savedSeq < SAVE_EVERY_ENTRIES) return;
    await this.save();
  }

  skipped(_from: number, to: number): void {
    this.#missing = { fromMs: this.#missing?.fromMs ?? this.#receivedMs, to };
  }

  changedSince(rev: number, limit: number): Changes {
    return changesSince(this.#store.reader, rev, limit);
  }

  passed(follower: string, rev: number): void {
    this.#passed.set(follower, rev);
  }

  save(): Promise<void> {
    const saving = this.#lane.then(() => this.#saveNow());
    this.#lane = saving.catch(() => undefined);
    return saving;
  }

  async tidied(): Promise<void> {
    await this.#tidying;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) timer[Symbol.dispose]();
    await this.#tidying;
    await this.#saveOrLog();
    await this.#store[Symbol.asyncDispose]();
  }

  #noteGap(fromMs: number, toMs: number): void {
    this.#gaps.push({ fromMs, toMs });
    this.#missing = null;
  }

  #saveSoon(): void {
    this.#saveOrLog().catch((error: unknown) => this.#options.log.error({ err: error }, "saving roll-ups went astray"));
  }

  async #saveOrLog(): Promise<void> {
    const { log } = this.#options;
    try {
      await this.save();
      if (this.#trouble) log.info("roll-ups are saved again");
      this.#trouble = false;
    } catch (error) {
      if (!this.#trouble) log.warn({ err: error }, "roll-ups cannot be saved; it is tried again");
      this.#trouble = true;
    }
  }

  async #saveNow(): Promise<void> {
    if (this.#unsaved !== null) await this.#write(this.#unsaved);
    this.#unsaved = null;
    const save = this.#draft();
    if (save === null) return;
    this.#unsaved = save;
    await this.#write(save);
    this.#unsaved = null;
    this.#savedSeq = save.place.seq;
    const upTo = Math.min(...this.#options.followers().map((follower) => this.#passed.get(follower) ?? 0));
    if (upTo <= this.#trimmedTo || !Number.isFinite(upTo)) return;
    await this.#store.write("trimChanges", { upTo }, () => undefined);
    this.#trimmedTo = upTo;
  }

  #draft(): Save | null {
    const { journal, clock, timezone, followers } = this.#options;
    const followed = followers().length > 0;
    const now = clock.now();
    // While it is behind, time is where it has come to.
    const timeMs = this.#seq === journal.head ? now : Math.min(now, this.#receivedMs);
    const sealMs = timeMs - SEAL_AFTER_MS;
    const isMinuteOver = followed && Math.floor(sealMs / MINUTE_MS) > Math.floor(this.#sealedMs / MINUTE_MS);
    if (this.#seq === this.#savedSeq && !isMinuteOver) return null;
    this.#sealedMs = sealMs;
    const gaps = this.#gaps;
    this.#gaps = [];
    return {
      place: { epoch: journal.epoch, seq: this.#seq, receivedMs: this.#receivedMs },
      draft: this.#tally.draft(),
      gaps,
      timezone: timezone(),
      sealMs,
      followed,
    };
  }

  async #write(save: Save): Promise<void> {
    await this.#store.write("save", save, () => undefined);
  }

  #tidySoon(): void {
    const { clock, log } = this.#options;
    const [wall, monotonic] = [clock.now(), clock.monotonic()];
    if (Math.abs(wall - this.#lastWall - (monotonic - this.#lastMonotonic)) > JUMP_MS) this.#steadySince = monotonic;
    this.#lastWall = wall;
    this.#lastMonotonic = monotonic;
    const isBusy = this.#wish !== null;
    this.#wish = { nowMs: wall, mayDelete: monotonic - this.#steadySince >= STEADY_MS };
    if (isBusy) return;
    this.#tidying = this.#tidying
      .then(() => this.#tidy())
      .catch((error: unknown) =>
        log.warn({ error: messageOf(error) }, "roll-ups could not be packed; it is tried again"),
      );
  }

  /** Packs what is over, portion by portion. */
  async #tidy(): Promise<void> {
    for (let wish = this.#wish; wish !== null && !this.#closed; wish = this.#wish) {
      this.#wish = null;
      while (!this.#closed && (await this.#store.write("tidy", wish, (more) => more)));
    }
  }
}
