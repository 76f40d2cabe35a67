// Faults 19–24 at once: ten thousand polls of three devices on one link, whose registers are different at each poll, under every fault that
// the simulator knows. A value that is reported must be that device's, of that register, of that poll.
import { expect, test } from "vitest";
import { type Random, randomOf } from "#test/chaos/random.ts";
import { modbusBed } from "#test/harness/modbus.ts";
import type { SimulatedUnit, Table } from "./simulator/device.ts";
import { FAULTS, type Fault } from "./simulator/faults.ts";

const POLLS = 10_000;
const UNITS = [1, 2, 17] as const;
const FAULTY_PERCENT = 15;
const range = [-1e12, 1e12];
const order = { wordOrder: "low-first" } as const;

/** Points of every type and function, with what a bug would mix up close together. */
const WIRES = {
  coil: { function: 1, address: 5, type: "bit" },
  input: { function: 2, address: 9, type: "bit", invert: true },
  level: { function: 3, address: 0, type: "u16", range },
  power: { function: 3, address: 1, type: "s32", range },
  flag: { function: 3, address: 3, type: "bits", registers: 1, bits: [4, 4] },
  other: { function: 3, address: 40, type: "u16", range },
  temperature: { function: 4, address: 0, type: "s16", scale: 0.1, range },
  energy: { function: 4, address: 1, type: "u32", ...order, range },
  voltage: { function: 4, address: 3, type: "u16", fraction: 6, range },
} as const;
type Name = keyof typeof WIRES;
const NAMES = Object.keys(WIRES) as Name[];
const TYPES = { coil: "boolean", input: "boolean", flag: "boolean" } as Readonly<Record<string, string>>;

const profile = {
  points: Object.fromEntries(
    NAMES.map((name) => [name, { unit: "1", type: TYPES[name] ?? "number", wire: WIRES[name] }]),
  ),
  wire: { block: { maxGap: 2 } },
};

/** What a register of a unit holds during one poll: another number for each. */
function registerOf(poll: number, unit: number, table: Table, address: number): number {
  let hash = (poll * 31 + unit) * 31 + table * 7919 + address;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) & 0xffff;
}

/** What the points must be, worked out without the driver's own code. */
function truthOf(poll: number, unit: number): Record<Name, number | boolean> {
  const word = (table: Table, address: number) => registerOf(poll, unit, table, address);
  const signed = (value: number, bits: number) => (value >= 2 ** (bits - 1) ? value - 2 ** bits : value);
  return {
    coil: word(1, 5) % 2 === 1,
    input: word(2, 9) % 2 === 0,
    level: word(3, 0),
    power: signed(word(3, 1) * 65_536 + word(3, 2), 32),
    flag: Math.floor(word(3, 3) / 16) % 2 === 1,
    other: word(3, 40),
    temperature: signed(word(4, 0), 16) / 10,
    energy: word(4, 2) * 65_536 + word(4, 1),
    voltage: word(4, 3) / 64,
  };
}

function faultOf(random: Random): Fault | null {
  if (random.between(1, 100) > FAULTY_PERCENT) return null;
  const kind = random.between(0, FAULTS.length);
  return FAULTS[kind] ?? { exception: random.pick([1, 2, 3, 4, 5, 6, 7, 8, 10, 11]) };
}

test("ten thousand mixed polls under random faults report no wrong value", { timeout: 240_000 }, async () => {
  const random = randomOf(24);
  let now = 0;
  const units = new Map<number, SimulatedUnit>(
    UNITS.map((unit) => [
      unit,
      { read: (table, address) => registerOf(now, unit, table, address) % (table <= 2 ? 2 : 65_536) },
    ]),
  );
  await using bed = await modbusBed({ units, faultOf: () => faultOf(random) });
  const devices = UNITS.map((unit) => [unit, bed.device(profile, unit)] as const);
  const wrong: string[] = [];
  const counts: Record<string, number> = {};
  for (now = 1; now <= POLLS; now++) {
    const [unit, device] = random.pick([...devices] as [(typeof devices)[number], ...typeof devices]);
    const truth = truthOf(now, unit);
    const poll = await bed.poll(device).catch((error: unknown) => {
      if (error instanceof Error && error.name === "LinkError") return null;
      throw error;
    });
    for (const { point, value, quality, reason } of poll?.samples ?? []) {
      counts[quality === "good" ? "good" : String(reason)] =
        (counts[quality === "good" ? "good" : String(reason)] ?? 0) + 1;
      const isRight = quality === "good" ? value === truth[point as Name] : value === null;
      if (!isRight) wrong.push(`poll ${now} unit ${unit} ${point}: ${value}, not ${truth[point as Name]}`);
    }
    if (poll === null) counts.link = (counts.link ?? 0) + 1;
  }
  expect(wrong).toEqual([]);
  // The faults did bite, and most of the time all was well.
  for (const reason of ["timeout", "crc", "exception", "link"]) expect(counts[reason], reason).toBeGreaterThan(100);
  expect(counts.good).toBeGreaterThan(40_000);
});
