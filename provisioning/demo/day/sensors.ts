// What the sensors measure that send over MQTT. Pure.
import { rounded, wobble } from "./chance.ts";
import { machineRoomDoorOpen } from "./contacts.ts";
import { roomAir } from "./machine-room.ts";
import type { Values } from "./meters.ts";
import { phaseAt } from "./power.ts";
import { between, HOUR_MS, isIn, MINUTE_MS, type Moment, ramp } from "./time.ts";
import { BATTERY_TESTS, busyness, mainsLost, OUTAGE, POWER_DIP, SAMPLE_FRIDGE } from "./timetable.ts";

/** What the sample fridge reaches with its door ajar, Cel. */
const SAMPLE_WARMEST = 9.1;
/** After the dip the battery charges for so long. */
const CHARGING = between("10:20:04", "10:35");
/** What the night's outage takes of it, %, and how long it takes to get that back. */
const OUTAGE_TAKES = 44;
const OUTAGE_CHARGES_MS = 3 * HOUR_MS;
/** What a test of the battery takes of it, %, and how long it takes to get that back. */
const TEST_TAKES = 6;
const TEST_CHARGES_MS = 24 * MINUTE_MS;

/** The battery's charge, %, as the night's outage and its own tests draw on it. */
function chargeBesideDip(ofDay: number): number {
  if (ofDay >= OUTAGE.from && ofDay < OUTAGE.to + OUTAGE_CHARGES_MS) {
    const back = ramp({ from: OUTAGE.to, to: OUTAGE.to + OUTAGE_CHARGES_MS }, ofDay);
    return rounded(100 - OUTAGE_TAKES * (ramp(OUTAGE, ofDay) - back), 1);
  }
  const test = BATTERY_TESTS.find(({ from, to }) => ofDay >= from && ofDay < to + TEST_CHARGES_MS);
  if (test === undefined) return 100;
  const back = ramp({ from: test.to, to: test.to + TEST_CHARGES_MS }, ofDay);
  return rounded(100 - TEST_TAKES * (ramp(test, ofDay) - back), 1);
}

/** The points of one sensor, or null for a device that measures nothing. */
export function sensorPoints(device: string, moment: Moment): Values | null {
  const { seed, ofDay } = moment;
  const wave = (minutes: number, name = device) => wobble(seed, name, ofDay, minutes * MINUTE_MS);
  const busy = busyness(moment);
  const afternoon = Math.cos(((ofDay - 15 * HOUR_MS) / (24 * HOUR_MS)) * 2 * Math.PI);
  switch (device) {
    case "mr1-env": {
      const co2 = Math.round(430 + 170 * busy + 12 * wave(6));
      return { ...roomAir(moment), co2, door: machineRoomDoorOpen(moment) };
    }
    case "mr1-ups": {
      const isLost = mainsLost(ofDay);
      const onBattery = isLost || BATTERY_TESTS.some((test) => isIn(test, ofDay));
      const battery = isIn(CHARGING, ofDay) || isIn(POWER_DIP, ofDay) ? 99 : chargeBesideDip(ofDay);
      const load = rounded(33 + 4 * busy + wave(5), 1);
      const voltage = isLost ? 0 : phaseAt(moment, 2).voltage;
      return { battery, load, runtime: Math.round((93 * battery) / load) * 10, voltage, "on-battery": onBattery };
    }
    case "cold-1":
      return { temperature: rounded(4.1 + 0.5 * compressor(ofDay, 22) + delivery(ofDay) + 0.2 * wave(9), 1) };
    case "freeze-1":
      return { temperature: rounded(-18.4 + 0.7 * compressor(ofDay, 31) + 1.5 * delivery(ofDay) + 0.2 * wave(9), 1) };
    case "sample-1": {
      const calm = 4.2 + 0.4 * compressor(ofDay, 18) + 0.1 * wave(7);
      const open = ramp(SAMPLE_FRIDGE.warms, ofDay) - ramp(SAMPLE_FRIDGE.cools, ofDay);
      return { temperature: rounded(calm + (SAMPLE_WARMEST - calm) * open, 1) };
    }
    case "chem-th":
      return {
        temperature: rounded(19.5 + 1.4 * afternoon + 0.2 * wave(12), 1),
        humidity: rounded(46 + 3 * wave(40), 1),
      };
    case "gas-1":
    case "chem-gas":
      return { gas: false };
    case "pump-p1":
      // A small pump fills up what seeps away.
      return { pressure: Math.round(424 - 38 * ((ofDay % (52 * MINUTE_MS)) / (52 * MINUTE_MS)) + 2 * wave(4)) };
    case "pump-l1":
      return { level: rounded(3.2 + 0.01 * wave(90), 2) };
    case "power-th":
      return { temperature: rounded(25 + 5 * busy + 2 * afternoon + 0.3 * wave(10), 1) };
    case "power-resid":
      return { current: Math.round(38 + 26 * busy + 6 * wave(5)) };
    case "power-leak":
      return { leak: false };
    case "fire-panel":
      return { fire: false, fault: false };
    default:
      return null;
  }
}

/** −1 to 1: falls while a compressor runs, rises while it rests. */
function compressor(ofDay: number, minutes: number): number {
  const cycle = (ofDay % (minutes * MINUTE_MS)) / (minutes * MINUTE_MS);
  return cycle < 0.4 ? 1 - 5 * cycle : (10 / 3) * (cycle - 0.4) - 1;
}

/** Doors stand open while food comes in, and while it is taken out: degrees warmer. */
function delivery(ofDay: number): number {
  const opened = (from: string, to: string) => (isIn(between(from, to), ofDay) ? 1 : 0);
  return 1.1 * opened("05:58", "06:25") + 0.7 * opened("09:40", "10:10") + 0.5 * opened("16:00", "16:20");
}
