// The unsent frames of a simulated campus, in memory: what a gateway keeps in outbox.db, without its promise to survive a power cut.

import { type FrameStore, type Unsealed, without } from "../edge/outbox.ts";
import type { Extent, HeldFrame } from "../edge/outbox-store.ts";
import type { Range, Refusal } from "../wire/ack.ts";
import { frameBytes, packBody } from "../wire/frame.ts";
import type { LaneRange } from "../wire/hello.ts";
import { LANES, type Lane } from "../wire/topics.ts";

interface Kept {
  readonly n: number;
  readonly fromSeq: number;
  readonly toSeq: number;
  /** Null: the county has it. */
  bytes: Buffer | null;
}

/** Frames that were acknowledged and are still known by number. */
const REMEMBERED = 1000;

export class MemoryStore implements FrameStore {
  readonly #campus: string;
  readonly #newId: () => string;
  /** Of so many answers one is forgotten, as by a gateway that is killed before it wrote it down; 0: none. */
  readonly #forgetEach: number;
  readonly #frames = new Map<Lane, Map<number, Kept>>(LANES.map((lane) => [lane, new Map()]));
  readonly #lasts = new Map<Lane, number>();
  readonly #answered = new Map<Lane, number>();
  #sealing: Promise<unknown> = Promise.resolve();
  #freed = 0;
  #unsealed = 0;
  #id: string;

  constructor(campus: string, newId: () => string, forgetEach: number) {
    this.#campus = campus;
    this.#newId = newId;
    this.#forgetEach = forgetEach;
    this.#id = newId();
  }

  get id(): string {
    return this.#id;
  }

  /** Numbers frames in the order of the calls; they can be sent when it resolves. */
  seal(frames: readonly Unsealed[]): Promise<void> {
    this.#unsealed += frames.length;
    const sealed = this.#sealing.then(async () => {
      for (const { lane, n, fromSeq, toSeq, body } of frames) {
        const packed = await packBody(body);
        const frame = this.last(lane) + 1;
        const bytes = frameBytes({ campus: this.#campus, outbox: this.#id, lane, frame }, n, packed);
        this.#of(lane).set(frame, { n, fromSeq, toSeq, bytes });
        this.#lasts.set(lane, frame);
        this.#unsealed--;
      }
    });
    this.#sealing = sealed;
    return sealed;
  }

  next(lane: Lane, from: number): HeldFrame | null {
    for (let frame = from; frame <= this.last(lane); frame++) {
      const bytes = this.bytes(lane, frame);
      if (bytes !== null) return { frame, size: bytes.length };
    }
    return null;
  }
  bytes(lane: Lane, frame: number): Uint8Array | null {
    return this.#of(lane).get(frame)?.bytes ?? null;
  }
  last(lane: Lane): number {
    return this.#lasts.get(lane) ?? 0;
  }
  answered(lane: Lane): number {
    return this.#answered.get(lane) ?? 0;
  }
  ranges(): Record<Lane, LaneRange> {
    const of = (lane: Lane): LaneRange => {
      const first = this.next(lane, Math.max(1, this.last(lane) - this.#of(lane).size + 1));
      return { first: first?.frame ?? this.last(lane) + 1, last: this.last(lane) };
    };
    return { alarm: of("alarm"), event: of("event"), state: of("state"), summary: of("summary") };
  }
  extent(lane: Lane, from: number, to: number): Extent {
    const kept = [...this.#of(lane)].filter(([frame]) => frame >= from && frame <= to).map(([, one]) => one);
    return {
      frames: kept.length,
      entries: kept.reduce((sum, { n }) => sum + n, 0),
      fromSeq: kept.length === 0 ? null : Math.min(...kept.map(({ fromSeq }) => fromSeq)),
      toSeq: kept.length === 0 ? null : Math.max(...kept.map(({ toSeq }) => toSeq)),
    };
  }
  /** Frames that are still being packed. */
  get unsealed(): number {
    return this.#unsealed;
  }
  /** Frames that the county has not acknowledged. */
  held(lane: Lane): number {
    let held = 0;
    for (const { bytes } of this.#of(lane).values()) if (bytes !== null) held++;
    return held;
  }

  async free(lane: Lane, frame: number, missing: readonly Range[]): Promise<void> {
    this.#answered.set(lane, frame);
    if (this.#forgetEach > 0 && ++this.#freed % this.#forgetEach === 0) return;
    const last = Math.min(frame, this.last(lane));
    for (const [from, to] of without(1, last, missing))
      for (const [number, kept] of this.#of(lane)) {
        if (number > to) break;
        if (number < from) continue;
        kept.bytes = null;
        if (number <= last - REMEMBERED) this.#of(lane).delete(number);
      }
  }
  async refuse(lane: Lane, { frame }: Refusal): Promise<void> {
    const kept = this.#of(lane).get(frame);
    if (kept !== undefined) kept.bytes = null;
  }
  /** Begins anew under another id; what is held is gone. */
  begin(): void {
    this.#id = this.#newId();
    for (const lane of LANES) this.#of(lane).clear();
    this.#lasts.clear();
    this.#answered.clear();
  }

  #of(lane: Lane): Map<number, Kept> {
    const of = this.#frames.get(lane);
    if (of === undefined) throw new Error(`no lane ${lane}`);
    return of;
  }
}
