// What a counter of energy counted since midnight of the campus, and on the day before. A counter that rolls over goes on; one that was
// set back makes the day uncertain. Pure but for the day.
import type { Reason } from "../../contract/entry.ts";
import { bad, type MachineOf, numbersOf, type Saved, told } from "../machine.ts";

interface Day {
  readonly startMs: number;
  readonly sum: number;
  /** Why the sum is not to be trusted; null: it is whole. */
  readonly doubt: Reason | null;
}
interface State {
  readonly last: { readonly value: number; readonly atMs: number } | null;
  readonly today: Day | null;
  readonly yesterday: Day | null;
}

const NOTHING: State = { last: null, today: null, yesterday: null };
/** A counter that falls from its last tenth to its first has rolled over. */
const LAST_TENTH = 0.9;
const FIRST_TENTH = 0.1;
/** Within so long before and after midnight a sum is that of the day. */
const SEAM_MS = 15 * 60_000;

/** What was counted between two readings, and why that may be wrong. `wrapsAt` 0: it does not roll over. */
export function counted(before: number, now: number, wrapsAt: number): { sum: number; doubt: Reason | null } {
  if (now >= before) return { sum: now - before, doubt: null };
  if (wrapsAt > 0 && before >= wrapsAt * LAST_TENTH && now <= wrapsAt * FIRST_TENTH)
    return { sum: wrapsAt - before + now, doubt: null };
  // Set back or exchanged: what it counted before that nobody knows.
  return { sum: now, doubt: "jump" };
}

export const energyDayMachine: MachineOf = (settings, saved) => {
  let state = stateOf(saved);
  const next = (value: number, atMs: number): State => {
    const startMs = settings.dayOf(atMs);
    const { last, today } = state;
    const { sum, doubt } =
      last === null ? { sum: 0, doubt: null } : counted(last.value, value, settings.number("wrapsAt"));
    if (today !== null && today.startMs === startMs)
      return {
        ...state,
        last: { value, atMs },
        today: { startMs, sum: today.sum + sum, doubt: today.doubt ?? doubt },
      };
    // The reading over midnight counts for the new day; over a long silence nobody knows for which.
    const isWhole = last !== null && startMs - last.atMs <= SEAM_MS && atMs - startMs <= SEAM_MS;
    const seam: Reason | null = isWhole ? null : "never";
    const wasYesterday = today !== null && settings.dayOf(startMs - 1) === today.startMs;
    return {
      last: { value, atMs },
      today: { startMs, sum: isWhole ? sum : 0, doubt: seam ?? doubt },
      yesterday: wasYesterday ? { ...today, doubt: today.doubt ?? seam } : null,
    };
  };
  return {
    take(moment) {
      const numbers = numbersOf(moment, ["energy"], moment.atMs - settings.ms("oldest"));
      if (!numbers.ok) return { today: numbers.why, yesterday: figureOf(state.yesterday, null) };
      if (moment.fresh.has("energy")) state = next(numbers.of("energy"), moment.atMs);
      return { today: figureOf(state.today, numbers.doubt), yesterday: figureOf(state.yesterday, null) };
    },
    save: () => ({ ...state }),
  };
};

function figureOf(day: Day | null, doubt: Reason | null) {
  return day === null ? bad("never") : told(day.sum, 3, day.doubt ?? doubt);
}

function stateOf(saved: Saved | null): State {
  return { ...NOTHING, ...(saved as Partial<State> | null) };
}
