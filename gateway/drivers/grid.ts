// The fixed grid of a device's polls: slots at `startMs + n × everyMs` of the monotonic clock, so that no delay shifts what comes after. Pure.

export interface Grid {
  readonly startMs: number;
  readonly everyMs: number;
}

/** Devices start within this of each other, so that a bus of a hundred is not asked all at once. */
const STAGGER_MS = 1000;

/** The grid of a device that begins now; where in the cycle it lies depends on its id alone. */
export function gridOf(device: string, everyMs: number, nowMs: number): Grid {
  let hash = 0x811c9dc5;
  for (let i = 0; i < device.length; i++) hash = Math.imul(hash ^ device.charCodeAt(i), 0x01000193) >>> 0;
  return { startMs: nowMs + (hash % Math.min(everyMs, STAGGER_MS)), everyMs };
}

/** The first slot at or after `ms`; never before the start. */
export function slotFrom({ startMs, everyMs }: Grid, ms: number): number {
  return startMs + Math.max(0, Math.ceil((ms - startMs) / everyMs)) * everyMs;
}

/** The first slot after `ms`. */
export function slotAfter({ startMs, everyMs }: Grid, ms: number): number {
  return startMs + Math.max(0, Math.floor((ms - startMs) / everyMs) + 1) * everyMs;
}

/** How many slots lie between two slots, without both. */
export function slotsBetween({ everyMs }: Grid, slot: number, later: number): number {
  return Math.max(0, Math.round((later - slot) / everyMs) - 1);
}
