// What a simulated campus has: its devices and their points, more of them in a larger school. Pure.
import type { Unit } from "#gateway/contract/units.ts";
import type { CampusSpec, SchoolKind } from "./campuses.ts";

export interface SimulatedPoint {
  readonly device: string;
  readonly point: string;
  readonly unit: Unit;
  /** What it shows on average over a day. */
  readonly mean: number;
  /** How much more in the early afternoon, and less at night. */
  readonly daily: number;
  readonly unrest: number;
  readonly digits: number;
  /** A meter that only ever counts up, so much an hour. */
  readonly perHour?: number;
}

export interface School {
  readonly devices: readonly string[];
  readonly points: readonly SimulatedPoint[];
}

interface Size {
  readonly racks: number;
  readonly rooms: number;
  readonly kitchen: boolean;
  readonly readers: number;
}

const SIZES: Readonly<Record<SchoolKind, Size>> = {
  nine: { racks: 4, rooms: 16, kitchen: true, readers: 6 },
  middle: { racks: 3, rooms: 12, kitchen: true, readers: 5 },
  primary: { racks: 2, rooms: 7, kitchen: true, readers: 3 },
  central: { racks: 1, rooms: 4, kitchen: true, readers: 2 },
  point: { racks: 1, rooms: 1, kitchen: false, readers: 0 },
};

type Shape = readonly [point: string, unit: Unit, mean: number, daily: number, unrest: number, digits: number];
const CLIMATE: readonly Shape[] = [
  ["temperature", "Cel", 22.6, 1.2, 0.7, 1],
  ["humidity", "%", 47, -4, 3, 1],
];
const ROOM: readonly Shape[] = [
  ["temperature", "Cel", 19.5, 2.5, 0.8, 1],
  ["co2", "[ppm]", 760, 330, 120, 0],
];
const UPS: readonly Shape[] = [
  ["battery", "%", 99.4, 0, 0.6, 0],
  ["load", "%", 38, 7, 4, 0],
  ["voltage", "V", 229, -3, 2.5, 1],
];
const METER: readonly Shape[] = [
  ["voltage", "V", 229.4, -3, 2.5, 1],
  ["current", "A", 11, 5, 1.5, 2],
  ["power", "W", 2300, 1100, 300, 0],
];

/** The school of a campus. A `lite` gateway has no doors. */
export function schoolOf({ kind, gateway }: Pick<CampusSpec, "kind" | "gateway">): School {
  const { racks, rooms, kitchen, readers } = SIZES[kind];
  const points: SimulatedPoint[] = [
    ...numbered("mr1-th", racks, CLIMATE),
    ...shaped("mr1-ups", UPS),
    ...shaped("mr1-meter", METER),
    { device: "mr1-meter", point: "energy", unit: "kW.h", mean: 0, daily: 0, unrest: 0, digits: 2, perHour: 2.3 },
    ...numbered("room-env", rooms, ROOM),
    ...(kitchen
      ? [
          ...shaped("cold-1", [["temperature", "Cel", 4.1, 0.5, 0.8, 1]]),
          ...shaped("freeze-1", [["temperature", "Cel", -19.2, 0.6, 0.7, 1]]),
          ...shaped("pump-p1", [["pressure", "kPa", 312, 0, 9, 0]]),
        ]
      : []),
  ];
  const gates = gateway === "full" ? Array.from({ length: readers }, (_, i) => `gate-l${i + 1}`) : [];
  return { devices: [...new Set([...points.map(({ device }) => device), ...gates])], points };
}

function numbered(device: string, count: number, shapes: readonly Shape[]): SimulatedPoint[] {
  return Array.from({ length: count }, (_, i) => shaped(`${device}${i + 1}`, shapes)).flat();
}

function shaped(device: string, shapes: readonly Shape[]): SimulatedPoint[] {
  return shapes.map(([point, unit, mean, daily, unrest, digits]) => ({
    device,
    point,
    unit,
    mean,
    daily,
    unrest,
    digits,
  }));
}
