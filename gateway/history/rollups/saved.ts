// What an earlier run left in history.db: how far it had come, and the newest reading of each series.
import { isUnit, type Unit } from "../../contract/units.ts";
import type { Database } from "../../kit/sqlite.ts";
import { all, integer, integerOrNull, text } from "../../kit/statements.ts";
import { metaNumber, metaText } from "./meta.ts";
import type { Place } from "./store.ts";
import type { Before, Series } from "./tally.ts";

export interface SavedSeries extends Series {
  readonly before: Before;
}

export interface Saved {
  /** Null: nothing was ever saved. */
  readonly place: Place | null;
  readonly series: readonly SavedSeries[];
}

/** Everything that the consumer goes on from. */
export function readSaved(db: Database): Saved {
  return { place: readPlace(db), series: all(db, "SELECT * FROM series ORDER BY id").map(seriesOf) };
}

/** How far the journal was followed for what is in the file. */
export function readPlace(db: Database): Place | null {
  const [epoch, seq, receivedMs] = [metaText(db, "epoch"), metaNumber(db, "seq"), metaNumber(db, "receivedMs")];
  return epoch === null || seq === null || receivedMs === null ? null : { epoch, seq, receivedMs };
}

/** Every series of one point, one per unit, the oldest first. */
export function seriesOfPoint(db: Database, device: string, point: string): SavedSeries[] {
  return all(db, "SELECT * FROM series WHERE device = ? AND point = ? ORDER BY id", device, point).map(seriesOf);
}

/** Units are never taken out of the list. */
function unitOf(unit: string): Unit {
  if (!isUnit(unit)) throw new TypeError(`history.db holds a unit "${unit}"`);
  return unit;
}

function seriesOf(row: Parameters<typeof integer>[0]): SavedSeries {
  const id = integer(row, "id");
  const textMs = integerOrNull(row, "text_ms") ?? Number.NEGATIVE_INFINITY;
  return {
    id,
    device: text(row, "device"),
    point: text(row, "point"),
    unit: unitOf(text(row, "unit")),
    before: [id, integer(row, "before_ms"), integer(row, "before_kind"), integer(row, "before_number"), textMs],
  };
}
