// The closed list of units (contract §1: UCUM where UCUM has one) and the units of well-known point names (contract §5).

/** UCUM codes, plus `var` and `kvar.h`, which are ours. */
export const UNITS = [
  "1", "%", "Cel", "V", "mV", "A", "mA", "W", "kW", "V.A", "kV.A", "var", "kvar", "kW.h", "W.h", "kvar.h", "Hz",
  "[ppm]", "ug/m3", "mg/m3", "Pa", "hPa", "kPa", "bar", "ms", "s", "min", "h", "d", "m", "cm", "mm", "m/s", "m3", "m3/h", "L",
  "L/min", "kg", "g", "lx", "dB", "dB[mW]", "Ohm", "K", "Cel/min", "deg", "bit/s", "By", "By/s", "{rpm}",
] as const; // biome-ignore format: one line a family

/** A unit of the closed list. */
export type Unit = (typeof UNITS)[number];

const KNOWN: ReadonlySet<string> = new Set(UNITS);

/** True for a unit of the closed list. */
export function isUnit(text: unknown): text is Unit {
  return typeof text === "string" && KNOWN.has(text);
}

const WELL_KNOWN: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ["temperature", "Cel"],
  ["dewpoint", "Cel"],
  ["dew-point", "Cel"],
  ["humidity", "%"],
  ["battery", "%"],
  ["load", "%"],
  ["voltage", "V"],
  ["current", "A"],
  ["power", "W"],
  ["apparent-power", "V.A"],
  ["reactive-power", "var"],
  ["energy", "kW.h"],
  ["frequency", "Hz"],
  ["co2", "[ppm]"],
  ["pm25", "ug/m3"],
  ["pm10", "ug/m3"],
  ["pressure", "Pa"],
  ["illuminance", "lx"],
  ["noise", "dB"],
  ["rssi", "dB[mW]"],
  ["runtime", "s"],
  ["uptime", "s"],
]);

/** What goes through a switch's port. */
const PORT_TRAFFIC = /^port-\d{1,4}-(?:in|out)$/;

/** The unit of a well-known point name, else `1`. */
export function wellKnownUnit(point: string): Unit {
  return WELL_KNOWN.get(point) ?? (PORT_TRAFFIC.test(point) ? "bit/s" : "1");
}
