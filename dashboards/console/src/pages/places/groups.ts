// What a device of a technical room watches over, told by the quantities that it reports. Pure.

/** In the order in which they are shown. */
export const GROUPS = ["climate", "power", "safety", "others"] as const;
export type GroupName = (typeof GROUPS)[number];

const BEGINNINGS: readonly (readonly [GroupName, readonly string[]])[] = [
  ["safety", ["leak", "smoke", "gas", "fire", "door", "motion", "water"]],
  [
    "power",
    ["voltage", "current", "power", "energy", "battery", "on-battery", "runtime", "load", "frequency", "mains"],
  ],
  ["climate", ["temperature", "humidity", "dew", "co2", "pm", "pressure", "air"]],
];

/** A UPS that also reports its temperature is about power: the first of safety, power, climate that one of the quantities belongs to. */
export function groupOf(points: readonly string[]): GroupName {
  for (const [group, beginnings] of BEGINNINGS)
    if (points.some((point) => beginnings.some((start) => point === start || point.startsWith(`${start}-`))))
      return group;
  return "others";
}
