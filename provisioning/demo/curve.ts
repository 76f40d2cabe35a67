// What the simulated machine room would measure at a given moment: a pure function of time, so that every run tells the same story.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The school's local time; the demo's campus is in China, which has no summer time. */
const CHINA_OFFSET_MS = 8 * HOUR_MS;
/** The air conditioner switches on and off about so often. */
const COOLING_CYCLE_MS = 14 * MINUTE_MS;
/** Somebody opens the cabinet at most once in so long. */
const VISIT_SLOT_MS = 10 * MINUTE_MS;

export interface RoomState {
  /** Cel */
  readonly temperature: number;
  /** % */
  readonly humidity: number;
  /** [ppm] */
  readonly co2: number;
  /** True while the cabinet's door is open. */
  readonly door: boolean;
}

/** The room at a moment, epoch ms: warmest in the afternoon, staler air while school is on, the door open now and then. */
export function roomAt(ms: number): RoomState {
  const ofDay = (((ms + CHINA_OFFSET_MS) % DAY_MS) + DAY_MS) % DAY_MS;
  const warmth = Math.cos(((ofDay - 15 * HOUR_MS) / DAY_MS) * 2 * Math.PI);
  const cooling = (ms % COOLING_CYCLE_MS) / COOLING_CYCLE_MS;
  const sawtooth = Math.abs(cooling - 0.5) * 2 - 0.5;
  const door = doorOpenAt(ms);
  const noise = fractionOf(Math.floor(ms / 1000)) - 0.5;
  const temperature = 23.2 + 1.4 * warmth + 0.8 * sawtooth + 0.15 * noise + (door ? 0.4 : 0);
  return {
    temperature: rounded(temperature, 1),
    humidity: rounded(48 - 2.2 * (temperature - 23.2) + 0.6 * noise, 1),
    co2: Math.round(430 + 170 * schoolBusyness(ofDay) + 20 * noise + (door ? 25 : 0)),
    door,
  };
}

/** True during a visit of 20 to 60 s; every third slot of ten minutes or so has one. */
function doorOpenAt(ms: number): boolean {
  const slot = Math.floor(ms / VISIT_SLOT_MS);
  if (fractionOf(slot) > 0.35) return false;
  const fromMs = slot * VISIT_SLOT_MS + fractionOf(slot + 1) * (VISIT_SLOT_MS - MINUTE_MS);
  return ms >= fromMs && ms < fromMs + 20_000 + fractionOf(slot + 2) * 40_000;
}

/** 0 at night, 1 at the height of the school day, with slopes at seven and at six. */
function schoolBusyness(ofDayMs: number): number {
  const hour = ofDayMs / HOUR_MS;
  return Math.max(0, Math.min(1, hour - 7, 18 - hour));
}

/** A number in [0, 1) that looks random and is always the same for the same whole number. */
function fractionOf(whole: number): number {
  const mixed = Math.imul((whole >>> 0) ^ 0x9e3779b9, 0x85ebca6b);
  const again = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((again ^ (again >>> 16)) >>> 0) / 2 ** 32;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
