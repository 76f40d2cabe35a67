// Dry contacts around the campus: doors, buttons, smoke, water, mains. Pure.
import { fractionOf } from "./chance.ts";
import type { Values } from "./meters.ts";
import { between, DAY_MS, isIn, MINUTE_MS, type Moment } from "./time.ts";
import { LEAK, MORNING_ROUND, mainsLost, PANIC_TEST } from "./timetable.ts";

/** Somebody looks into the machine room at most once in so long, by day. */
const VISIT_SLOT_MS = 20 * MINUTE_MS;
const VISITING = between("07:30", "18:00");
const GATE_OPEN = between("06:40", "22:20");
const BUILDINGS_OPEN = between("06:50", "21:20");

/**
 * True while the water under the air conditioner is reported: from the leak until it is reset, at the latest on the morning round.
 * `resetAgoMs`: how long ago it was last reset; null: never.
 */
export function leaks({ ofDay }: Moment, resetAgoMs: number | null): boolean {
  const sinceLeak = (ofDay - LEAK + DAY_MS) % DAY_MS;
  const untilRound = (MORNING_ROUND - LEAK + DAY_MS) % DAY_MS;
  return sinceLeak < untilRound && (resetAgoMs === null || resetAgoMs > sinceLeak);
}

/** True while somebody goes in or out of the machine room, for half a minute or so. */
export function machineRoomDoorOpen({ seed, ofDay }: Moment): boolean {
  if (!isIn(VISITING, ofDay)) return isIn(between("23:12", "23:13"), ofDay);
  const slot = Math.floor(ofDay / VISIT_SLOT_MS);
  if (fractionOf(seed, "visit", slot) > 0.4) return false;
  const from = slot * VISIT_SLOT_MS + fractionOf(seed, "visit-at", slot) * (VISIT_SLOT_MS - MINUTE_MS);
  return ofDay >= from && ofDay < from + 15_000 + fractionOf(seed, "visit-for", slot) * 40_000;
}

/** The inputs that say something now, by device; those that are not named are false. */
export function contactsOf(device: string, moment: Moment, resetAgoMs: number | null): Values {
  const { ofDay } = moment;
  switch (device) {
    case "io8-admin":
      return { di2: leaks(moment, resetAgoMs), di5: machineRoomDoorOpen(moment), di6: !mainsLost(ofDay) };
    case "io8-gate-e":
      return { di1: isIn(PANIC_TEST, ofDay), di3: isIn(GATE_OPEN, ofDay) };
    case "io8-dorm1":
      return { di2: isIn(between("06:58", "07:25"), ofDay) };
    case "io8-dorm2":
      return { di2: isIn(between("06:55", "07:22"), ofDay) };
    case "io8-teach": {
      const open = isIn(BUILDINGS_OPEN, ofDay);
      return { di1: open, di2: open, di3: open, di4: isIn(between("07:20", "18:50"), ofDay) };
    }
    default:
      return {};
  }
}
