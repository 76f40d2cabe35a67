// The gateway's store of unsent frames: seals them in order, hands them out again byte for byte, and forgets them when the county has them.
import { randomBytes } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import type { Clock } from "#gateway/kit/clock.ts";
import { GatewayError } from "#gateway/kit/errors.ts";
import type { Log } from "#gateway/kit/log.ts";
import { openStore, type Store } from "#gateway/kit/store-worker.ts";
import type { WriterThread } from "#gateway/kit/writer-thread.ts";
import type { Range, Refusal } from "../wire/ack.ts";
import { frameBytes, packBody } from "../wire/frame.ts";
import type { LaneRange } from "../wire/hello.ts";
import { LANES, type Lane } from "../wire/topics.ts";
import {
  bytesOf,
  type Extent,
  extentOf,
  type HeldFrame,
  heldFrom,
  heldOf,
  type OutboxState,
  type OutboxWrites,
  type Position,
  readOutbox,
  type SealedFrame,
  type SummaryMarks,
} from "./outbox-store.ts";

export interface OutboxOptions {
  /** outbox.db; made when missing, set aside when damaged. */
  readonly file: string;
  readonly campus: string;
  readonly thread?: WriterThread | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFailed: (error: GatewayError) => void;
}

/** A frame before it is numbered. */
export interface Unsealed {
  readonly lane: Lane;
  readonly n: number;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly body: unknown;
}

interface LaneMemory {
  last: number;
  answered: number;
}

export class Outbox implements AsyncDisposable {
  readonly #store: Store<OutboxWrites>;
  readonly #options: OutboxOptions;
  readonly #lanes: Map<Lane, LaneMemory>;
  readonly #marks: Map<string, number>;
  #id: string;
  #position: Position | null;
  /** Sealing is one after another: numbers are given out before the write. */
  #sealing: Promise<unknown> = Promise.resolve();
  #onSealed: (() => void) | null = null;

  constructor(store: Store<OutboxWrites>, state: OutboxState, options: OutboxOptions) {
    this.#store = store;
    this.#options = options;
    this.#id = state.id;
    this.#position = state.position;
    this.#lanes = new Map([...state.lanes].map(([lane, { last, answered }]) => [lane, { last, answered }]));
    this.#marks = new Map(state.marks);
  }

  get id(): string {
    return this.#id;
  }
  /** Up to where the journal is sealed; null: nothing yet. */
  get position(): Position | null {
    return this.#position;
  }
  mark(name: string): number | null {
    return this.#marks.get(name) ?? null;
  }
  /** Called after frames were sealed. */
  whenSealed(work: () => void): void {
    this.#onSealed = work;
  }

  /** Numbers and stores frames together with how far they reach. What was passed to it is on disk when it resolves. */
  seal(frames: readonly Unsealed[], position: Position | null, marks: SummaryMarks | null = null): Promise<void> {
    const sealed = this.#sealing.then(() => this.#seal(frames, position, marks));
    this.#sealing = sealed.catch(() => undefined);
    return sealed;
  }

  async #seal(frames: readonly Unsealed[], position: Position | null, marks: SummaryMarks | null): Promise<void> {
    const packed = await Promise.all(frames.map(({ body }) => packBody(body)));
    const next = new Map([...this.#lanes].map(([lane, { last }]) => [lane, last]));
    const sealedMs = this.#options.clock.now();
    const sealed = frames.map(({ lane, n, fromSeq, toSeq }, i): SealedFrame => {
      const frame = (next.get(lane) ?? 0) + 1;
      next.set(lane, frame);
      const name = { campus: this.#options.campus, outbox: this.#id, lane, frame };
      return { lane, frame, n, fromSeq, toSeq, sealedMs, bytes: frameBytes(name, n, packed[i] ?? new Uint8Array()) };
    });
    await this.#store.write("seal", { frames: sealed, position, marks }, () => {
      for (const [lane, last] of next) this.#of(lane).last = last;
      this.#position = position ?? this.#position;
      for (const [name, rev] of Object.entries(marks ?? {})) this.#marks.set(name, rev);
    });
    if (sealed.length > 0) this.#onSealed?.();
  }

  /** The oldest frame held from this number on. */
  next(lane: Lane, from: number): HeldFrame | null {
    return heldFrom(this.#store.reader, lane, from);
  }
  bytes(lane: Lane, frame: number): Uint8Array | null {
    return bytesOf(this.#store.reader, lane, frame);
  }
  last(lane: Lane): number {
    return this.#of(lane).last;
  }
  /** The highest frame that the county has answered for. */
  answered(lane: Lane): number {
    return this.#of(lane).answered;
  }
  /** What a hello says. */
  ranges(): Record<Lane, LaneRange> {
    const of = (lane: Lane): LaneRange => {
      const { last } = this.#of(lane);
      return { first: this.next(lane, 1)?.frame ?? last + 1, last };
    };
    return { alarm: of("alarm"), event: of("event"), state: of("state"), summary: of("summary") };
  }
  held(lane: Lane): ReturnType<typeof heldOf> {
    return heldOf(this.#store.reader, lane);
  }
  extent(lane: Lane, from: number, to: number): Extent {
    return extentOf(this.#store.reader, lane, from, to);
  }

  /** The county has everything up to `frame` but what is `missing`. */
  async free(lane: Lane, frame: number, missing: readonly Range[]): Promise<void> {
    const memory = this.#of(lane);
    const writes: Promise<unknown>[] = [];
    for (const [from, to] of without(1, Math.min(frame, memory.last), missing)) {
      const first = this.next(lane, from)?.frame;
      if (first !== undefined && first <= to)
        writes.push(this.#store.write("free", { lane, from: first, to }, () => null));
    }
    if (frame !== memory.answered) {
      memory.answered = frame;
      writes.push(this.#store.write("answered", { lane, frame }, () => null));
    }
    await Promise.all(writes);
  }

  /** Forgets frames up to `to` that will never be sent. */
  async drop(lane: Lane, to: number): Promise<void> {
    await this.#store.write("free", { lane, from: this.next(lane, 1)?.frame ?? 1, to }, () => null);
  }

  /** Keeps a frame that the county refused for whoever looks into it, and passes over it. */
  async refuse(lane: Lane, { frame, code }: Refusal): Promise<void> {
    await this.#store.write("refuse", { lane, frame, code, atMs: this.#options.clock.now() }, () => null);
  }

  /** Begins anew under another id; everything that is held is forgotten, and nothing counts as sealed. */
  async begin(): Promise<void> {
    await this.#sealing;
    const id = newOutboxId();
    await this.#store.write("begin", { id }, () => {
      this.#id = id;
      this.#position = null;
      this.#marks.clear();
      for (const lane of LANES) this.#lanes.set(lane, { last: 0, answered: 0 });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sealing;
    await this.#store[Symbol.asyncDispose]();
  }

  #of(lane: Lane): LaneMemory {
    const memory = this.#lanes.get(lane);
    if (memory === undefined) throw new Error(`the outbox has no lane ${lane}`);
    return memory;
  }
}

/** What a connection needs of a store of unsent frames; where they lie is not its business. */
export type FrameStore = Pick<
  Outbox,
  "id" | "ranges" | "next" | "bytes" | "last" | "answered" | "free" | "refuse" | "extent"
>;

/** Opens or makes the outbox. A damaged one is set aside: the journal still holds what was in it, under another outbox id. */
export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const store = await openSound(options);
  if (readOutbox(store.reader) === null) await store.write("begin", { id: newOutboxId() }, () => null);
  const state = readOutbox(store.reader);
  if (state !== null) return new Outbox(store, state, options);
  await store[Symbol.asyncDispose]();
  throw new Error("an outbox that was begun is not there");
}

async function openSound(options: OutboxOptions): Promise<Store<OutboxWrites>> {
  const { file, thread, clock, log, onFailed } = options;
  const open = () =>
    openStore<OutboxWrites>({ file, module: new URL("./outbox-store.ts", import.meta.url), thread, onFailed });
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "store-corrupt") throw error;
    const aside = `${file}.corrupt-${clock.now()}`;
    for (const end of ["", "-wal", "-shm"]) if (existsSync(file + end)) renameSync(file + end, aside + end);
    log.error({ err: error, aside }, "the outbox is damaged; it was set aside and is filled again from the journal");
    return await open();
  }
}

/** The ranges of from … to that are left when `holes` are taken out. */
export function without(from: number, to: number, holes: readonly Range[]): Range[] {
  const left: Range[] = [];
  let start = from;
  for (const [low, high] of [...holes].sort((a, b) => a[0] - b[0])) {
    if (low > start && start <= to) left.push([start, Math.min(low - 1, to)]);
    start = Math.max(start, high + 1);
  }
  if (start <= to) left.push([start, to]);
  return left;
}

function newOutboxId(): string {
  return randomBytes(6).toString("base64url").replaceAll(/[-_]/g, "x").toLowerCase();
}
