// What the points of a simulated campus measured: a value for every moment, and figures of a minute or a quarter of an hour as a gateway
// would have counted them. Pure: the same seed and the same time give the same figures, whenever they are asked for.
import type { Step, SummaryRow } from "../wire/summary.ts";
import { chance, drift } from "./chance.ts";
import type { School, SimulatedPoint } from "./school.ts";

export const MINUTE_MS = 60_000;
export const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How often a point is read. */
const READ_MS = 15_000;
/** Local time, for the course of a day: two in the afternoon is the warmest. */
const ZONE_MS = 8 * HOUR_MS;
const WARMEST_MS = 14 * HOUR_MS;
const UNREST_EVERY_MS = 7 * MINUTE_MS;
const MOST_PERCENT = 100;
const METERS_SINCE_MS = Date.UTC(2026, 0, 1);

/** A device that keeps its readings to itself for a while, every second hour, and tells them afterwards. */
const LATE_EVERY_MS = 2 * HOUR_MS;
const LATE_FROM_MS = 20 * MINUTE_MS;
const LATE_TO_MS = 32 * MINUTE_MS;

export interface Measuring {
  readonly seed: number;
  readonly campus: string;
  readonly school: School;
}

export type Figures = Omit<SummaryRow, "rev">;

/** Which steps to tell; a backlog may leave minutes out. */
export type Steps = readonly Step[];

/**
 * Figures that became known in [fromMs, toMs), both whole minutes: of steps that ended then, and of those that late readings corrected.
 * All are told as they are known at `knownMs`, or at `toMs` if that is later.
 */
export function figuresBetween(
  measuring: Measuring,
  fromMs: number,
  toMs: number,
  steps: Steps,
  knownMs = toMs,
): Figures[] {
  const found: Figures[] = [];
  const known = Math.max(knownMs, toMs);
  for (let endMs = fromMs + MINUTE_MS; endMs <= toMs; endMs += MINUTE_MS) {
    const ended = [
      ...(steps.includes("1min") ? [["1min", endMs - MINUTE_MS] as const] : []),
      ...(steps.includes("15min") && endMs % QUARTER_MS === 0 ? [["15min", endMs - QUARTER_MS] as const] : []),
    ];
    const corrected = correctedAt(endMs).filter(([step]) => steps.includes(step));
    if (ended.length === 0 && corrected.length === 0) continue;
    for (const point of measuring.school.points)
      for (const [step, atMs] of isLate(measuring, point) ? [...ended, ...corrected] : ended) {
        const figures = figuresOf(measuring, point, step, atMs, known);
        if (figures.count > 0) found.push(figures);
      }
  }
  return found;
}

/** The steps of the late device that are told again when a minute ends: those of the readings that it has now told. */
function correctedAt(endMs: number): (readonly [Step, number])[] {
  if (endMs % LATE_EVERY_MS !== LATE_TO_MS) return [];
  const beganMs = endMs - (LATE_TO_MS - LATE_FROM_MS);
  const found: (readonly [Step, number])[] = [];
  for (let atMs = beganMs; atMs < endMs - MINUTE_MS; atMs += MINUTE_MS) found.push(["1min", atMs]);
  const quarterMs = endMs - (endMs % QUARTER_MS);
  for (let atMs = beganMs - (beganMs % QUARTER_MS); atMs < quarterMs; atMs += QUARTER_MS) found.push(["15min", atMs]);
  return found;
}

/** The figures of one step as they were known at `knownMs`. */
export function figuresOf(
  measuring: Measuring,
  point: SimulatedPoint,
  step: Step,
  atMs: number,
  knownMs: number,
): Figures {
  const { device, point: name, unit } = point;
  const late = isLate(measuring, point);
  let [count, sum, min, max, last] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let readMs = atMs; readMs < atMs + (step === "1min" ? MINUTE_MS : QUARTER_MS); readMs += READ_MS) {
    if (late && knownMs < toldMs(readMs)) continue;
    last = valueAt(measuring, point, readMs);
    count++;
    sum += last;
    min = Math.min(min, last);
    max = Math.max(max, last);
  }
  const some = count > 0;
  const figures = { count, min: some ? min : null, max: some ? max : null, sum, last: some ? last : null };
  return { device, point: name, unit, step, atMs, ...figures, uncertain: 0, bad: 0 };
}

/** What a point shows at a moment. */
export function valueAt({ seed, campus }: Measuring, point: SimulatedPoint, atMs: number): number {
  const { device, point: name, mean, daily, unrest, digits, perHour } = point;
  const tens = 10 ** digits;
  if (perHour !== undefined) return Math.round(((atMs - METERS_SINCE_MS) / HOUR_MS) * perHour * tens) / tens;
  const word = `${campus}.${device}.${name}`;
  const course = Math.cos((2 * Math.PI * (atMs + ZONE_MS - WARMEST_MS)) / DAY_MS);
  const own = 0.1 * mean * (chance(seed, word, -1) - 0.5);
  const value = mean + own + daily * course + unrest * drift(seed, word, atMs, UNREST_EVERY_MS);
  return Math.round((point.unit === "%" ? Math.min(value, MOST_PERCENT) : value) * tens) / tens;
}

function isLate({ school }: Measuring, { device }: SimulatedPoint): boolean {
  return device === school.points.at(-1)?.device;
}

/** When a reading of the late device is told. */
function toldMs(readMs: number): number {
  const inCycle = readMs % LATE_EVERY_MS;
  return inCycle >= LATE_FROM_MS && inCycle < LATE_TO_MS ? readMs - inCycle + LATE_TO_MS : readMs;
}
