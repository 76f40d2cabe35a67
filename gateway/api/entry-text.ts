// The JSON text of entries, the largest cost of a page or a stream. Readings are most of what there is, so their text is put together from
// pieces that are prepared once per set of points; entry-text.test.ts holds it to what JSON.stringify gives.
import { formatTime } from "../contract/time.ts";
import {
  bodyExtraOf,
  entryOf,
  type Fresh,
  LATE_AFTER_MS,
  type Reading,
  type Shape,
  type StoredValue,
} from "../journal/record.ts";

export interface SampleRule {
  /** The asker may see samples. */
  readonly samples: boolean;
  readonly nowMs: number;
}

interface Pieces {
  /** `,"kind":"reading","type":null,"device":"…","measuredAt":"` */
  readonly head: string;
  /** `"temperature":{"value":` per point. */
  readonly before: readonly string[];
  /** `,"unit":"Cel","quality":` per point. */
  readonly between: readonly string[];
}

const prepared = new WeakMap<Shape, Pieces>();

function piecesOf(shape: Shape): Pieces {
  let pieces = prepared.get(shape);
  if (pieces === undefined) {
    pieces = {
      head: `,"kind":"reading","type":null,"device":${JSON.stringify(shape.device)},"measuredAt":"`,
      before: shape.points.map((point) => `${JSON.stringify(point)}:{"value":`),
      between: shape.units.map((unit) => `,"unit":${JSON.stringify(unit)},"quality":`),
    };
    prepared.set(shape, pieces);
  }
  return pieces;
}

function valueText(stored: StoredValue, between: string): string {
  if (typeof stored === "number") return `${stored}${between}"good"}`;
  if (typeof stored !== "object") return `${JSON.stringify(stored)}${between}"good"}`;
  return `${JSON.stringify(stored.value)}${between}"${stored.quality}","reason":"${stored.reason}"}`;
}

function readingText(epoch: string, reading: Reading): string {
  const { head, before, between } = piecesOf(reading.shape);
  const { measuredMs, receivedMs, values, extra } = reading;
  const measuredAt = formatTime(measuredMs);
  const receivedAt = receivedMs === measuredMs ? measuredAt : formatTime(receivedMs);
  let points = "";
  for (let i = 0; i < values.length; i++) {
    points += `${i === 0 ? "" : ","}${before[i]}${valueText(values[i] ?? 0, between[i] ?? "")}`;
  }
  const more = extra === null ? "" : JSON.stringify(bodyExtraOf(reading)).slice(1, -1);
  return (
    `{"epoch":${JSON.stringify(epoch)},"seq":${reading.seq}${head}${measuredAt}","receivedAt":"${receivedAt}","clock":"${reading.clock}",` +
    `"late":${receivedMs - measuredMs > LATE_AFTER_MS},"deviceSeq":${reading.deviceSeq},"eid":null,"cause":${extra?.cause ?? null},` +
    `"body":{"points":{${points}}${more === "" ? "" : `,${more}`}}}`
  );
}

/** The raw bytes of a rejected message are shown this long (contract §4). */
const SAMPLE_SHOWN_MS = 30 * 86_400_000;

/** The entry as one line of JSON; the raw bytes of a rejected message only where, and as long as, they may be seen. */
export function entryText(epoch: string, record: Fresh, { samples, nowMs }: SampleRule): string {
  if (record.kind === "reading") return readingText(epoch, record);
  const entry = entryOf(epoch, record);
  if (record.kind !== "loss" || !("sample" in entry.body)) return JSON.stringify(entry);
  if (samples && nowMs - record.receivedMs < SAMPLE_SHOWN_MS) return JSON.stringify(entry);
  const { sample: _, ...body } = entry.body;
  return JSON.stringify({ ...entry, body });
}
