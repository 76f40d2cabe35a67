// What a series store does not have yet is known exactly, however long it is away, and takes no more room than it may.
import { expect, test } from "vitest";
import { type Database, openDatabase } from "#gateway/kit/sqlite.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { dueWrites, figuresDue, noteDue, readDue, readSwept, SWEEP_IS_OVER } from "./due.ts";
import { MIGRATIONS } from "./schema.ts";

async function inStore(work: (db: Database) => void): Promise<void> {
  await using folder = tempFolder("county-due");
  const db = openDatabase(`${folder.path}/county.db`);
  for (const step of MIGRATIONS) step.run(db);
  try {
    work(db);
  } finally {
    db.close();
  }
}
const FIRST = [[1, 1, 29_000_000], [1, 15, 29_000_000]] as const; // biome-ignore format: one line
const SECOND = [[2, 1, 29_000_001]] as const;

test("changes are given in their order and forgotten when they were answered for; without a store none are noted", () =>
  inStore((db) => {
    noteDue(db, FIRST);
    expect(readDue(db, 0, 10)).toBeNull();
    dueWrites.aim(db, { target: "a" });
    noteDue(db, FIRST);
    noteDue(db, SECOND);
    expect(readDue(db, 0, 1)?.keys).toEqual(FIRST);
    const both = readDue(db, 0, 10);
    expect(both?.keys).toEqual([...FIRST, ...SECOND]);
    expect(figuresDue(db)).toBe(3);
    dueWrites.passed(db, { due: (both?.to ?? 0) - 1, swept: null });
    expect([readDue(db, 0, 10)?.keys, figuresDue(db)]).toEqual([SECOND, 1]);
  }));

test("another store is swept from the beginning; the same one goes on where it stood", () =>
  inStore((db) => {
    dueWrites.aim(db, { target: "a" });
    dueWrites.passed(db, { due: null, swept: [0, 7] });
    dueWrites.aim(db, { target: "a" });
    expect(readSwept(db)).toBe(7);
    dueWrites.aim(db, { target: "b" });
    expect(readSwept(db)).toBe(0);
  }));

test("what would take too much room is given up for a sweep, which one that was under way does not end", () =>
  inStore((db) => {
    dueWrites.aim(db, { target: "a" });
    dueWrites.passed(db, { due: null, swept: [0, 7] });
    noteDue(db, FIRST, 30);
    noteDue(db, SECOND, 30);
    expect([readDue(db, 0, 10), figuresDue(db), readSwept(db)]).toEqual([null, 0, 0]);
    dueWrites.passed(db, { due: null, swept: [7, SWEEP_IS_OVER] });
    expect(readSwept(db)).toBe(0);
    dueWrites.passed(db, { due: null, swept: [0, SWEEP_IS_OVER] });
    expect(readSwept(db)).toBeNull();
  }));
