// How long a UPS will last: on battery from how fast its charge falls, on mains from how fast it fell the last time. Pure but for that rate.
import { bad, inferred, type MachineOf, numbersOf, told } from "../machine.ts";

/** A discharge tells a rate when so much charge is gone (%), so long after it began. */
const LEAST_FALL = 1;
const LEAST_MS = 60_000;
const MINUTE_MS = 60_000;

interface Start {
  readonly atMs: number;
  readonly charge: number;
}

export const runtimeMachine: MachineOf = (settings, saved) => {
  let start = (saved?.start ?? null) as Start | null;
  /** % of charge per minute. */
  let rate = (saved?.rate ?? null) as number | null;
  return {
    take(moment) {
      const { atMs, inputs } = moment;
      const numbers = numbersOf(moment, ["charge"], atMs - settings.ms("oldest"));
      const battery = inputs.get("on-battery")?.value;
      if (!numbers.ok || typeof battery !== "boolean") {
        start = null;
        return { runtime: numbers.ok ? flawOf(battery) : numbers.why };
      }
      const charge = numbers.of("charge");
      const left = Math.max(0, charge - settings.number("reserve"));
      if (!battery) {
        start = null;
        return { runtime: rate === null ? bad("never") : inferred(Number((left / rate).toFixed(1))) };
      }
      // A charge that rises while it discharges is a gauge that corrected itself.
      if (start === null || charge > start.charge) start = { atMs, charge };
      const fallen = start.charge - charge;
      const tookMs = atMs - start.atMs;
      if (fallen < LEAST_FALL || tookMs < LEAST_MS)
        return { runtime: rate === null ? bad("never") : inferred(Number((left / rate).toFixed(1))) };
      rate = fallen / (tookMs / MINUTE_MS);
      return { runtime: told(left / rate, 1, numbers.doubt) };
    },
    save: () => ({ start, rate }),
  };
};

function flawOf(value: unknown) {
  return typeof value === "object" && value !== null && "reason" in value ? bad("device") : bad("never");
}
