// What a simulated campus tells the county, and when: the newest first, what gathered without connection behind it, as a gateway does.
import type { Entry } from "#gateway/contract/entry.ts";
import { formatTime } from "#gateway/contract/time.ts";
import type { Unsealed } from "../edge/outbox.ts";
import { type EntryLane, laneOf } from "../wire/entries.ts";
import { columnsOf } from "../wire/summary.ts";
import type { CampusSpec } from "./campuses.ts";
import { type Figures, figuresBetween, type Measuring, MINUTE_MS, type Steps } from "./figures.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { School } from "./school.ts";
import { beginning, type Happening, happeningsBetween } from "./story.ts";

export interface TellerOptions {
  readonly spec: CampusSpec;
  readonly school: School;
  readonly seed: number;
  readonly epoch: string;
  readonly store: MemoryStore;
  /** Where the story begins, in the campus's own time. */
  readonly fromMs: number;
  /** Minutes older than this are told by the quarter of an hour only. */
  readonly minutesWithinMs: number;
}

export interface Told {
  /** Entries; their seqs are 1 … this. */
  readonly entries: number;
  /** Figures are told up to here, but for those in `behind`. */
  readonly figuresToMs: number;
  readonly behind: { readonly fromMs: number; readonly toMs: number };
}

/** Sealed and not acknowledged: beyond this, figures wait. */
const MOST_HELD = 12;
/** A pause longer than this leaves a backlog. */
const BACKLOG_MS = 15 * MINUTE_MS;
const FRAME_ROWS = 1000;
const FRAME_ENTRIES = 400;
const WITH_MINUTES: Steps = ["1min", "15min"];
const QUARTERS: Steps = ["15min"];
/** A piece of a backlog: about a frame. */
const PIECE_MS = 30 * MINUTE_MS;
const QUARTERS_PIECE_MS = 8 * PIECE_MS;

export class Teller {
  readonly #options: TellerOptions;
  readonly #measuring: Measuring;
  #begun = false;
  #happenedMs: number;
  #liveMs: number | null = null;
  #behindMs = 0;
  #behindToMs = 0;
  #seq = 0;
  #rev = 0;

  constructor(options: TellerOptions) {
    this.#options = options;
    this.#measuring = { seed: options.seed, campus: options.spec.id, school: options.school };
    this.#happenedMs = options.fromMs;
  }

  get told(): Told {
    const behind = { fromMs: this.#behindMs, toMs: this.#behindToMs };
    return { entries: this.#seq, figuresToMs: this.#liveMs ?? this.#options.fromMs, behind };
  }

  /** Seals what is new at `nowMs` of the campus's own time. Answers whether a backlog waits. */
  async tell(nowMs: number): Promise<boolean> {
    const { spec, school, seed, store, fromMs } = this.#options;
    const telling = { seed, spec, school };
    const begin = this.#begun ? [] : beginning(telling, fromMs);
    this.#begun = true;
    const happened = [...begin, ...happeningsBetween(telling, this.#happenedMs, nowMs)];
    this.#happenedMs = nowMs;
    await this.#sealEntries(happened.map((happening) => this.#entryOf(happening)));
    if (store.held("summary") >= MOST_HELD) return this.#behindMs < this.#behindToMs;
    await this.#sealFigures(nowMs - (nowMs % MINUTE_MS));
    return this.#behindMs < this.#behindToMs;
  }

  /** An entry that the link itself gives rise to. */
  async tellLoss(type: string, body: Readonly<Record<string, unknown>>, atMs: number): Promise<void> {
    await this.#sealEntries([{ ...this.#entryOf({ atMs, kind: "state", type, device: null, body }), kind: "loss" }]);
  }

  /** After the store began anew: entries as before, with the same names, so that the county has to see that it knows them. */
  tellAgain(): void {
    this.#begun = false;
    this.#seq = 0;
    this.#happenedMs = this.#options.fromMs;
    this.#liveMs = null;
  }

  async #sealFigures(nowMs: number): Promise<void> {
    const { fromMs } = this.#options;
    const beganMs = fromMs - (fromMs % MINUTE_MS);
    const before = this.#liveMs ?? beganMs;
    if (nowMs - before > BACKLOG_MS) {
      const isOver = this.#behindMs >= this.#behindToMs;
      if (isOver) this.#behindMs = before;
      this.#behindToMs = nowMs - MINUTE_MS;
      this.#liveMs = this.#behindToMs;
    }
    const liveMs = this.#liveMs ?? beganMs;
    await this.#sealRows(figuresBetween(this.#measuring, liveMs, nowMs, WITH_MINUTES));
    this.#liveMs = Math.max(liveMs, nowMs);
    if (this.#behindMs >= this.#behindToMs) return;
    const isOld = this.#behindMs < nowMs - this.#options.minutesWithinMs;
    const toMs = Math.min(this.#behindToMs, this.#behindMs + (isOld ? QUARTERS_PIECE_MS : PIECE_MS));
    await this.#sealRows(figuresBetween(this.#measuring, this.#behindMs, toMs, isOld ? QUARTERS : WITH_MINUTES, nowMs));
    this.#behindMs = toMs;
  }

  async #sealRows(figures: readonly Figures[]): Promise<void> {
    const frames: Unsealed[] = [];
    for (let from = 0; from < figures.length; from += FRAME_ROWS) {
      const rows = figures.slice(from, from + FRAME_ROWS).map((one) => ({ ...one, rev: ++this.#rev }));
      frames.push({ lane: "summary", n: rows.length, fromSeq: this.#seq, toSeq: this.#seq, body: columnsOf(rows) });
    }
    await this.#options.store.seal(frames);
  }

  async #sealEntries(entries: readonly Entry[]): Promise<void> {
    const lanes = new Map<EntryLane, Entry[]>();
    for (const entry of entries) {
      const lane = laneOf(entry.kind);
      if (lane !== null) lanes.set(lane, [...(lanes.get(lane) ?? []), entry]);
    }
    const frames: Unsealed[] = [];
    for (const [lane, of] of lanes)
      for (let from = 0; from < of.length; from += FRAME_ENTRIES) {
        const body = of.slice(from, from + FRAME_ENTRIES);
        const [fromSeq, toSeq] = [body[0]?.seq ?? 0, body.at(-1)?.seq ?? 0];
        frames.push({ lane, n: body.length, fromSeq, toSeq, body });
      }
    await this.#options.store.seal(frames);
  }

  #entryOf({ atMs, kind, type, device, body }: Happening): Entry {
    const at = formatTime(atMs);
    const nothing = { deviceSeq: null, eid: null, cause: null, late: false };
    const { epoch } = this.#options;
    return { epoch, seq: ++this.#seq, kind, type, device, measuredAt: at, receivedAt: at, clock: "gateway", ...nothing, body: { ...body, simulated: true } }; // biome-ignore format: one entry a line
  }
}
