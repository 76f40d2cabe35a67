// How long devices did not answer in a time, from the alarms that say so. Pure.
import type { PastRaise } from "../contract/alarm-past.ts";

/** Rules of the gateway itself that say that a device does not answer. */
const ABSENCE = "device-offline";

export interface Away {
  readonly device: string;
  readonly awayMs: number;
  readonly times: number;
}

/** Adds up absences in `[fromMs, toMs)`; `raises` are those raised in it and those that lasted into it. The longest first. */
export function awayOf(raises: Iterable<PastRaise>, fromMs: number, toMs: number): Away[] {
  const sums = new Map<string, { awayMs: number; times: number }>();
  const counted = new Set<string>();
  for (const { alarm, occurrence, rule, device, raisedMs, clearedMs } of raises) {
    if (rule !== ABSENCE || device === null || counted.has(`${alarm}#${occurrence}`)) continue;
    counted.add(`${alarm}#${occurrence}`);
    const awayMs = Math.min(clearedMs ?? toMs, toMs) - Math.max(raisedMs, fromMs);
    if (awayMs <= 0) continue;
    const sum = sums.get(device) ?? { awayMs: 0, times: 0 };
    sums.set(device, { awayMs: sum.awayMs + awayMs, times: sum.times + 1 });
  }
  return [...sums].map(([device, sum]) => ({ device, ...sum })).sort((a, b) => b.awayMs - a.awayMs);
}
