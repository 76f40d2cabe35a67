// The newest value of each point, kept from committed entries; what /latest and the stream's `latest` events show.
import type { CampusConfig, DeviceConfig } from "../config/campus.ts";
import type { Latest, LatestPoint, Wanted } from "../contract/latest.ts";
import { formatDuration, formatTime } from "../contract/time.ts";
import { type Unit, wellKnownUnit } from "../contract/units.ts";
import type { Projection } from "../journal/journal.ts";
import type { Fresh, Reading, StoredValue } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import { combination, dropOldest, type Good, goodOf, hasFlaw, type Row, SHAPES_KEPT, take } from "./latest-row.ts";

interface Kept {
  readonly seq: number;
  readonly points: readonly string[];
  readonly units: readonly Unit[];
  readonly receivedMs: number;
  readonly measuredMs: number;
  readonly values: readonly StoredValue[];
  readonly good: Row["good"];
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
  /** The row that was found last, and of which shape: readings come in runs of one device. */
  #last: { readonly shape: Reading["shape"]; readonly row: Row } | null = null;
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
    const row = this.#rowOf(record.shape);
    if (row === undefined || row.dropped) this.#begin(record);
    else take(row, record);
  }

  #rowOf(shape: Reading["shape"]): Row | undefined {
    if (this.#last?.shape === shape) return this.#last.row;
    const row = this.#byShape.get(shape);
    if (row !== undefined) this.#last = { shape, row };
    return row;
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
      take(known, reading);
      return;
    }
    const slot = rows.size < SHAPES_KEPT ? rows.size + 1 : dropOldest(rows);
    const row: Row = { reading, good: null, slot, dirty: true, dropped: false };
    if (hasFlaw(reading.values)) row.good = reading.values.map((value) => goodOf(value, reading.measuredMs));
    rows.set(key, row);
    this.#byShape.set(reading.shape, row);
  }

  load(rows: Iterable<{ readonly key: string; readonly body: Uint8Array }>, savedSeq: number): void {
    this.#seq = savedSeq;
    for (const { key, body } of rows) {
      const kept = JSON.parse(new TextDecoder().decode(body)) as Kept;
      const [device = "", slot] = key.split("/");
      const shape = { id: -1, device, points: kept.points, units: kept.units };
      const { seq, receivedMs, measuredMs, values, good } = kept;
      const reading: Reading = {
        kind: "reading", seq, shape, receivedMs, measuredMs, values, clock: "gateway", deviceSeq: null, mark: null, extra: null,
      }; // biome-ignore format: one record
      const list = this.#rows.get(device) ?? new Map<string, Row>();
      list.set(combination(reading), { reading, good, slot: Number(slot), dirty: false, dropped: false });
      this.#rows.set(device, list);
    }
  }

  save(): { key: string; body: string }[] {
    const saved: { key: string; body: string }[] = [];
    for (const [device, rows] of this.#rows) {
      for (const row of rows.values()) {
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
        saved.push({ key: `${device}/${row.slot}`, body: JSON.stringify(kept) });
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
        if (row.reading.seq <= after) continue;
        answer.push(shown(device, point, row.reading, at, now, this.#lastGood(device.id, point, row.reading, at)));
      }
      if (after >= 0) continue;
      for (const [point, { unit }] of device.points) {
        if (newest.has(point) || (wanted.points !== undefined && !wanted.points.has(point))) continue;
        answer.push(never(device, point, unit ?? this.#profileUnit(device, point) ?? wellKnownUnit(point)));
      }
    }
    return answer;
  }

  /** The newest good value of a point in the unit of this reading, of whatever combination of points it came with. */
  #lastGood(device: string, point: string, reading: Reading, at: number): Good | null {
    let last = goodOf(reading.values[at] as StoredValue, reading.measuredMs);
    if (last !== null) return last;
    for (const row of this.#rows.get(device)?.values() ?? []) {
      const { shape, values, measuredMs } = row.reading;
      const i = shape.points.indexOf(point);
      if (i === -1 || shape.units[i] !== reading.shape.units[at]) continue;
      const good = row.good === null ? goodOf(values[i] as StoredValue, measuredMs) : (row.good[i] ?? null);
      if (good !== null && (last === null || good.measuredMs > last.measuredMs)) last = good;
    }
    return last;
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

function shown(
  device: DeviceConfig,
  point: string,
  reading: Reading,
  at: number,
  nowMs: number,
  last: Good | null,
): LatestPoint {
  const stored = reading.values[at] as StoredValue;
  const flawed = typeof stored === "object";
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
