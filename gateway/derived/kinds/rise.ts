// How much a value rose over a window, and per minute of it. Pure but for the samples of the window.
import { bad, type MachineOf, numbersOf, told } from "../machine.ts";

/** Samples of a window that are kept; more often than that is not looked at. */
const MOST_SAMPLES = 60;
const MINUTE_MS = 60_000;

interface Sample {
  readonly atMs: number;
  readonly value: number;
}

export const riseMachine: MachineOf = (settings, saved) => {
  const windowMs = settings.ms("window");
  let samples = (saved?.samples ?? []) as readonly Sample[];
  return {
    take(moment) {
      const { atMs } = moment;
      const numbers = numbersOf(moment, ["value"], atMs - windowMs);
      // What came before a gap says nothing about what comes after it.
      if (!numbers.ok) samples = [];
      if (!numbers.ok) return { rise: numbers.why, "per-minute": numbers.why };
      const value = numbers.of("value");
      samples = samples.filter((sample) => sample.atMs >= atMs - windowMs);
      const [first] = samples;
      const last = samples.at(-1);
      if (last === undefined || atMs - last.atMs >= windowMs / MOST_SAMPLES) samples = [...samples, { atMs, value }];
      if (first === undefined || atMs - first.atMs < windowMs / 2)
        return { rise: bad("never"), "per-minute": bad("never") };
      const rise = value - first.value;
      return {
        rise: told(rise, 2, numbers.doubt),
        "per-minute": told((rise / (atMs - first.atMs)) * MINUTE_MS, 3, numbers.doubt),
      };
    },
    save: () => ({ samples }),
  };
};
