// Reads one point's values by measured time from journal.db. Loaded by the query thread of /history, which has its own read connection.
import type { Unit } from "../contract/units.ts";
import { type Database, openDatabase, type Statement } from "../kit/sqlite.ts";
import { Blocks } from "./blocks.ts";
import type { PointReader, PointSample, PointWish } from "./journal.ts";
import type { Shape } from "./record.ts";
import { inlineMarkOf, type Row, readingBodyOf, shapeOf } from "./row.ts";
import { INLINE, SHAPES_PER_DEVICE } from "./shapes.ts";
import { purgedTo } from "./verify.ts";

/** Opens `file` (journal.db) for reading. */
export function openPointReader(file: string): PointReader {
  const db = openDatabase(file, { readOnly: true });
  const blocks = new Blocks(db);
  const shapesOf = db.prepare("SELECT * FROM shape WHERE device = ? ORDER BY id");
  const rows = db.prepare(
    `SELECT seq, received - lag AS measured, lag, shape, body FROM reading WHERE seq >= ? AND seq < ?
     AND shape IN (SELECT value FROM json_each(?)) AND (shape <> ${INLINE} OR instr(body, ?) > 0)`,
  );
  const shapes = (device: string): Shape[] => shapesOf.all(device).map(shapeOf);

  return {
    epoch: String(db.prepare("SELECT value FROM meta WHERE key = 'epoch'").get()?.value),
    purgedTo: () => purgedTo(db, "reading"),
    units(device, point) {
      const units = shapes(device).flatMap((shape) => unitIn(shape, point) ?? []);
      return [...new Set(units)];
    },
    keptSinceMs: () => keptSince(db),
    samples: (wish) => samplesOf(wish, shapes(wish.device), blocks, rows),
    [Symbol.dispose]: () => db.close(),
  };
}

function unitIn(shape: Shape, point: string): Unit | undefined {
  return shape.units[shape.points.indexOf(point)];
}

function* samplesOf(
  wish: PointWish,
  known: readonly Shape[],
  blocks: Blocks,
  rows: Statement,
): Generator<readonly PointSample[]> {
  const { device, point, unit, fromMs, toMs, heldMs, until, after, upTo = Number.MAX_SAFE_INTEGER } = wish;
  const shapes = new Map(known.filter((shape) => unitIn(shape, point) === unit).map((shape) => [shape.id, shape]));
  // Only a device with more sets of points than are kept has rows that carry their own.
  const ids = JSON.stringify([...shapes.keys(), ...(known.length >= SHAPES_PER_DEVICE ? [INLINE] : [])]);
  const afterSeq = after?.seq ?? 0;
  let before: PointSample | null = after?.before ?? null;
  let end: number | null = after === undefined ? null : blocks.begin(afterSeq + 1);
  for (const [from, to] of blocks.within({ fromMs, toMs, aroundMs: heldMs, until, fromSeq: afterSeq + 1 })) {
    if (from > upTo) return;
    // Where portions were left out, nobody knows what came right before.
    if (from !== end) before = null;
    end = to;
    const samples: PointSample[] = [];
    for (const row of rows.all(Math.max(from, afterSeq + 1), Math.min(to, upTo + 1), ids, inlineMarkOf(device))) {
      const sample: PointSample | null = sampleOf(row, shapes, wish, before);
      if (sample === null) continue;
      samples.push(sample);
      // Without what came before it: a chain of all readings would never be let go.
      before = { ...sample, before: null };
    }
    yield samples;
  }
}

function sampleOf(
  row: Row,
  shapes: ReadonlyMap<number, Shape>,
  { device, point, unit }: PointWish,
  before: PointSample | null,
): PointSample | null {
  const body = readingBodyOf(row.body);
  const shape = body.shape ?? shapes.get(Number(row.shape));
  if (shape === undefined || shape.device !== device || unitIn(shape, point) !== unit) return null;
  const value = body.values[shape.points.indexOf(point)];
  if (value === undefined) return null;
  const times = { measuredMs: Number(row.measured), lagMs: Number(row.lag) };
  return { seq: Number(row.seq), ...times, value, held: body.extra?.held ?? 0, before };
}

/** Readings go from the oldest on; a journal that took the place of another one lacks what that one had. */
function keptSince(db: Database): number {
  const first = db.prepare("SELECT type, received, body FROM entry WHERE seq = 1").get();
  const replaced = first?.type === "system.began" && JSON.parse(String(first.body)).reason !== "first";
  const began = replaced ? Number(first.received) : Number.NEGATIVE_INFINITY;
  if (purgedTo(db, "reading") === 0) return began;
  const oldest = db.prepare("SELECT received FROM reading ORDER BY seq LIMIT 1").get()?.received;
  return Math.max(began, typeof oldest === "number" ? oldest : Number.POSITIVE_INFINITY);
}
