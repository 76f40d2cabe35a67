// The newest value of each point, kept from committed entries; what /latest and the stream's `latest` events show.
import type { CampusConfig, DeviceConfig } from "../config/campus.ts";
import type { Quality, Reason, Value } from "../contract/entry.ts";
import { formatDuration, formatTime } from "../contract/time.ts";
import { type Unit, wellKnownUnit } from "../contract/units.ts";
import type { Projection } from "../journal/journal.ts";
import type { Fresh, Reading, StoredValue } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";

/** One point as contract §6 shows it. `reason` is present unless the quality is good. */
export interface LatestPoint {
  readonly device: string;
  readonly point: string;
  readonly value: Value | null;
  readonly unit: Unit;
  readonly quality: Quality;
  readonly reason?: Reason;
  readonly stale: boolean;
  readonly staleAfter: string;
  readonly measuredAt: string | null;
  readonly receivedAt: string | null;
  readonly seq: number | null;
  readonly lastGood: { readonly value: Value; readonly measuredAt: string } | null;
}

export interface Wanted {
  readonly devices?: ReadonlySet<string>;
  readonly points?: ReadonlySet<string>;
}

export interface Latest {
  /** The answers stand at this seq. */
  readonly seq: number;
  list(wanted?: Wanted): LatestPoint[];
  /** Points whose newest reading has a greater seq than this. */
  changedSince(seq: number, wanted?: Wanted): LatestPoint[];
}

/** A device that names ever new points may not fill the memory: the oldest combinations beyond this many are dropped. */
const SHAPES_KEPT = 64;

/** The newest reading of one device with one set of points, and for each point the last good value before it. */
interface Row {
  reading: Reading;
  /** Only filled once a value was not good; before, `reading` itself is the last good one. */
  good: ({ value: Value; measuredMs: number } | null)[] | null;
  dirty: boolean;
}

interface Kept {
  readonly seq: number;
  readonly points: readonly string[];
  readonly units: readonly Unit[];
  readonly receivedMs: number;
  readonly measuredMs: number;
  readonly values: readonly StoredValue[];
  readonly good: Row["good"];
}

/** The text that names a set of points within a device. */
function combination(reading: Reading): string {
  return reading.shape.points.join(" ");
}

function hasFlaw(values: readonly StoredValue[]): boolean {
  for (const value of values) if (typeof value === "object") return true;
  return false;
}

/** The projection and its answers. `config` says which points and devices exist. */
export class LatestValues implements Latest, Projection {
  readonly name = "latest";
  readonly #config: () => CampusConfig;
  readonly #profileUnit: (device: DeviceConfig, point: string) => Unit | null;
  readonly #clock: Clock;
  readonly #rows = new Map<string, Map<string, Row>>();
  /** Rows by shape object: the hot path finds its row with one look-up. */
  readonly #byShape = new WeakMap<Reading["shape"], Row>();
  #seq = 0;

  constructor(
    config: () => CampusConfig,
    profileUnit: (device: DeviceConfig, point: string) => Unit | null,
    clock: Clock,
  ) {
    this.#config = config;
    this.#profileUnit = profileUnit;
    this.#clock = clock;
  }

  get seq(): number {
    return this.#seq;
  }

  apply(batch: readonly Fresh[]): void {
    for (const record of batch) this.replay(record);
  }

  replay(record: Fresh): void {
    this.#seq = record.seq;
    if (record.kind !== "reading") return;
    const row = this.#byShape.get(record.shape);
    if (row === undefined) this.#begin(record);
    // Late data and repeats from a device's memory do not replace what is newer.
    else if (record.measuredMs >= row.reading.measuredMs) this.#take(row, record);
  }

  #begin(reading: Reading): void {
    const { device } = reading.shape;
    let rows = this.#rows.get(device);
    if (rows === undefined) {
      rows = new Map();
      this.#rows.set(device, rows);
    }
    const key = combination(reading);
    const known = rows.get(key);
    if (known !== undefined) {
      this.#byShape.set(reading.shape, known);
      if (reading.measuredMs >= known.reading.measuredMs) this.#take(known, reading);
      return;
    }
    if (rows.size >= SHAPES_KEPT) rows.delete(rows.keys().next().value ?? "");
    const row: Row = { reading, good: null, dirty: true };
    if (hasFlaw(reading.values)) row.good = reading.values.map((value) => goodOf(value, reading.measuredMs));
    rows.set(key, row);
    this.#byShape.set(reading.shape, row);
  }

  #take(row: Row, reading: Reading): void {
    if (row.good !== null || hasFlaw(reading.values)) {
      const before = row.good ?? row.reading.values.map((value) => goodOf(value, row.reading.measuredMs));
      row.good = reading.values.map((value, i) => goodOf(value, reading.measuredMs) ?? before[i] ?? null);
    }
    row.reading = reading;
    row.dirty = true;
  }

  load(rows: Iterable<{ readonly key: string; readonly body: Uint8Array }>, savedSeq: number): void {
    this.#seq = savedSeq;
    for (const { key, body } of rows) {
      const kept = JSON.parse(new TextDecoder().decode(body)) as Kept;
      const device = key.slice(0, key.indexOf("/"));
      const shape = { id: -1, device, points: kept.points, units: kept.units };
      const { seq, receivedMs, measuredMs, values, good } = kept;
      const reading: Reading = {
        kind: "reading", seq, shape, receivedMs, measuredMs, values, clock: "gateway", deviceSeq: null, mark: null, extra: null,
      }; // biome-ignore format: one record
      const list = this.#rows.get(device) ?? new Map<string, Row>();
      list.set(combination(reading), { reading, good, dirty: false });
      this.#rows.set(device, list);
    }
  }

  save(): { key: string; body: string }[] {
    const saved: { key: string; body: string }[] = [];
    for (const [device, rows] of this.#rows) {
      let slot = 0;
      for (const row of rows.values()) {
        slot++;
        if (!row.dirty) continue;
        row.dirty = false;
        const { reading, good } = row;
        const { seq, receivedMs, measuredMs, values } = reading;
        const kept: Kept = {
          seq,
          points: reading.shape.points,
          units: reading.shape.units,
          receivedMs,
          measuredMs,
          values,
          good,
        };
        saved.push({ key: `${device}/${slot}`, body: JSON.stringify(kept) });
      }
    }
    return saved;
  }

  list(wanted: Wanted = {}): LatestPoint[] {
    return this.#collect(wanted, -1);
  }

  changedSince(seq: number, wanted: Wanted = {}): LatestPoint[] {
    return this.#collect(wanted, seq);
  }

  #collect(wanted: Wanted, after: number): LatestPoint[] {
    const now = this.#clock.now();
    const answer: LatestPoint[] = [];
    for (const device of this.#config().devices.values()) {
      if (wanted.devices !== undefined && !wanted.devices.has(device.id)) continue;
      const newest = this.#newestOf(device.id);
      for (const [point, { row, at }] of newest) {
        if (wanted.points !== undefined && !wanted.points.has(point)) continue;
        if (row.reading.seq > after) answer.push(shown(device, point, row, at, now));
      }
      if (after >= 0) continue;
      for (const [point, { unit }] of device.points) {
        if (newest.has(point) || (wanted.points !== undefined && !wanted.points.has(point))) continue;
        answer.push(never(device, point, unit ?? this.#profileUnit(device, point) ?? wellKnownUnit(point)));
      }
    }
    return answer;
  }

  /** For each point of a device, the row with its newest value. */
  #newestOf(device: string): Map<string, { row: Row; at: number }> {
    const newest = new Map<string, { row: Row; at: number }>();
    for (const row of this.#rows.get(device)?.values() ?? []) {
      row.reading.shape.points.forEach((point, at) => {
        const other = newest.get(point)?.row.reading;
        const { measuredMs, seq } = row.reading;
        if (
          other === undefined ||
          measuredMs > other.measuredMs ||
          (measuredMs === other.measuredMs && seq > other.seq)
        ) {
          newest.set(point, { row, at });
        }
      });
    }
    return newest;
  }
}

function goodOf(value: StoredValue, measuredMs: number): { value: Value; measuredMs: number } | null {
  return typeof value === "object" ? null : { value, measuredMs };
}

function shown(device: DeviceConfig, point: string, row: Row, at: number, nowMs: number): LatestPoint {
  const { reading, good } = row;
  const stored = reading.values[at] as StoredValue;
  const flawed = typeof stored === "object";
  const last = flawed ? good?.[at] : goodOf(stored, reading.measuredMs);
  return {
    device: device.id,
    point,
    value: flawed ? stored.value : stored,
    unit: reading.shape.units[at] as Unit,
    quality: flawed ? stored.quality : "good",
    ...(flawed ? { reason: stored.reason } : {}),
    stale: nowMs - reading.measuredMs > device.staleAfterMs,
    staleAfter: formatDuration(device.staleAfterMs),
    measuredAt: formatTime(reading.measuredMs),
    receivedAt: formatTime(reading.receivedMs),
    seq: reading.seq,
    lastGood: last ? { value: last.value, measuredAt: formatTime(last.measuredMs) } : null,
  };
}

function never(device: DeviceConfig, point: string, unit: Unit): LatestPoint {
  return {
    device: device.id,
    point,
    value: null,
    unit,
    quality: "bad",
    reason: "never",
    stale: true,
    staleAfter: formatDuration(device.staleAfterMs),
    measuredAt: null,
    receivedAt: null,
    seq: null,
    lastGood: null,
  };
}
