// Counts the readings as they come, per point and minute, in flat numbers: on the ingest path each value costs a look-up and a few comparisons.
// What was counted since the last draft is all that it holds; everything older is in the file.
import type { Unit } from "../../contract/units.ts";
import type { Reading, Shape, StoredValue } from "../../journal/record.ts";
import { heldPoll } from "../held.ts";
import { MINUTE_MS } from "./tiers.ts";

/** A device that invents points in every message would otherwise fill the file for ever. */
const SERIES_PER_DEVICE = 1024;

/** Numbers per row of `Draft.parts`. */
export const PART_WIDTH = 10;
/** Numbers per row of `Draft.befores`. */
export const BEFORE_WIDTH = 5;

/** What a value is for the figures. */
export const GOOD = 0;
export const UNCERTAIN = 1;
export const BAD = 2;
export const TEXT = 3;
const NEVER = -1;

export interface Series {
  /** 1, 2, 3 … without a hole. */
  readonly id: number;
  readonly device: string;
  readonly point: string;
  readonly unit: Unit;
}

/** The newest reading of a series and when it last was a text, as a row of `Draft.befores`. */
export type Before = readonly [id: number, measuredMs: number, kind: number, number: number, textMs: number];

/** What was counted since the draft before. */
export interface Draft {
  readonly series: readonly Series[];
  /** Series, minute, count, min, max, sum, last, when that was, uncertain, bad. Later rows came later. NaN: no value. */
  readonly parts: Float64Array<ArrayBuffer>;
  /** As `Before`. */
  readonly befores: Float64Array<ArrayBuffer>;
}

// Where each number of a series lies.
const MINUTE = 0;
const COUNT = 1;
const MIN = 2;
const MAX = 3;
const SUM = 4;
const REST = 5;
const LAST = 6;
const LAST_MS = 7;
const UNCERTAINS = 8;
const BADS = 9;
const BEFORE_MS = 10;
const BEFORE_KIND = 11;
const BEFORE_NUMBER = 12;
const TEXT_MS = 13;
const TOUCHED = 14;
const WIDTH = 15;

export interface TallyOptions {
  /** For how long polls of a device may be held back, ms; 0: nobody knows. */
  readonly heldMs: (device: string) => number;
  /** A device has more points than are counted. Told once per device. */
  readonly onTooMany: (device: string) => void;
}

export class Tally {
  readonly #options: TallyOptions;
  readonly #byDevice = new Map<string, Map<string, number>>();
  readonly #byShape = new WeakMap<Shape, Int32Array>();
  readonly #full = new Set<string>();
  #size = 0;
  #cells = new Float64Array(64 * WIDTH);
  #new: Series[] = [];
  #touched: number[] = [];
  #parts: number[] = [];

  constructor(options: TallyOptions) {
    this.#options = options;
  }

  /** Takes over what the file knows; ids must come in order. */
  restore(series: Series, before: Before | null): void {
    const n = this.#put(series.device, series.point, series.unit);
    if (before === null) return;
    this.#cells.set(before.slice(1), n * WIDTH + BEFORE_MS);
  }

  /** Another journal: what came before its first reading is unknown. */
  forgetBefores(): void {
    for (let n = 0; n < this.#size; n++) this.#cells[n * WIDTH + BEFORE_KIND] = NEVER;
  }

  /** Minutes of series that are closed and wait for the draft; the open ones come on top. */
  get pending(): number {
    return this.#parts.length / PART_WIDTH;
  }

  /** Counts one reading. */
  take({ shape, values, measuredMs, extra }: Reading): void {
    const series = this.#byShape.get(shape) ?? this.#intern(shape);
    const held = extra?.held ?? 0;
    const heldMs = held > 0 ? this.#options.heldMs(shape.device) : 0;
    for (let i = 0; i < series.length; i++) {
      const n = series[i] as number;
      if (n < 0) continue;
      const value = values[i] as StoredValue;
      const at = n * WIDTH;
      const cells = this.#cells;
      if (cells[at + TOUCHED] === 0) {
        cells[at + TOUCHED] = 1;
        this.#touched.push(n);
      }
      const kind = kindOf(value);
      const number = kind === TEXT || kind === BAD ? 0 : numberOf(value);
      if (held > 0) this.#takeHeld(n, { held, heldMs, measuredMs, kind, number });
      this.#add(n, kind, number, measuredMs);
      cells[at + BEFORE_MS] = measuredMs;
      cells[at + BEFORE_KIND] = kind;
      cells[at + BEFORE_NUMBER] = number;
    }
  }

  /** Everything counted since the last draft. */
  draft(): Draft {
    const befores = new Float64Array(this.#touched.length * BEFORE_WIDTH);
    for (const [i, n] of this.#touched.entries()) {
      this.#close(n);
      const at = n * WIDTH;
      befores[i * BEFORE_WIDTH] = n + 1;
      befores.set(this.#cells.subarray(at + BEFORE_MS, at + TOUCHED), i * BEFORE_WIDTH + 1);
      this.#cells[at + TOUCHED] = 0;
    }
    const draft = { series: this.#new, parts: Float64Array.from(this.#parts), befores };
    this.#new = [];
    this.#touched = [];
    this.#parts = [];
    return draft;
  }

  /** The held polls before a reading: they repeat the reading before, or, where nobody knows it, this one. */
  #takeHeld(n: number, now: { held: number; heldMs: number; measuredMs: number; kind: number; number: number }): void {
    const at = n * WIDTH;
    const { held, heldMs, measuredMs } = now;
    const before = this.#cells[at + BEFORE_KIND] as number;
    const known = before !== NEVER;
    const beforeMs = known ? (this.#cells[at + BEFORE_MS] as number) : null;
    const kind = known ? before : now.kind;
    const number = known ? (this.#cells[at + BEFORE_NUMBER] as number) : now.number;
    for (let i = 1; i <= held; i++) this.#add(n, kind, number, heldPoll(i, held, measuredMs, beforeMs, heldMs));
  }

  #add(n: number, kind: number, number: number, measuredMs: number): void {
    const at = n * WIDTH;
    const minute = Math.floor(measuredMs / MINUTE_MS);
    if (this.#cells[at + MINUTE] !== minute) {
      this.#close(n);
      this.#cells[at + MINUTE] = minute;
    }
    const cells = this.#cells;
    if (kind === BAD) {
      cells[at + BADS] = (cells[at + BADS] as number) + 1;
      return;
    }
    if (kind === TEXT) {
      cells[at + TEXT_MS] = Math.max(cells[at + TEXT_MS] as number, measuredMs);
      return;
    }
    if (kind === UNCERTAIN) cells[at + UNCERTAINS] = (cells[at + UNCERTAINS] as number) + 1;
    cells[at + COUNT] = (cells[at + COUNT] as number) + 1;
    if (number < (cells[at + MIN] as number)) cells[at + MIN] = number;
    if (number > (cells[at + MAX] as number)) cells[at + MAX] = number;
    // What the sum's last digits cannot hold (Neumaier), as everywhere in this folder.
    const before = cells[at + SUM] as number;
    const sum = before + number;
    const lost = Math.abs(before) >= Math.abs(number) ? before - sum + number : number - sum + before;
    cells[at + SUM] = sum;
    cells[at + REST] = (cells[at + REST] as number) + lost;
    if (measuredMs >= (cells[at + LAST_MS] as number)) {
      cells[at + LAST] = number;
      cells[at + LAST_MS] = measuredMs;
    }
  }

  /** Puts what was counted of the present minute among the rows of the next draft. */
  #close(n: number): void {
    const at = n * WIDTH;
    const cells = this.#cells;
    const cell = (k: number) => cells[at + k] as number;
    if (cell(COUNT) > 0 || cell(BADS) > 0) {
      const [min, max, sum, last] =
        cell(COUNT) > 0
          ? [cell(MIN), cell(MAX), cell(SUM) + cell(REST), cell(LAST)]
          : [Number.NaN, Number.NaN, 0, Number.NaN];
      const lastMs = cell(COUNT) > 0 ? cell(LAST_MS) : 0;
      this.#parts.push(n + 1, cell(MINUTE), cell(COUNT), min, max, sum, last, lastMs, cell(UNCERTAINS), cell(BADS));
    }
    this.#clear(n);
  }

  #clear(n: number): void {
    const at = n * WIDTH;
    this.#cells.fill(0, at, at + BEFORE_MS);
    this.#cells[at + MINUTE] = Number.NaN;
    this.#cells[at + MIN] = Number.POSITIVE_INFINITY;
    this.#cells[at + MAX] = Number.NEGATIVE_INFINITY;
    this.#cells[at + LAST_MS] = Number.NEGATIVE_INFINITY;
  }

  #intern(shape: Shape): Int32Array {
    const { device, points, units } = shape;
    const known = this.#byDevice.get(device);
    const series = Int32Array.from(points, (point, i) => {
      const n = (this.#byDevice.get(device) ?? known)?.get(keyOf(point, units[i] ?? "1"));
      return n ?? this.#begin(device, point, units[i] ?? "1");
    });
    this.#byShape.set(shape, series);
    return series;
  }

  #begin(device: string, point: string, unit: Unit): number {
    if ((this.#byDevice.get(device)?.size ?? 0) >= SERIES_PER_DEVICE) {
      if (!this.#full.has(device)) this.#options.onTooMany(device);
      this.#full.add(device);
      return -1;
    }
    const n = this.#put(device, point, unit);
    this.#new.push({ id: n + 1, device, point, unit });
    return n;
  }

  #put(device: string, point: string, unit: Unit): number {
    const n = this.#size++;
    if (this.#cells.length < this.#size * WIDTH) {
      const more = new Float64Array(2 * this.#cells.length);
      more.set(this.#cells);
      this.#cells = more;
    }
    this.#clear(n);
    this.#cells[n * WIDTH + BEFORE_KIND] = NEVER;
    this.#cells[n * WIDTH + TEXT_MS] = Number.NEGATIVE_INFINITY;
    const points = this.#byDevice.get(device) ?? new Map<string, number>();
    points.set(keyOf(point, unit), n);
    this.#byDevice.set(device, points);
    return n;
  }
}

function keyOf(point: string, unit: string): string {
  return `${point}\n${unit}`;
}

function kindOf(value: StoredValue): number {
  if (typeof value === "string") return TEXT;
  if (typeof value !== "object") return GOOD;
  if (value.quality === "bad" || value.value === null) return BAD;
  return typeof value.value === "string" ? TEXT : UNCERTAIN;
}

function numberOf(value: StoredValue): number {
  return Number(typeof value === "object" ? value.value : value);
}
