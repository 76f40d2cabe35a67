// Faults 19–24 at once: ten thousand polls of three devices on one link, whose registers are different at each poll, under every fault that
// the simulator knows. A value that is reported must be that device's, of that register, of that poll.
import { expect, test } from "vitest";
import type { DriverDevice, Poll } from "#gateway/contract/driver.ts";
import { type Random, randomOf } from "#test/chaos/random.ts";
import { modbusBed } from "#test/harness/modbus.ts";
import { lineBed } from "#test/harness/modbus-line.ts";
import type { SimulatedUnit, Table } from "./simulator/device.ts";
import { FAULTS } from "./simulator/faults.ts";
import { LINE_FAULTS } from "./simulator/rtu.ts";

const POLLS = 10_000;
/** Each fault takes real time there. */
const LINE_POLLS = 1500;
/** Without a transaction number the second of two answers, if it comes late, is that of a device that lies. */
const NOT_ON_LINES: ReadonlySet<string> = new Set(["wrong-transaction", "wrong-protocol", "twice"]);
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

type Exception = { readonly exception: number };

/** Mostly none; else one of these, or an exception. */
function faultOf<F extends string>(random: Random, faults: readonly F[]): F | Exception | null {
  if (random.between(1, 100) > FAULTY_PERCENT) return null;
  const kind = random.between(0, faults.length);
  return faults[kind] ?? { exception: random.pick([1, 2, 3, 4, 5, 6, 7, 8, 10, 11]) };
}

interface Asking {
  device(profile: Readonly<Record<string, unknown>>, unit: number): DriverDevice;
  poll(device: DriverDevice): Promise<Poll>;
}

/** The devices, whose registers are those of the poll that `at` names. */
function unitsAt(at: () => number): ReadonlyMap<number, SimulatedUnit> {
  return new Map(
    UNITS.map((unit) => [
      unit,
      { read: (table, address) => registerOf(at(), unit, table, address) % (table <= 2 ? 2 : 65_536) },
    ]),
  );
}

/** Polls at random; gives what was wrong, and how often there was which reason. */
async function pollAll(bed: Asking, random: Random, polls: number, begin: (poll: number) => void) {
  const devices = UNITS.map((unit) => [unit, bed.device(profile, unit)] as const);
  const wrong: string[] = [];
  const counts: Record<string, number> = {};
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  for (let now = 1; now <= polls; now++) {
    begin(now);
    const [unit, device] = random.pick([...devices] as [(typeof devices)[number], ...typeof devices]);
    const truth = truthOf(now, unit);
    const poll = await bed.poll(device).catch((error: unknown) => {
      if (error instanceof Error && error.name === "LinkError") return null;
      throw error;
    });
    for (const { point, value, quality, reason } of poll?.samples ?? []) {
      count(quality === "good" ? "good" : String(reason));
      const isRight = quality === "good" ? value === truth[point as Name] : value === null;
      if (!isRight) wrong.push(`poll ${now} unit ${unit} ${point}: ${value}, not ${truth[point as Name]}`);
    }
    if (poll === null) count("link");
  }
  return { wrong, counts };
}

test("ten thousand mixed polls under random faults report no wrong value", { timeout: 240_000 }, async () => {
  const random = randomOf(24);
  let now = 0;
  await using bed = await modbusBed({ units: unitsAt(() => now), faultOf: () => faultOf(random, FAULTS) });
  const { wrong, counts } = await pollAll(bed, random, POLLS, (poll) => {
    now = poll;
  });
  expect(wrong).toEqual([]);
  // The faults did bite, and most of the time all was well.
  for (const reason of ["timeout", "crc", "exception", "link"]) expect(counts[reason], reason).toBeGreaterThan(100);
  expect(counts.good).toBeGreaterThan(40_000);
});

test("mixed polls over a serial line under random faults report no wrong value", { timeout: 240_000 }, async () => {
  const random = randomOf(25);
  let now = 0;
  const faults = [...FAULTS.filter((fault) => !NOT_ON_LINES.has(fault)), ...LINE_FAULTS] as const;
  await using bed = await lineBed({
    units: unitsAt(() => now),
    faultOf: () =>
      faultOf(random, faults as readonly Exclude<(typeof faults)[number], "wrong-transaction" | "wrong-protocol">[]),
    stallMs: 2,
  });
  const { wrong, counts } = await pollAll(bed, random, LINE_POLLS, (poll) => {
    now = poll;
  });
  expect(wrong).toEqual([]);
  for (const reason of ["timeout", "crc", "exception", "link"]) expect(counts[reason], reason).toBeGreaterThan(15);
  expect(counts.good).toBeGreaterThan(6000);
});
