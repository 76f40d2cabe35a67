// A profile as this driver uses it: single objects by their OID, the table of ports, and who was seen.
import type { RegisterPoint } from "../../gateway/contract/neighbours.ts";
import type { Tables } from "./neighbours.ts";

export interface ObjectWire {
  readonly oid: string;
  /** value = raw × scale. */
  readonly scale?: number;
  /** Booleans: true for these raw values. */
  readonly when?: readonly number[];
  /** Raw values that mean “no value”. */
  readonly sentinels?: readonly number[];
  readonly optional?: boolean;
}

/** What is worked out of the ports. */
export const SUMS = ["ports-up", "uplink-down", "traffic-in", "traffic-out", "errors"] as const;
export type Sum = (typeof SUMS)[number];

export interface SumWire {
  readonly ports: Sum;
  readonly optional?: boolean;
}

/** How many neighbours there are. */
export interface TableWire {
  readonly table: "neighbours";
  readonly optional?: boolean;
}

/** The gateway's register adds it; the device is not asked. */
export interface RegisterWire {
  readonly register: RegisterPoint;
  readonly optional?: boolean;
}

/** Tables of addresses and of what a switch heard at its ports: each column by OID without index. */
export type NeighbourColumns = Readonly<Record<keyof Tables, string>>;

/** Columns of the table of ports, by OID without index. */
export interface PortColumns {
  /** The kind of a port, and the kinds that count (ifType: 6 ethernetCsmacd). */
  readonly kind: string;
  readonly kinds: readonly number[];
  /** 1: up (ifOperStatus). */
  readonly status: string;
  readonly octetsIn: string;
  readonly octetsOut: string;
  readonly errorsIn: string;
  readonly errorsOut: string;
}

export interface Point {
  readonly name: string;
  readonly type: "number" | "boolean" | "text";
  readonly wire: ObjectWire | SumWire | TableWire | RegisterWire;
}

export interface Definition {
  readonly points: readonly Point[];
  readonly ports: PortColumns | null;
  readonly neighbours: NeighbourColumns | null;
}

/** The parts of a profile that this driver reads, after check.ts found nothing wrong with them. */
interface CheckedProfile {
  readonly points: Readonly<Record<string, { readonly type?: Point["type"]; readonly wire: Point["wire"] }>>;
  readonly wire?: { readonly ports?: PortColumns; readonly neighbours?: NeighbourColumns };
}

/** The definition of a profile that was checked; of any other the result is undefined. */
export function definitionOf(profile: Readonly<Record<string, unknown>>): Definition {
  const { points, wire } = profile as unknown as CheckedProfile;
  return {
    points: Object.entries(points).map(([name, { type = "number", wire: how }]) => ({ name, type, wire: how })),
    ports: wire?.ports ?? null,
    neighbours: wire?.neighbours ?? null,
  };
}
