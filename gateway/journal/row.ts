// Records to rows and back: the only place that knows how a record lies in journal.db. Pure.
import type { ClockState, Kind } from "../contract/entry.ts";
import type { Unit } from "../contract/units.ts";
import type { Flawed, Fresh, Happening, Mark, Reading, ReadingExtra, Shape, StoredValue } from "./record.ts";
import { INLINE } from "./shapes.ts";

const CLOCKS: readonly ClockState[] = ["device", "gateway", "unsynced"];
const CLOCK_CODE: Readonly<Record<ClockState, number>> = { device: 0, gateway: 1, unsynced: 2 };
const TWO_32 = 2 ** 32;
const BOOT_MASK = 0x1fffff;

/** Numbers per reading in a batch, in the order of the table's columns; the body follows as text. */
export const READING_NUMBERS = 7;

/** The readings of one batch as they cross to the writer thread: few large values cross cheaply, many small ones do not. */
export interface ReadingBatch {
  /** READING_NUMBERS per reading; NaN stands for null. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Bodies, one a line: JSON has no raw line break. */
  readonly bodies: string;
}

/** One row of the table `entry`, in the order of its columns. */
export type EntryRow = readonly [
  seq: number,
  kind: string,
  type: string,
  device: string | null,
  received: number,
  lag: number,
  clock: number,
  deviceSeq: number | null,
  mark: number | null,
  eid: string | null,
  eidNo: number | null,
  cause: number | null,
  key: string | null,
  body: string,
];

/** A mark as one integer below 2⁵³. */
export function packMark(mark: Mark): number {
  return (mark.boot & BOOT_MASK) * TWO_32 + (mark.check >>> 0);
}

function valuesText(values: readonly StoredValue[]): string {
  for (const value of values) {
    if (typeof value === "object") return JSON.stringify(values.map(packedOf));
  }
  return JSON.stringify(values);
}

function packedOf(value: StoredValue): PackedValue {
  return typeof value === "object" ? [value.value, value.quality, value.reason] : value;
}

/** The body of a reading's row: the values alone, or with the rarely present fields and an inline shape. */
export function readingBody(reading: Reading): string {
  const values = valuesText(reading.values);
  const { shape, extra } = reading;
  if (extra === null && shape.id !== INLINE) return values;
  const inline = shape.id === INLINE ? `,"shape":${JSON.stringify([shape.device, shape.points, shape.units])}` : "";
  return `{"values":${values},"extra":${JSON.stringify(extra)}${inline}}`;
}

/** Packs the readings of a batch. */
export function readingBatch(readings: readonly Reading[]): ReadingBatch {
  const numbers = new Float64Array(readings.length * READING_NUMBERS);
  const bodies: string[] = [];
  let at = 0;
  for (const reading of readings) {
    numbers[at++] = reading.seq;
    numbers[at++] = reading.shape.id;
    numbers[at++] = reading.receivedMs;
    numbers[at++] = reading.receivedMs - reading.measuredMs;
    numbers[at++] = CLOCK_CODE[reading.clock];
    numbers[at++] = reading.deviceSeq ?? Number.NaN;
    numbers[at++] = reading.mark === null ? Number.NaN : packMark(reading.mark);
    bodies.push(readingBody(reading));
  }
  return { numbers, bodies: bodies.join("\n") };
}

/** The row of any other entry. */
export function entryRow(record: Happening, eidNo: number | null): EntryRow {
  return [
    record.seq,
    record.kind,
    record.type,
    record.device,
    record.receivedMs,
    record.receivedMs - record.measuredMs,
    CLOCK_CODE[record.clock],
    record.deviceSeq,
    record.mark === null ? null : packMark(record.mark),
    record.eid,
    eidNo,
    record.cause,
    record.key,
    JSON.stringify(record.body),
  ];
}

/** A row as SQLite gives it back. */
export type Row = Readonly<Record<string, unknown>>;

type PackedValue = number | boolean | string | [Flawed["value"], Flawed["quality"], Flawed["reason"]];

function unpackValues(packed: readonly PackedValue[]): StoredValue[] {
  return packed.map((value) =>
    Array.isArray(value) ? { value: value[0], quality: value[1], reason: value[2] } : value,
  );
}

function markOf(row: Row): Mark | null {
  if (typeof row.mark !== "number" || typeof row.device_seq !== "number") return null;
  return { boot: Math.floor(row.mark / TWO_32), seq: row.device_seq, check: row.mark % TWO_32 };
}

function clockOf(row: Row): ClockState {
  return CLOCKS[Number(row.clock)] ?? "unsynced";
}

interface WrappedBody {
  readonly values: readonly PackedValue[];
  readonly extra: ReadingExtra | null;
  readonly shape?: readonly [device: string, points: readonly string[], units: readonly Unit[]];
}

function unwrap(text: unknown): WrappedBody {
  const body = JSON.parse(String(text)) as PackedValue[] | WrappedBody;
  return Array.isArray(body) ? { values: body, extra: null } : body;
}

/** A body alone, for whoever wants few of a row's columns. `shape` is null unless the row carries its own. */
export function readingBodyOf(text: unknown): {
  readonly shape: Shape | null;
  readonly values: readonly StoredValue[];
  readonly extra: ReadingExtra | null;
} {
  const { shape, values, extra } = unwrap(text);
  const own = shape === undefined ? null : { id: INLINE, device: shape[0], points: shape[1], units: shape[2] };
  return { shape: own, values: unpackValues(values), extra };
}

/** How the body of a reading with a shape of its own names its device: for a look at the text before it is parsed. */
export function inlineMarkOf(device: string): string {
  return `"shape":[${JSON.stringify(device)},`;
}

/** A reading from its row and the known shapes. Throws when the body is damaged or the shape is missing. */
export function readingOf(row: Row, shapes: ReadonlyMap<number, Shape>): Reading {
  const wrapped = unwrap(row.body);
  const inline = wrapped.shape;
  const shape =
    inline === undefined
      ? shapes.get(Number(row.shape))
      : { id: INLINE, device: inline[0], points: inline[1], units: inline[2] };
  if (shape === undefined) throw new Error(`reading ${row.seq}: its shape ${row.shape} is missing`);
  const received = Number(row.received);
  return {
    kind: "reading",
    seq: Number(row.seq),
    shape,
    receivedMs: received,
    measuredMs: received - Number(row.lag),
    clock: clockOf(row),
    deviceSeq: row.device_seq === null ? null : Number(row.device_seq),
    mark: markOf(row),
    values: unpackValues(wrapped.values),
    extra: wrapped.extra,
  };
}

/** Any other entry from its row. Throws when the body is damaged. */
export function happeningOf(row: Row): Happening {
  const received = Number(row.received);
  const text = (value: unknown): string | null => (value === null ? null : String(value));
  return {
    kind: String(row.kind) as Exclude<Kind, "reading">,
    seq: Number(row.seq),
    type: String(row.type),
    device: text(row.device),
    receivedMs: received,
    measuredMs: received - Number(row.lag),
    clock: clockOf(row),
    deviceSeq: row.device_seq === null ? null : Number(row.device_seq),
    mark: markOf(row),
    eid: text(row.eid),
    cause: row.cause === null ? null : Number(row.cause),
    key: text(row.key),
    body: JSON.parse(String(row.body)) as Happening["body"],
  };
}

/** A shape from its row. */
export function shapeOf(row: Row): Shape {
  return {
    id: Number(row.id),
    device: String(row.device),
    points: JSON.parse(String(row.points)) as string[],
    units: JSON.parse(String(row.units)) as Unit[],
  };
}

/** The device that a record is about; null for the gateway's own. */
export function deviceOf(record: Fresh): string | null {
  return record.kind === "reading" ? record.shape.device : record.device;
}
