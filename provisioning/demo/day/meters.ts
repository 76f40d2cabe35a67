// The moment as the two meter models say it, point by point. Pure.
import { rounded, wobble } from "./chance.ts";
import { coolingPhase, countedAt, frequencyAt, PHASES, phaseAt } from "./power.ts";
import { MINUTE_MS, type Moment } from "./time.ts";

export type Values = Readonly<Record<string, number | boolean>>;

/** All points of profile sdm630: the machine room's supply. */
export function roomMeter(moment: Moment): Values {
  const phases = PHASES.map((id) => ({ id, ...phaseAt(moment, id), counted: countedAt(moment, id) }));
  const sum = (pick: (phase: (typeof phases)[number]) => number) =>
    phases.reduce((total, phase) => total + pick(phase), 0);
  const [power, apparent, reactive] = [sum((p) => p.power), sum((p) => p.apparent), sum((p) => p.reactive)];
  const energy = rounded(
    sum((p) => p.counted.energy),
    2,
  );
  const reactiveEnergy = rounded(
    sum((p) => p.counted.reactive),
    2,
  );
  const distortion = rounded(2.4 + 0.4 * wobble(moment.seed, "thd", moment.ofDay, 10 * MINUTE_MS), 2);
  const values: Record<string, number> = {
    power: rounded(power, 1),
    "apparent-power": rounded(apparent, 1),
    "reactive-power": rounded(reactive, 1),
    "power-factor": rounded(power / apparent, 3),
    "phase-angle": rounded((Math.acos(power / apparent) * 180) / Math.PI, 1),
    frequency: frequencyAt(moment),
    "energy-import": energy,
    "energy-export": 0,
    "reactive-energy-import": reactiveEnergy,
    "reactive-energy-export": 0,
    "thd-voltage": distortion,
    energy,
    "reactive-energy": reactiveEnergy,
  };
  for (const { id, voltage, current, power: watts, apparent: va, reactive: vars, factor, counted } of phases) {
    values[`voltage-l${id}`] = voltage;
    values[`current-l${id}`] = current;
    values[`power-l${id}`] = watts;
    values[`apparent-power-l${id}`] = va;
    values[`reactive-power-l${id}`] = vars;
    values[`power-factor-l${id}`] = factor;
    values[`thd-voltage-l${id}`] = distortion;
    values[`energy-import-l${id}`] = rounded(counted.energy, 2);
    values[`energy-export-l${id}`] = 0;
    values[`energy-l${id}`] = rounded(counted.energy, 2);
    values[`reactive-energy-import-l${id}`] = rounded(counted.reactive, 2);
  }
  return values;
}

/** All points of profile sdm120: the first air conditioner. */
export function coolingMeter(moment: Moment): Values {
  const { voltage, current, power, apparent, reactive, factor } = coolingPhase(moment);
  const counted = countedAt(moment, "cooling");
  const energy = rounded(counted.energy, 2);
  const reactiveEnergy = rounded(counted.reactive, 2);
  return {
    voltage,
    current,
    power,
    "apparent-power": apparent,
    "reactive-power": reactive,
    "power-factor": factor,
    frequency: frequencyAt(moment),
    "energy-import": energy,
    "energy-export": 0,
    "reactive-energy-import": reactiveEnergy,
    "reactive-energy-export": 0,
    energy,
    "reactive-energy": reactiveEnergy,
  };
}
