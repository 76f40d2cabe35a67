// The dew point of air by the Magnus formula. Pure.
import { bad, type MachineOf, numbersOf, told } from "../machine.ts";

// WMO Guide to Instruments and Methods of Observation (WMO-No. 8), annex 4.B: over water, −45 to 60 °C.
const MAGNUS_A = 17.62;
const MAGNUS_B = 243.12;
const COLDEST = -45;
const WARMEST = 60;

/** °C, from °C and % relative humidity; NaN where the formula does not hold. */
export function dewPoint(temperature: number, humidity: number): number {
  if (temperature < COLDEST || temperature > WARMEST || humidity <= 0 || humidity > 100) return Number.NaN;
  const gamma = Math.log(humidity / 100) + (MAGNUS_A * temperature) / (MAGNUS_B + temperature);
  return (MAGNUS_B * gamma) / (MAGNUS_A - gamma);
}

export const dewPointMachine: MachineOf = (settings) => ({
  take(moment) {
    const numbers = numbersOf(moment, ["temperature", "humidity"], moment.atMs - settings.ms("oldest"));
    if (!numbers.ok) return { "dew-point": numbers.why };
    const value = dewPoint(numbers.of("temperature"), numbers.of("humidity"));
    return { "dew-point": Number.isNaN(value) ? bad("range") : told(value, 1, numbers.doubt) };
  },
  save: () => ({}),
});
