// Polls become readings in the journal. A device is asked again only when its last reading is on disk; what the store does not take now is
// kept, a reading or two a device, and handed in again.
import type { DeviceConfig } from "../config/campus.ts";
import type { Unit } from "../contract/units.ts";
import type { Journal } from "../journal/journal.ts";
import type { Reading, Receipt, Shape } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import type { ReadingMessage } from "./protocol.ts";

/** How often a store that took nothing is tried again. */
const RETRY_EVERY_MS = 500;

export interface ReadingsParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly clockTrusted: () => boolean;
  readonly unitOf: (device: string, point: string) => Unit;
  /** The device may be asked again. */
  readonly stored: (device: string, n: number) => void;
}

export interface Readings extends Disposable {
  take(message: ReadingMessage): void;
  /** All points of a device that is not asked, once. */
  takeDisabled(device: DeviceConfig, points: readonly string[]): void;
  /** Units and points may be others now. */
  forget(): void;
  /** Readings that the store has not taken yet. */
  readonly waiting: number;
}

export function createReadings(parts: ReadingsParts): Readings {
  const { journal, clock, clockTrusted } = parts;
  /** By device: the names that came last time, and their shape. */
  const shapes = new Map<string, Shape>();
  /** At most two a device: one poll, and that its link went away meanwhile. */
  let refused: { readonly reading: Reading; readonly receipt: Receipt }[] = [];
  let waiting = 0;

  const shapeOf = (device: string, points: readonly string[]): Shape => {
    const known = shapes.get(device);
    if (known?.points.length === points.length && points.every((point, i) => point === known.points[i])) return known;
    const shape = journal.shape(
      device,
      points,
      points.map((point) => parts.unitOf(device, point)),
    );
    shapes.set(device, shape);
    return shape;
  };

  const handIn = (reading: Reading, settled: () => void) => {
    const receipt: Receipt = {
      settle: (error) => {
        if (error !== null) {
          refused.push({ reading: { ...reading, seq: 0 }, receipt });
          return;
        }
        waiting--;
        settled();
      },
    };
    waiting++;
    if (journal.writable) journal.add(reading, receipt);
    else refused.push({ reading, receipt });
  };

  const readingOf = (shape: Shape, measuredMs: number, values: Reading["values"], held: number): Reading => ({
    kind: "reading",
    seq: 0,
    shape,
    receivedMs: clock.now(),
    measuredMs,
    clock: clockTrusted() ? "gateway" : "unsynced",
    deviceSeq: null,
    mark: null,
    values,
    extra: held > 0 ? { held } : null,
  });

  const timer = clock.every(RETRY_EVERY_MS, () => {
    if (refused.length === 0 || !journal.writable) return;
    const again = refused;
    refused = [];
    for (const { reading, receipt } of again) journal.add(reading, receipt);
  });

  return {
    take({ device, n, measuredMs, points, values, held }) {
      handIn(readingOf(shapeOf(device, points), measuredMs, values, held), () => parts.stored(device, n));
    },
    takeDisabled({ id }, points) {
      const values = points.map(() => ({ value: null, quality: "bad", reason: "disabled" }) as const);
      handIn(readingOf(shapeOf(id, points), clock.now(), values, 0), () => undefined);
    },
    forget: () => shapes.clear(),
    get waiting() {
      return waiting;
    },
    [Symbol.dispose]: () => timer[Symbol.dispose](),
  };
}
