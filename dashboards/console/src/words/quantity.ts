// Numbers with their units, as staff read them.
import type { Value } from "#gateway/contract/entry.ts";

/** What is printed for a unit of the contract's list (UCUM); others are printed as they are. */
const SIGNS: Readonly<Record<string, string>> = {
  Cel: "°C",
  "%": "%",
  "kW.h": "kWh",
  "V.A": "VA",
  "[ppm]": "ppm",
  "kvar.h": "kvarh",
  "1": "",
};

/** The sign of a unit; "" for pure numbers. */
export function unitSign(unit: string): string {
  return SIGNS[unit] ?? unit;
}

/** At most four decimals, without trailing zeros; 23.40000001 reads 23.4. */
export function numberText(value: number): string {
  const digits = Math.abs(value) >= 1000 ? 1 : Math.abs(value) >= 100 ? 2 : 3;
  return String(Number(value.toFixed(digits)));
}

/** A value with its unit; `yes` and `no` are the words for booleans. */
export function quantityText(value: Value, unit: string, yes: string, no: string): string {
  if (typeof value === "boolean") return value ? yes : no;
  if (typeof value === "string") return value;
  const sign = unitSign(unit);
  return sign === "" ? numberText(value) : `${numberText(value)} ${sign}`;
}
