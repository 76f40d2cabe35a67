// Follows the journal and seals what goes to the county: alarms at once, the rest gathered a little. Readings only pass by.
import type { Entry, Kind } from "#gateway/contract/entry.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import { type EntryLane, laneOf } from "../wire/entries.ts";
import { leavingCampus, type RoleOf } from "./leave-out.ts";
import type { Outbox, Unsealed } from "./outbox.ts";

/** The consumer's name in cursors, figures and losses. */
export const CONSUMER = "county";

/** Text in one frame: after packing always below what brokers take. */
const FRAME_TEXT_BYTES = 160 * 1024;
const FRAME_ENTRIES = 500;
/** Whoever is connected sees an event a tenth of a second later, for a tenth of the commits. */
const GATHER_CONNECTED_MS = 100;
/** Nobody is waiting; a month without connection must not become a million frames. */
const GATHER_ALONE_MS = 3000;
/** A batch of so many is sealed without waiting for more. */
const GATHER_ENTRIES = 200;
/** How often the position is stored while only readings pass. */
const POSITION_EVERY_MS = 60_000;

/** What sealing needs to know of a journal's record without making an entry of it. */
export interface JournalRecord {
  readonly kind: Kind;
  readonly seq: number;
}

export interface SealOptions<R extends JournalRecord> {
  readonly outbox: Outbox;
  readonly epoch: string;
  readonly entryOf: (record: R) => Entry;
  readonly roleOf: RoleOf;
  /** Aborted while the county answers. */
  readonly answering: () => AbortSignal;
  readonly clock: Clock;
}

export interface Sealing<R extends JournalRecord> extends AsyncDisposable {
  readonly name: string;
  take(records: readonly R[], signal: AbortSignal): Promise<void>;
}

/** A consumer of the journal; disposing stores how far it came. */
export function createSealing<R extends JournalRecord>(options: SealOptions<R>): Sealing<R> {
  const { outbox, epoch, entryOf, roleOf, answering, clock } = options;
  let passed = 0;
  let savedAt = clock.monotonic();

  const save = async (frames: readonly Unsealed[]): Promise<void> => {
    await outbox.seal(frames, { epoch, seq: passed });
    savedAt = clock.monotonic();
  };

  const gather = async (signal: AbortSignal): Promise<void> => {
    await clock.sleep(GATHER_ALONE_MS, AbortSignal.any([signal, answering()]));
    if (answering().aborted) await clock.sleep(GATHER_CONNECTED_MS, signal);
  };

  return {
    name: CONSUMER,
    async take(records, signal) {
      const leaving = records.filter(({ kind }) => laneOf(kind) !== null);
      passed = records.at(-1)?.seq ?? passed;
      if (leaving.length === 0) {
        if (clock.monotonic() - savedAt > POSITION_EVERY_MS) await save([]);
        return;
      }
      if (leaving.length < GATHER_ENTRIES && !leaving.some(({ kind }) => kind === "alarm")) await gather(signal);
      const entries = leaving.map(entryOf).filter((entry) => !isOwnLoss(entry));
      await save(framesOf(entries.map((entry) => leavingCampus(entry, roleOf))));
    },
    [Symbol.asyncDispose]: async () => {
      if (passed > 0) await save([]);
    },
  };
}

/** The county knows what it refused; telling it in a frame that it refuses too would never end. */
function isOwnLoss({ type, body }: Entry): boolean {
  return type === "loss.quarantined" && body.consumer === CONSUMER;
}

/** The entries by lane, in order, cut where a frame is full. */
function framesOf(entries: readonly Entry[]): Unsealed[] {
  const open = new Map<EntryLane, Entry[]>();
  const sizes = new Map<EntryLane, number>();
  const full: Unsealed[] = [];
  const close = (lane: EntryLane) => {
    const body = open.get(lane) ?? [];
    const [first, last] = [body[0], body.at(-1)];
    if (first !== undefined && last !== undefined)
      full.push({ lane, n: body.length, fromSeq: first.seq, toSeq: last.seq, body });
    open.delete(lane);
    sizes.delete(lane);
  };
  for (const entry of entries) {
    const lane = laneOf(entry.kind);
    if (lane === null) continue;
    const bytes = Buffer.byteLength(JSON.stringify(entry), "utf8");
    const isFull = (open.get(lane)?.length ?? 0) >= FRAME_ENTRIES || (sizes.get(lane) ?? 0) + bytes > FRAME_TEXT_BYTES;
    if (isFull) close(lane);
    const body = open.get(lane);
    if (body === undefined) open.set(lane, [entry]);
    else body.push(entry);
    sizes.set(lane, (sizes.get(lane) ?? 0) + bytes);
  }
  for (const lane of [...open.keys()]) close(lane);
  return full;
}
