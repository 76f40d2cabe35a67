// Which figures a series store does not have yet, in county.db: changes since they were sent, and the sweep over everything that a store which
// is new here has to get. Only written while a series store is configured.
import type { Database } from "#gateway/kit/sqlite.ts";
import { all, first, integer, type Row, run, textOrNull } from "#gateway/kit/statements.ts";

/** A figure by its place: series number, step in minutes, minute at which it begins. */
export type FigureKey = readonly [series: number, step: number, atMin: number];

const KEY_NUMBERS = 3;
/** Changes that wait take no more than this; beyond it everything is sent again once, which changes nothing in the store. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Nothing is left to sweep. */
export const SWEEP_IS_OVER = -1;

export interface Passed {
  /** Changes up to this one were answered for; null: none. */
  readonly due: number | null;
  /** The sweep went on from one series to another, SWEEP_IS_OVER at the end; null: it stands where it stood. */
  readonly swept: readonly [from: number, to: number] | null;
}

export const dueWrites = {
  /** Names the store that is filled, null: none. Another one than before gets everything. */
  aim: (db: Database, { target }: { target: string | null }): null => {
    if (textOrNull(first(db, "SELECT max(id) AS id FROM target") ?? {}, "id") === target) return null;
    run(db, "DELETE FROM due");
    run(db, "DELETE FROM target");
    if (target !== null) run(db, "INSERT INTO target (one, id, swept, bytes) VALUES (1, ?, 0, 0)", target);
    return null;
  },
  passed: (db: Database, { due, swept }: Passed): null => {
    if (due !== null) {
      const sum = first(db, "SELECT coalesce(sum(length(keys)), 0) AS bytes FROM due WHERE n <= ?", due);
      run(db, "DELETE FROM due WHERE n <= ?", due);
      run(db, "UPDATE target SET bytes = max(0, bytes - ?)", integer(sum ?? {}, "bytes"));
    }
    // A sweep that was begun anew meanwhile stands elsewhere.
    if (swept !== null) run(db, "UPDATE target SET swept = ? WHERE swept = ?", swept[1], swept[0]);
    return null;
  },
};

/** Notes figures that a series store has to get; `most` bytes of them wait at most. */
export function noteDue(db: Database, keys: readonly FigureKey[], most = MOST_BYTES): void {
  if (keys.length === 0) return;
  const target = first(db, "SELECT bytes FROM target");
  if (target === undefined) return;
  const bytes = Buffer.from(Int32Array.from(keys.flat()).buffer);
  run(db, "INSERT INTO due (keys) VALUES (?)", bytes);
  run(db, "UPDATE target SET bytes = bytes + ?", bytes.length);
  if (integer(target, "bytes") + bytes.length <= most) return;
  run(db, "DELETE FROM due");
  run(db, "UPDATE target SET swept = 0, bytes = 0");
}

export interface DuePage {
  /** The number of the newest change in it. */
  readonly to: number;
  readonly keys: readonly FigureKey[];
}

/** The oldest changes after `after`, at least `least` figures if there are so many; null: there is none. */
export function readDue(db: Database, after: number, least: number): DuePage | null {
  const keys: FigureKey[] = [];
  let to = after;
  for (let row = nextDue(db, to); row !== undefined; row = nextDue(db, to)) {
    to = integer(row, "n");
    keys.push(...keysIn(row));
    if (keys.length >= least) break;
  }
  return to === after ? null : { to, keys };
}

/** Where the sweep stands: the series that it has passed; null: it is over. */
export function readSwept(db: Database): number | null {
  const row = first(db, "SELECT swept FROM target");
  const swept = row === undefined ? SWEEP_IS_OVER : integer(row, "swept");
  return swept === SWEEP_IS_OVER ? null : swept;
}

function nextDue(db: Database, after: number): Row | undefined {
  return first(db, "SELECT n, keys FROM due WHERE n > ? ORDER BY n LIMIT 1", after);
}

function keysIn({ keys }: Row): FigureKey[] {
  if (!(keys instanceof Uint8Array)) return [];
  const numbers = new Int32Array(new Uint8Array(keys).buffer);
  const found: FigureKey[] = [];
  for (let i = 0; i + KEY_NUMBERS <= numbers.length; i += KEY_NUMBERS)
    found.push([numbers[i] ?? 0, numbers[i + 1] ?? 0, numbers[i + 2] ?? 0]);
  return found;
}

/** What waits for the series store, in figures, without those of a sweep. */
export function figuresDue(db: Database): number {
  const row = all(db, "SELECT bytes FROM target")[0];
  return row === undefined ? 0 : integer(row, "bytes") / (KEY_NUMBERS * Int32Array.BYTES_PER_ELEMENT);
}
