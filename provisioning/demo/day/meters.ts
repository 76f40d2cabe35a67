// The moment as the two meter models say it, point by point. Pure.
import { rounded, wobble } from "./chance.ts";
import { coolingPhase, countedAt, frequencyAt, PHASES, phaseAt } from "./power.ts";
import { HOUR_MS, MINUTE_MS, type Moment } from "./time.ts";

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

/** The same of a circuit that always carries about so many watts: the strips of the racks, the light. */
export function steadyMeter(moment: Moment, id: string, watts: number): Values {
  const { voltage = 0, frequency = 0 } = coolingMeter(moment);
  const power = rounded(watts * (1 + 0.06 * wobble(moment.seed, id, moment.ofDay, 5 * MINUTE_MS)), 1);
  const factor = 0.96;
  const apparent = power / factor;
  const reactive = Math.sqrt(apparent ** 2 - power ** 2);
  // Counted from the start of 2026 on, always at the same rate.
  const hours = (moment.day - 20_454) * 24 + moment.ofDay / HOUR_MS;
  const energy = rounded((hours * watts) / 1000, 2);
  const reactiveEnergy = rounded(energy * Math.tan(Math.acos(factor)), 2);
  return {
    voltage,
    current: rounded(apparent / Number(voltage), 3),
    power,
    "apparent-power": rounded(apparent, 1),
    "reactive-power": rounded(reactive, 1),
    "power-factor": factor,
    frequency,
    "energy-import": energy,
    "energy-export": 0,
    "reactive-energy-import": reactiveEnergy,
    "reactive-energy-export": 0,
    energy,
    "reactive-energy": reactiveEnergy,
  };
}

/** The same of the second air conditioner, which stands by: it draws what its display needs. */
export function standbyMeter(moment: Moment): Values {
  const { voltage, frequency } = coolingMeter(moment);
  const [current, energy] = [0.02, 11.4];
  return {
    voltage: voltage ?? 0,
    current,
    power: 2.3,
    "apparent-power": rounded(Number(voltage) * current, 1),
    "reactive-power": 4,
    "power-factor": 0.5,
    frequency: frequency ?? 0,
    "energy-import": energy,
    "energy-export": 0,
    "reactive-energy-import": 19.7,
    "reactive-energy-export": 0,
    energy,
    "reactive-energy": 19.7,
  };
}
