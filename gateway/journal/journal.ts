// What the rest of the gateway may ask of the journal. The implementation is opened by `openJournal` in open.ts.
import type { Kind } from "../contract/entry.ts";
import type { Unit } from "../contract/units.ts";
import type { Fresh, Happening, Mark, Receipt, Shape, StoredValue } from "./record.ts";

/** Which entries are asked for. */
export interface EntryQuery {
  /** 1–1000. */
  readonly limit: number;
  /** Empty or absent: all. */
  readonly kinds?: readonly Kind[];
  readonly devices?: readonly string[];
  /** A type, or a domain with `.*`. */
  readonly types?: readonly string[];
  /** `[from, to)` by measured time, epoch ms. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Entries of these devices (and of no device) only: the asker's rights. Absent: all devices. */
  readonly visible?: (record: Fresh) => boolean;
}

export interface PageQuery extends EntryQuery {
  /** Entries with a greater seq, oldest first. */
  readonly after: number;
}

export interface BackQuery extends EntryQuery {
  /** Entries with a smaller seq, newest first. */
  readonly before: number;
}

/** Entries that are gone, by retention, between the asker's position and what is kept. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly kinds: readonly Kind[];
}

export interface Page {
  readonly head: number;
  readonly records: readonly Fresh[];
  /** The next `after`; also past entries that the filter left out. */
  readonly next: number;
  /** Ask again now: there is more before the head. */
  readonly more: boolean;
  readonly gap: Gap | null;
}

/** A page backwards: newest first. */
export interface BackPage {
  readonly head: number;
  readonly records: readonly Fresh[];
  /** The next `before`; also past entries that the filter left out. 1: there is nothing further back. */
  readonly next: number;
  /** Ask again: there may be more further back. */
  readonly more: boolean;
  /** What is gone between `next` and `before`. */
  readonly gap: Gap | null;
}

export type JournalState = "open" | "full" | "failed" | "closed";

export interface JournalStatus {
  readonly state: JournalState;
  /** Why nothing is acknowledged, in words; null when all is well. */
  readonly reason: string | null;
  readonly epoch: string;
  readonly head: number;
  readonly oldestReading: number;
  readonly oldestOther: number;
  readonly bytes: number;
  readonly freeBytes: number;
  readonly freeRatio: number;
  /** Verification of the whole file after an unclean stop. */
  readonly check: { readonly state: "not-needed" | "running" | "passed" | "failed"; readonly detail: string | null };
  readonly cursors: readonly { readonly consumer: string; readonly seq: number }[];
}

/**
 * State that is built from entries and restored at start: saved now and then with the journal's own transaction, then brought up to date
 * from the entries after the save.
 */
export interface Projection {
  readonly name: string;
  /** Takes what `save` gave, all keys, as of `seq`. */
  load(rows: Iterable<{ readonly key: string; readonly body: Uint8Array }>, seq: number): void;
  /** Takes one entry found on disk after the last save, before the journal opens. */
  replay(record: Fresh): void;
  /** Takes a committed batch, in order. */
  apply(batch: readonly Fresh[]): void;
  /** What changed since the last call. */
  save(): readonly { readonly key: string; readonly body: Uint8Array | string }[];
}

/** One value of one point, from one reading. */
export interface PointSample {
  readonly seq: number;
  readonly measuredMs: number;
  /** Received so long after that; below 0: the device's clock is ahead. */
  readonly lagMs: number;
  readonly value: StoredValue;
  /** So many polls before this one said the same as `before` and were not journaled. */
  readonly held: number;
  /** The device's reading before, when it is known: the newest one that was committed earlier. */
  readonly before: PointSample | null;
}

export interface PointWish {
  readonly device: string;
  readonly point: string;
  /** Readings in another unit are left out: their figures would mean something else. */
  readonly unit: Unit;
  /** `[from, to)` by measured time, epoch ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Held polls may lie so long before the reading that tells of them. */
  readonly heldMs: number;
  /** Asked again now and then: what was measured from here on is no longer of interest. */
  readonly until: () => number;
  /** Only entries with a greater seq; absent: all. */
  readonly after?: {
    readonly seq: number /** The device's reading before them, when it is known. */;
    readonly before: PointSample | null;
  };
  /** Only entries up to this seq; absent: all. */
  readonly upTo?: number;
}

/** Reads the values of one point by measured time, through a connection of its own; every call takes as long as it takes. */
export interface PointReader extends Disposable {
  readonly epoch: string;
  /** Readings up to this seq are gone. */
  purgedTo(): number;
  /** Units in which this point was ever read, in the order of their first reading; empty: the device never had such a point. */
  units(device: string, point: string): readonly Unit[];
  /** From when on everything is still kept; −Infinity when nothing was ever lost. */
  keptSinceMs(): number;
  /**
   * The values in portions of some milliseconds' work, by seq: all that lie in the range, and some around it (a held poll of the range may
   * be told by a reading after it). The caller picks by time.
   */
  samples(wish: PointWish): Iterable<readonly PointSample[]>;
}

/** Reads entries in order through a connection of its own, for a consumer that works in a thread of its own. */
export interface EntryReader extends Disposable {
  /** Entries of (after, upTo], at most `limit`; everything up to `next` was looked at. `upTo` must be on disk. */
  read(after: number, upTo: number, limit: number): { readonly records: readonly Fresh[]; readonly next: number };
}

/** Called after each commit with the batch's records in order, on the main thread. Must be quick and must not throw. */
export type Follower = (batch: readonly Fresh[]) => void;

export interface Journal extends AsyncDisposable {
  readonly epoch: string;
  /** Seq of the newest entry on disk; 0 when there is none. */
  readonly head: number;
  /** True while entries can be stored; false makes intakes refuse instead of queueing. */
  readonly writable: boolean;
  /** Interns the ordered points and units of a device's readings. Equal input gives the same object. */
  shape(device: string, points: readonly string[], units: readonly Unit[]): Shape;
  /** Hands in one record; `receipt` is settled after its commit, in order. The hot path: one call per message. */
  add(record: Fresh, receipt: Receipt): void;
  /** Settles `receipt` with the batch that is being filled now: for a repeat of a message that may not be on disk yet. */
  whenCommitted(receipt: Receipt): void;
  /**
   * Keeps a small text on disk beside the entries, in place of the one before under `key`; null forgets it. `read` is asked once,
   * when the batch that is being filled now is sealed; `receipt` is settled with that batch. For counts that must survive a kill.
   */
  note(key: string, read: () => string | null, receipt: Receipt): void;
  /** The notes that an earlier run left, by key. */
  readonly notesLeft: ReadonlyMap<string, string>;
  /** Stores one entry of our own; resolves with its seq after commit (with the earlier seq when `key` is already kept). */
  append(record: Happening): Promise<number>;
  /** True when this mark, or this eid, is among the device's recent messages (stored or being stored). Remembers it otherwise. */
  repeats(device: string, mark: Mark | null, eid: string | null): "new" | "repeat" | "counter-reset";
  /** Reads what is on disk. Bounded work: a filtered page may be empty with `more`. */
  page(query: PageQuery): Page;
  /** The same backwards, newest first. */
  pageBack(query: BackQuery): BackPage;
  follow(follower: Follower): Disposable;
  /** A consumer says how far it is, so that retention and `loss.expired` know; null: it follows no longer. */
  setCursor(consumer: string, seq: number | null): void;
  status(): JournalStatus;
}
