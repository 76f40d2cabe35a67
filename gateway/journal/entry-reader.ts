// Reads journal.db in the order of entries for a consumer that works in a thread of its own. Loaded by that thread.
import { openDatabase } from "../kit/sqlite.ts";
import type { EntryReader } from "./journal.ts";
import { openReader } from "./reader.ts";
import type { Shape } from "./record.ts";
import { shapeOf } from "./row.ts";

/** Opens `file` (journal.db) for reading. */
export function openEntryReader(file: string): EntryReader {
  const db = openDatabase(file, { readOnly: true });
  const shapes = new Map<number, Shape>();
  const reader = openReader(db, shapes);
  const newShapes = db.prepare("SELECT * FROM shape WHERE id > ? ORDER BY id");
  let newest = 0;
  return {
    read(after, upTo, limit) {
      // A shape is committed with the first reading that uses it.
      for (const row of newShapes.all(newest)) {
        const shape = shapeOf(row);
        shapes.set(shape.id, shape);
        newest = shape.id;
      }
      return reader.scan({ after, limit }, upTo);
    },
    [Symbol.dispose]: () => reader.close(),
  };
}
