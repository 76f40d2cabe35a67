// How long a UPS will last: on battery from how fast its charge falls, on mains from how fast it fell the last time; and whether power is about to
// end, which it never is on mains. Pure but for that rate.
import type { StoredValue } from "../../journal/record.ts";
import { bad, type Input, inferred, type MachineOf, type Moment, numbersOf, told } from "../machine.ts";

/** A discharge tells a rate when so much charge is gone (%), so long after it began. */
const LEAST_FALL = 1;
const LEAST_MS = 60_000;
const MINUTE_MS = 60_000;
/** Power that is about to end is so until there is so much more of it, min. */
const MORE_MIN = 2;

interface Start {
  readonly atMs: number;
  readonly charge: number;
}

export const runtimeMachine: MachineOf = (settings, saved) => {
  let start = (saved?.start ?? null) as Start | null;
  /** % of charge per minute. */
  let rate = (saved?.rate ?? null) as number | null;
  let isEnding = saved?.isEnding === true;

  function runtimeAt(moment: Moment, battery: Input["value"] | undefined): StoredValue {
    const { atMs } = moment;
    const numbers = numbersOf(moment, ["charge"], atMs - settings.ms("oldest"));
    if (!numbers.ok || typeof battery !== "boolean") {
      start = null;
      return numbers.ok ? flawOf(battery) : numbers.why;
    }
    const charge = numbers.of("charge");
    const left = Math.max(0, charge - settings.number("reserve"));
    const asBefore = rate === null ? bad("never") : inferred(Number((left / rate).toFixed(1)));
    if (!battery) {
      start = null;
      return asBefore;
    }
    // A charge that rises while it discharges is a gauge that corrected itself.
    if (start === null || charge > start.charge) start = { atMs, charge };
    const fallen = start.charge - charge;
    const tookMs = atMs - start.atMs;
    if (fallen < LEAST_FALL || tookMs < LEAST_MS) return asBefore;
    rate = fallen / (tookMs / MINUTE_MS);
    return told(left / rate, 1, numbers.doubt);
  }

  function endingAt(runtime: StoredValue, battery: Input["value"] | undefined): StoredValue {
    if (typeof battery !== "boolean") return flawOf(battery);
    const flaw = typeof runtime === "object" ? runtime : null;
    const minutes = flaw === null ? runtime : flaw.value;
    if (battery && typeof minutes !== "number") return runtime;
    isEnding = battery && Number(minutes) < settings.number("short") + (isEnding ? MORE_MIN : 0);
    return isEnding && flaw !== null ? { ...flaw, value: isEnding } : isEnding;
  }

  return {
    take(moment) {
      const battery = moment.inputs.get("on-battery")?.value;
      const runtime = runtimeAt(moment, battery);
      return { runtime, ending: endingAt(runtime, battery) };
    },
    save: () => ({ start, rate, isEnding }),
  };
};

function flawOf(value: unknown) {
  return typeof value === "object" && value !== null && "reason" in value ? bad("device") : bad("never");
}
