// A Modbus device made of its profile: values by point become registers and coils, and what the profile's commands write is kept.
import { bytesOf, widthOf } from "#drivers/modbus/map.ts";
import type { SimulatedUnit, Table } from "#drivers/modbus/simulator/device.ts";
import type { PointWire, ProfileWire, WriteWire } from "#drivers/modbus/wire-schema.ts";
import type { Values } from "../day/meters.ts";

export interface ModbusProfile {
  readonly points: Readonly<Record<string, { readonly wire: PointWire }>>;
  readonly wire?: ProfileWire;
}

/** What was written, by function that reads it and address; 0 before. */
export type Written = (table: 1 | 3, address: number) => number;

export interface UnitOptions {
  readonly profile: ModbusProfile;
  /** The values of now; a point that is missing is 0 or false. Asked anew after each `touch`. */
  readonly valuesOf: (written: Written) => Values;
  readonly onWrite?: (table: 1 | 3, address: number, value: number) => void;
}

export interface ProfileUnit extends SimulatedUnit {
  /** A new request comes: its registers are of one moment. */
  touch(): void;
}

export function profileUnit({ profile, valuesOf, onWrite }: UnitOptions): ProfileUnit {
  const places = placesOf(profile);
  const memory = memoryOf(profile);
  const written: Written = (table, address) => memory.get(keyOf(table, address)) ?? 0;
  let values: Values | null = null;
  return {
    touch: () => {
      values = null;
    },
    read: (table, address) => {
      const kept = memory.get(keyOf(table, address));
      if (kept !== undefined) return kept;
      const place = places.get(keyOf(table, address));
      if (place === undefined) return null;
      values ??= valuesOf(written);
      return wordOf(place.wire, values[place.point], place.word);
    },
    write: (table, address, value) => {
      if (!memory.has(keyOf(table, address))) return false;
      memory.set(keyOf(table, address), value);
      onWrite?.(table, address, value);
      return true;
    },
  };
}

function keyOf(table: Table, address: number): number {
  return table * 65_536 + address;
}

function placesOf({ points }: ModbusProfile) {
  const places = new Map<number, { readonly point: string; readonly wire: PointWire; readonly word: number }>();
  for (const [point, { wire }] of Object.entries(points)) {
    for (let word = 0; word < widthOf(wire); word++)
      places.set(keyOf(wire.function, wire.address + word), { point, wire, word });
  }
  return places;
}

/** Whatever a command may write is there, and 0 at first. */
function memoryOf({ wire }: ModbusProfile): Map<number, number> {
  const memory = new Map<number, number>();
  for (const { write } of Object.values(wire?.commands ?? {})) {
    const words = write.type === "bit" ? 1 : widthOf({ type: write.type });
    for (let word = 0; word < words; word++) memory.set(keyOf(write.function === 5 ? 1 : 3, write.address + word), 0);
  }
  return memory;
}

/** One register, or one bit, of a value as the profile codes it. */
function wordOf(wire: PointWire, value: number | boolean | undefined, word: number): number {
  if (wire.type === "bit") return (value ?? false) === (wire.invert ?? false) ? 0 : 1;
  const bytes = bytesOf({ ...wire, function: 16, type: codedType(wire) }, value ?? 0);
  if (bytes === null) throw new TypeError(`${value} cannot be said in ${wire.type} at ${wire.address}`);
  return bytes.readUInt16BE(word * 2);
}

function codedType({ type }: PointWire): WriteWire["type"] {
  if (type === "u16" || type === "s16" || type === "u32" || type === "s32" || type === "f32") return type;
  throw new TypeError(`a unit that is played says no ${type}`);
}
