// Keeps the journal within its age, its size and the disk: deletes the oldest in small portions between commits, and says what was lost to whom.
import type { JournalConfig } from "../config/campus.ts";
import type { Clock } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";
import { ballastOf } from "./ballast.ts";
import { Losses } from "./losses.ts";
import { happening } from "./record.ts";
import type { Saver } from "./saver.ts";
import { type Space, type SpaceStep, spaceOf, spaceStep } from "./space.ts";
import type { Store } from "./store.ts";
import type { Writer } from "./writer-port.ts";

const LOOK_EVERY_MS = 2000;
/** Rows per deletion: a few milliseconds, so that commits in between are not held up. */
const PORTION_ROWS = 2000;
/** A clock that jumped may be wrong: nothing is deleted by age until it has stood for this long. */
const STEADY_BEFORE_PURGE_MS = 60 * 60_000;
/** A start that lies further from the newest entry than this may have a wrong clock, too. */
const NEAR_MS = 60 * 60_000;
/** Wall clock against monotonic clock: a greater difference between two looks is a jump. */
const JUMP_MS = 60_000;
const SAMPLES_KEPT_MS = 30 * 86_400_000;

export interface KeeperParts {
  readonly store: Store;
  readonly writer: Writer;
  readonly saver: Saver;
  readonly folder: string;
  readonly limits: () => JournalConfig;
  readonly cursors: ReadonlyMap<string, number>;
  readonly purged: { reading: number; entry: number };
  /** When the newest entry before this start was received; null when there is none. */
  readonly newestReceivedMs: number | null;
  readonly clock: Clock;
  readonly log: Log;
}

export class Keeper implements AsyncDisposable {
  readonly #parts: KeeperParts;
  readonly #ballast: ReturnType<typeof ballastOf>;
  readonly #losses = new Losses();
  #timer: Disposable | null = null;
  #space: Space;
  #step: SpaceStep = "ample";
  #bytes = 0;
  #redactedTo = 0;
  #working: Promise<void> = Promise.resolve();
  #busy = false;
  #lastWall: number;
  #lastMonotonic: number;
  #steadySince = Number.NEGATIVE_INFINITY;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#ballast = ballastOf(parts.folder, parts.log);
    this.#space = spaceOf(parts.folder);
    this.#lastWall = parts.clock.now();
    this.#lastMonotonic = parts.clock.monotonic();
    const { newestReceivedMs } = parts;
    if (newestReceivedMs !== null && Math.abs(this.#lastWall - newestReceivedMs) > NEAR_MS)
      this.#steadySince = this.#lastMonotonic;
  }

  /** Looks now and every two seconds. */
  start(): void {
    this.#timer = this.#parts.clock.every(LOOK_EVERY_MS, () => this.look());
    this.look();
  }

  get space(): Space & { readonly bytes: number } {
    return { ...this.#space, bytes: this.#bytes };
  }

  /** Looks at clock, disk and limits, and does what is due. One look at a time. */
  look(): void {
    if (this.#busy) return;
    this.#busy = true;
    this.#working = this.#work()
      .catch((error: unknown) => this.#parts.log.error({ err: error }, "keeping the journal within its limits failed"))
      .finally(() => {
        this.#busy = false;
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer?.[Symbol.dispose]();
    await this.#working;
  }

  async #work(): Promise<void> {
    const { store, writer, clock, log } = this.#parts;
    this.#watchClock();
    this.#space = spaceOf(this.#parts.folder);
    const step = spaceStep(this.#space.freeRatio, this.#step);
    if (step !== this.#step) {
      const changed = {
        from: this.#step,
        to: step,
        freeBytes: this.#space.freeBytes,
        freeRatio: round(this.#space.freeRatio),
      };
      this.#step = step;
      log.warn(changed, "free disk space changed its step");
      if (step === "refuse") store.suspend(`free disk space is below 2 %: ${this.#space.freeBytes} bytes`);
      else if (store.writable) await store.append(happening("system", "system.disk-space", clock.now(), changed));
    }
    if (step === "refuse" || !store.writable) await this.#recover(step);
    else this.#ballast.keep(this.#space.freeRatio > 0.1);
    if (!store.writable) return;
    const { bytes } = await writer.ask({ op: "measure" });
    this.#bytes = bytes ?? this.#bytes;
    await this.#purgeByAge();
    await this.#redactSamples();
    if (this.#bytes > this.#parts.limits().maxBytes) await this.#purgeToSize();
    if (step === "purge-passed" || step === "purge-oldest") await this.#purgeForSpace(step);
    await this.#losses.tell(store, clock);
  }

  /** Space is short or a write found none: make some, and take entries again when there is. */
  async #recover(step: SpaceStep): Promise<void> {
    const { store, writer, clock } = this.#parts;
    this.#ballast.release();
    await this.#purge("reading", Number.MAX_SAFE_INTEGER, null, 1, "disk-full");
    await writer.ask({ op: "shrink" });
    if (step === "refuse" || store.writable) return;
    store.resume();
    if (!store.writable) return;
    const { freeBytes, freeRatio } = this.#space;
    const space = { from: "refuse", to: step, freeBytes, freeRatio: round(freeRatio) };
    await store.append(happening("system", "system.disk-space", clock.now(), space));
  }

  /** What a device sent and nobody could read may name people: it is kept for 30 days (contract §4). */
  async #redactSamples(): Promise<void> {
    const { writer, clock } = this.#parts;
    if (clock.monotonic() - this.#steadySince < STEADY_BEFORE_PURGE_MS) return;
    const olderThanMs = clock.now() - SAMPLES_KEPT_MS;
    const { redactedTo } = await writer.ask({
      op: "redact",
      after: this.#redactedTo,
      olderThanMs,
      limit: PORTION_ROWS,
    });
    this.#redactedTo = redactedTo ?? this.#redactedTo;
  }

  async #purgeByAge(): Promise<void> {
    const { clock, limits } = this.#parts;
    if (clock.monotonic() - this.#steadySince < STEADY_BEFORE_PURGE_MS) return;
    const { keepReadingsMs, keepOtherMs } = limits();
    await this.#purge("reading", Number.MAX_SAFE_INTEGER, clock.now() - keepReadingsMs, 50, "age");
    await this.#purge("entry", Number.MAX_SAFE_INTEGER, clock.now() - keepOtherMs, 50, "age");
  }

  /** Oldest readings go until the file fits; other kinds stay whatever their size. */
  async #purgeToSize(): Promise<void> {
    for (let portion = 0; portion < 500 && this.#bytes > this.#parts.limits().maxBytes; portion++) {
      const more = await this.#purge("reading", Number.MAX_SAFE_INTEGER, null, 1, "size");
      if (!more) return;
    }
  }

  async #purgeForSpace(step: "purge-passed" | "purge-oldest"): Promise<void> {
    const passed = Math.min(this.#parts.store.head, ...this.#parts.cursors.values());
    await this.#purge("reading", step === "purge-passed" ? passed : Number.MAX_SAFE_INTEGER, null, 20, "disk-space");
    await this.#parts.writer.ask({ op: "shrink" });
  }

  /** Deletes up to so many portions; true when there is more to delete. What consumers had not passed is noted as lost. */
  async #purge(
    table: "reading" | "entry",
    upTo: number,
    olderThanMs: number | null,
    portions: number,
    reason: string,
  ): Promise<boolean> {
    const { writer, saver, purged, store } = this.#parts;
    const unsaved = reason === "disk-full" || reason === "disk-space";
    let more = true;
    for (let i = 0; i < portions && more; i++) {
      const consumers = [...this.#parts.cursors];
      const cursors = consumers.map(([, seq]) => seq);
      const request = { op: "purge", table, upTo, olderThanMs, limit: PORTION_ROWS, unsaved, cursors } as const;
      const answer = await writer.ask(request);
      this.#bytes = answer.bytes ?? this.#bytes;
      if (answer.purged === undefined) return false;
      const { rows, lost, saveFirst } = answer.purged;
      more = answer.purged.more;
      if (rows > 0) purged[table] = answer.purged.upTo;
      for (const [at, [consumer]] of consumers.entries()) {
        const { from, count } = lost[at] ?? { from: 0, count: 0 };
        if (count > 0) this.#losses.note(table, { consumer, from, to: purged[table], count, reason });
      }
      if (saveFirst ? !(await saver.save(store.head, false)) : rows === 0) return false;
    }
    return more;
  }

  #watchClock(): void {
    const { clock, log } = this.#parts;
    const wall = clock.now();
    const monotonic = clock.monotonic();
    const jumpMs = wall - this.#lastWall - (monotonic - this.#lastMonotonic);
    if (Math.abs(jumpMs) > JUMP_MS) {
      this.#steadySince = monotonic;
      log.warn({ jumpMs: Math.round(jumpMs) }, "the clock jumped; nothing is deleted by age for an hour");
    }
    this.#lastWall = wall;
    this.#lastMonotonic = monotonic;
  }
}

function round(ratio: number): number {
  return Math.round(ratio * 10_000) / 10_000;
}
