// The consumer behind derived devices: computed from what others say, one entry of their own for each change. Read this first.
import type { Journal } from "../journal/journal.ts";
import type { Fresh, Reading } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import type { GatewayError } from "../kit/errors.ts";
import { openStore, type Store } from "../kit/store-worker.ts";
import type { WriterThread } from "../kit/writer-thread.ts";
import { type Derivation, DerivedBook } from "./book.ts";
import type { Planned } from "./plan.ts";
import { type DerivedWrites, readPlace, readStates } from "./store.ts";

/** How often the state is saved; what came since is computed again after a kill, and known by its marks. */
const SAVE_EVERY_MS = 5000;
/** The journal knows the last 4096 marks of a device: what may have to be told again must be among them. */
const SAVE_EVERY_TOLD = 1000;

export interface DerivedOptions {
  /** derived.db; made when it is not there. */
  readonly file: string;
  readonly journal: Journal;
  readonly thread: WriterThread;
  readonly clock: Clock;
  readonly onFailed: (error: GatewayError) => void;
}

/** A consumer of the journal. */
export interface DerivedDevices extends AsyncDisposable {
  readonly name: string;
  /** Where to go on in the journal. */
  readonly from: { readonly epoch: string; readonly seq: number };
  take(records: readonly Fresh[]): Promise<void>;
  /** From now on these, and no others. `dayOf`: the beginning of the campus's day that a time lies in. */
  configure(plan: readonly Planned[], dayOf: (ms: number) => number): void;
}

/** Opens derived.db and goes on where the run before ended. Throws GatewayErrors of the store. */
export async function openDerived(options: DerivedOptions): Promise<DerivedDevices> {
  const { file, thread, onFailed } = options;
  const module = new URL("./store.ts", import.meta.url);
  const store = await openStore<DerivedWrites>({ file, module, thread, onFailed });
  const devices = new Derived(options, store);
  // From where it began is known before anything follows from it.
  await devices.save();
  return devices;
}

class Derived implements DerivedDevices {
  readonly name = "derived";
  readonly from: DerivedDevices["from"];
  readonly #options: DerivedOptions;
  readonly #store: Store<DerivedWrites>;
  readonly #book = new DerivedBook();
  #seq: number;
  #savedMs: number;
  #toldSinceSave = 0;
  /** What the run before left, until the first configuration takes it. */
  #left: ReturnType<typeof readStates>;

  constructor(options: DerivedOptions, store: Store<DerivedWrites>) {
    const { journal, clock } = options;
    const place = readPlace(store.reader);
    const isKnown = place !== null && place.epoch === journal.epoch && place.seq <= journal.head;
    this.#options = options;
    this.#store = store;
    this.#left = isKnown ? readStates(store.reader) : new Map();
    // Without a past of its own it begins now: what was measured long ago needs no answer any more.
    this.#seq = isKnown ? place.seq : journal.head;
    this.from = { epoch: journal.epoch, seq: this.#seq };
    this.#savedMs = clock.monotonic();
  }

  configure(plan: readonly Planned[], dayOf: (ms: number) => number): void {
    this.#book.configure(plan, dayOf, this.#left);
    this.#left = new Map();
  }

  async take(records: readonly Fresh[]): Promise<void> {
    const telling: Promise<void>[] = [];
    for (const record of records) {
      if (record.seq <= this.#seq) continue;
      for (const derivation of this.#book.take(record)) telling.push(this.#tell(derivation));
      this.#seq = record.seq;
    }
    await Promise.all(telling);
    this.#toldSinceSave += telling.length;
    const isTime = this.#options.clock.monotonic() - this.#savedMs >= SAVE_EVERY_MS;
    if (this.#toldSinceSave >= SAVE_EVERY_TOLD || (isTime && this.#toldSinceSave > 0)) await this.save();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.save();
    await this.#store[Symbol.asyncDispose]();
  }

  /** Writes position and state together. */
  async save(): Promise<void> {
    const place = { epoch: this.#options.journal.epoch, seq: this.#seq };
    await this.#store.write("save", { place, states: new Map([...this.#left, ...this.#book.save()]) }, () => undefined);
    this.#savedMs = this.#options.clock.monotonic();
    this.#toldSinceSave = 0;
  }

  /** One entry for one derived device; computed again from the same entry, it is the one that is there. */
  async #tell({ planned, cause, values, held }: Derivation): Promise<void> {
    const { journal, clock } = this.#options;
    const { id, points, units } = planned;
    const mark = { boot: 0, seq: cause.seq, check: 0 };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const receipt = { settle: (error: Error | null) => (error === null ? resolve() : reject(error)) };
    if (journal.repeats(id, mark, null) === "repeat") journal.whenCommitted(receipt);
    else {
      const reading: Reading = {
        kind: "reading",
        seq: 0,
        shape: journal.shape(id, points, units),
        receivedMs: clock.now(),
        measuredMs: cause.measuredMs,
        clock: cause.clock,
        // A mark is known again by this number.
        deviceSeq: cause.seq,
        mark,
        values,
        extra: { cause: cause.seq, ...(held > 0 && { held }) },
      };
      journal.add(reading, receipt);
    }
    await promise;
  }
}
