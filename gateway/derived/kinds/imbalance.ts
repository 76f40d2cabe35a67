// How unequal three phases are: the largest distance from their mean, in % of the mean. Pure.
import { bad, type MachineOf, numbersOf, told } from "../machine.ts";

const PHASES = ["l1", "l2", "l3"] as const;

/** NEMA MG 1, §14.36: 100 × the greatest deviation from the mean ÷ the mean. NaN when there is no mean to speak of. */
export function imbalance(phases: readonly number[], least: number): number {
  const mean = phases.reduce((sum, phase) => sum + phase, 0) / phases.length;
  if (!(Math.abs(mean) >= least)) return Number.NaN;
  return (Math.max(...phases.map((phase) => Math.abs(phase - mean))) / Math.abs(mean)) * 100;
}

export const imbalanceMachine: MachineOf = (settings) => ({
  take(moment) {
    const numbers = numbersOf(moment, PHASES, moment.atMs - settings.ms("oldest"));
    if (!numbers.ok) return { imbalance: numbers.why };
    const value = imbalance(PHASES.map(numbers.of), settings.number("least"));
    return { imbalance: Number.isNaN(value) ? bad("range") : told(value, 1, numbers.doubt) };
  },
  save: () => ({}),
});
