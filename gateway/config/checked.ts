// What the checks of campus.yaml have made sure of, as it is taken into the configuration; throws when they did not.
import { parseDuration } from "../contract/time.ts";
import { parseDayTime } from "./texts.ts";

/** A value that the checks found to be there; `text` says which. */
export function checked<T>(value: T | null | undefined, text: string): T {
  if (value === null || value === undefined) throw new TypeError(`unchecked configuration reached the build: ${text}`);
  return value;
}

/** Milliseconds of a checked duration. */
export function ms(duration: string): number {
  return checked(parseDuration(duration), duration);
}

/** Minutes since midnight of a checked time of day. */
export function minute(dayTime: string): number {
  return checked(parseDayTime(dayTime), dayTime);
}
