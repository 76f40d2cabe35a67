// The story of the day, in campus time: lessons, rush hours, and what goes wrong. The only place where these times stand.
import { at, between, isIn, type Moment, type Stretch } from "./time.ts";

export const LESSONS: readonly Stretch[] = [
  between("08:00", "08:20"), between("08:30", "09:10"), between("09:25", "10:05"), between("10:35", "11:15"),
  between("11:35", "12:15"), between("14:00", "14:40"), between("14:55", "15:35"), between("15:55", "16:35"),
  between("16:50", "17:30"), between("17:40", "18:20"), between("19:10", "19:50"), between("20:05", "20:45"),
]; // biome-ignore format: a timetable

/** Gates let pass without asking; readers only record. */
export const PEAKS: readonly Stretch[] = [between("07:10", "08:00"), between("17:15", "18:40")];
export const ARRIVAL = {
  early: between("07:07", "07:21"),
  rush: between("07:21", "07:49"),
  last: between("07:49", "08:04"),
};
export const LEAVING = { first: between("17:31", "17:50"), second: between("18:20", "18:45") };

/** The provider's fibre is cut: nothing beyond the exit answers. */
export const EXIT_CUT = between("09:40", "09:48");
/** Somebody unplugs the switch of one building to use its socket. */
export const DUXUE_CUT = between("13:30", "13:37");
/** The mains are gone: for four seconds in the morning, and for long at night. */
export const POWER_DIP = between("10:20:00", "10:20:04");
export const OUTAGE = between("02:10", "02:34");
/** The UPS tries its battery by itself, four times a day: three minutes, with the mains there. */
export const BATTERY_TESTS: readonly Stretch[] = [
  between("00:35", "00:38"), between("06:35", "06:38"), between("12:35", "12:38"), between("18:35", "18:38"),
]; // biome-ignore format: a timetable
/** A failure of the cooling and what comes of it. */
export interface CoolingFailure {
  readonly off: Stretch;
  /** From here on the racks cool down. */
  readonly hottest: number;
  /** After a failure it cools without a pause. */
  readonly back: Stretch;
  /** 1: as hot as by day. */
  readonly worst: number;
}
/**
 * In the morning the air conditioner does not start again by itself, a remote control makes it at the end; at 10:33 the racks are what they
 * should be. At night it stands as long as the mains are gone.
 */
export const COOLING_FAILURES: readonly CoolingFailure[] = [
  { off: between("10:20:00", "10:28:00"), hottest: at("10:29"), back: between("10:28:00", "10:45:00"), worst: 1 },
  { off: OUTAGE, hottest: at("02:35"), back: between("02:34", "03:00"), worst: 1.7 },
];
/** Its plug is loose: the sensor beside the batteries does not answer. */
export const BATTERY_SENSOR_SILENT = between("13:05", "13:11");
/** Its network port is dead: the sensor in the power room keeps what it measures and delivers it later. */
export const POWER_ROOM_SILENT = between("14:20", "14:32");
/** The monthly test of the panic button in the guard room. */
export const PANIC_TEST = between("15:00:00", "15:00:08");
/** The door of the sample fridge is ajar, until somebody is sent there. */
export const SAMPLE_FRIDGE = { warms: between("15:45", "15:56"), cools: between("16:12", "16:40") };
/** Water under the air conditioner: the input stays until somebody resets it, at the latest on the morning round. */
export const LEAK = at("23:05");
export const MORNING_ROUND = at("06:30");

/** How busy the school is: 0 at night, 1 in lessons. */
export function busyness({ ofDay }: Pick<Moment, "ofDay">): number {
  if (LESSONS.some((lesson) => isIn(lesson, ofDay))) return ofDay < at("19:00") ? 1 : 0.45;
  if (ofDay < at("06:30") || ofDay >= at("22:00")) return 0.08;
  return ofDay < at("07:30") || ofDay >= at("18:30") ? 0.3 : 0.7;
}

/** True while the mains are gone. */
export function mainsLost(ofDay: number): boolean {
  return isIn(POWER_DIP, ofDay) || isIn(OUTAGE, ofDay);
}

/** Devices that do not answer, or are not connected, at a moment. */
export function isSilent(device: string, { ofDay }: Pick<Moment, "ofDay">): boolean {
  switch (device) {
    case "mr1-meter":
    case "mr1-ac1-meter":
    case "mr1-light":
      // They live on the mains that they measure.
      return mainsLost(ofDay);
    case "mr1-th3":
      return isIn(BATTERY_SENSOR_SILENT, ofDay);
    case "power-th":
      return isIn(POWER_ROOM_SILENT, ofDay);
    default:
      return false;
  }
}
