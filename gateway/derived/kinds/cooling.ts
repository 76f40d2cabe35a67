// Whether an air conditioner has stopped, inferred: the air that it gives is hardly colder than what it takes, or it draws no current, for
// so long. Pure but for since when.
import { inferred, type MachineOf, type Moment, type Numbers, numbersOf } from "../machine.ts";

export const coolingMachine: MachineOf = (settings, saved) => {
  let sinceMs = (saved?.sinceMs ?? null) as number | null;
  const idle = (moment: Moment): boolean | Extract<Numbers, { ok: false }> => {
    const oldestMs = moment.atMs - settings.ms("oldest");
    // What draws current runs; the compressor may pause in it, which the air tells.
    const current = moment.inputs.has("current") ? numbersOf(moment, ["current"], oldestMs) : null;
    if (current?.ok === true && current.of("current") < settings.number("current")) return true;
    const air = numbersOf(moment, ["intake", "outlet"], oldestMs);
    if (air.ok) return air.of("intake") - air.of("outlet") < settings.number("difference");
    if (current === null) return air;
    return current.ok ? false : current;
  };
  return {
    take(moment) {
      const isIdle = idle(moment);
      if (typeof isIdle === "object") {
        sinceMs = null;
        return { stopped: isIdle.why };
      }
      sinceMs = isIdle ? (sinceMs ?? moment.atMs) : null;
      return { stopped: inferred(sinceMs !== null && moment.atMs - sinceMs >= settings.ms("for")) };
    },
    save: () => ({ sinceMs }),
  };
};
