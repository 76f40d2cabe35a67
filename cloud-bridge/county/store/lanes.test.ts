// Whatever the order in which frames come, and however often, the county knows exactly which are here.
import { expect, test } from "vitest";
import { type Database, openDatabase } from "#gateway/kit/sqlite.ts";
import { randomOf } from "#test/chaos/random.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { hasFrame, noteFrame, noteRange, noteRefusal, outboxNumber, standingOf } from "./lanes.ts";
import { MIGRATIONS } from "./schema.ts";

async function inStore(work: (db: Database) => void): Promise<void> {
  await using folder = tempFolder("county-lanes");
  const db = openDatabase(`${folder.path}/county.db`);
  for (const step of MIGRATIONS) step.run(db);
  db.exec("BEGIN");
  try {
    work(db);
  } finally {
    db.close();
  }
}

test("a thousand frames in any order, some twice: stored and missing are what a naive count says", () =>
  inStore((db) => {
    const random = randomOf(7);
    const outbox = outboxNumber(db, "a", "ob1");
    const here = new Set<number>();
    for (let i = 0; i < 1000; i++) {
      const frame = random.between(1, 60);
      expect(hasFrame(db, outbox, "event", frame)).toBe(here.has(frame));
      noteFrame(db, outbox, "event", frame);
      here.add(frame);
      let stored = 0;
      while (here.has(stored + 1)) stored++;
      const missing: [number, number][] = [];
      for (let n = stored + 1; n <= Math.max(...here); n++) {
        if (here.has(n)) continue;
        const last = missing.at(-1);
        if (last?.[1] === n - 1) last[1] = n;
        else missing.push([n, n]);
      }
      expect(standingOf(db, outbox, "event", null)).toEqual({ frame: stored, missing, refused: [] });
    }
  }));

test("outboxes and lanes are counted apart, and keep their numbers", () =>
  inStore((db) => {
    const [a, b] = [outboxNumber(db, "a", "ob1"), outboxNumber(db, "b", "ob1")];
    expect([outboxNumber(db, "a", "ob1"), a < b]).toEqual([a, true]);
    noteFrame(db, a, "event", 1);
    expect([hasFrame(db, a, "event", 1), hasFrame(db, a, "alarm", 1), hasFrame(db, b, "event", 1)]).toEqual([
      true,
      false,
      false,
    ]);
  }));

test("what is gone and what is refused are passed over; a campus hears of a refusal while it may still hold the frame", () =>
  inStore((db) => {
    const outbox = outboxNumber(db, "a", "ob1");
    noteRefusal(db, outbox, "event", 2, "bad-body");
    expect(standingOf(db, outbox, "event", null)).toEqual({
      frame: 0,
      missing: [[1, 1]],
      refused: [{ frame: 2, code: "bad-body" }],
    });
    noteRange(db, outbox, "event", { first: 5, last: 7 }, 0);
    expect(standingOf(db, outbox, "event", 7)).toEqual({ frame: 4, missing: [[5, 7]], refused: [] });
    const lost = db.prepare("SELECT from_frame, to_frame FROM lost").all();
    expect(lost.map((row) => [row.from_frame, row.to_frame])).toEqual([
      [1, 1],
      [3, 4],
    ]);
  }));
