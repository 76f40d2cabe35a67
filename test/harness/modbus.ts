// A bed for tests of the Modbus driver: the driver's own link, over real sockets, to a simulated device whose faults the test
// chooses. Time passes only where somebody waits for it, so a deadline costs nothing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { driver } from "#drivers/modbus/index.ts";
import { type MemoryUnit, memoryUnit, type SimulatedUnit } from "#drivers/modbus/simulator/device.ts";
import type { Asked, Fault } from "#drivers/modbus/simulator/faults.ts";
import { type Simulator, startSimulator } from "#drivers/modbus/simulator/server.ts";
import type { DriverClock, DriverContext, DriverDevice, DriverLink, Poll } from "#gateway/contract/driver.ts";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { PROJECT } from "./gateway.ts";

export const QUIET_LOG: DriverContext["log"] = { debug: () => {}, info: () => {}, warn: () => {} };
const TIMEOUT_MS = 1000;
/** After the deadline, within the quiet period. */
const LATE_MS = TIMEOUT_MS + 25;

type Json = Readonly<Record<string, unknown>>;

/** A clock whose time passes when somebody sleeps, or by `pass`. */
export interface PassingClock extends DriverClock {
  pass(ms: number): void;
}

export function passingClock(): PassingClock {
  const hand = handClock();
  return {
    now: hand.now,
    monotonic: hand.monotonic,
    after: hand.after,
    sleep: async (ms) => hand.pass(ms),
    pass: hand.pass,
  };
}

/** A profile of the driver as JSON, with only these points if they are named. */
export function modbusProfile(id: string, points?: readonly string[]): Json {
  const profile: Json & { points: Json } = JSON.parse(
    readFileSync(join(PROJECT, "device-drivers", "modbus", "profiles", `${id}.json`), "utf8"),
  );
  if (points === undefined) return profile;
  return {
    ...profile,
    points: Object.fromEntries(Object.entries(profile.points).filter(([name]) => points.includes(name))),
  };
}

/** A profile with one number per register of table 4, `p0` at address 0 and so on, read in blocks of at most `maxRegisters`. */
export function plainProfile(count: number, maxRegisters = 125): Json {
  const wire = (address: number) => ({ function: 4, address, type: "u16", range: [0, 65_535] });
  return {
    id: "plain",
    points: Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`p${i}`, { unit: "1", type: "number", wire: wire(i) }]),
    ),
    wire: { block: { maxRegisters } },
  };
}

export interface ModbusBed extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly link: DriverLink;
  readonly clock: PassingClock;
  readonly unit: MemoryUnit;
  /** Requests that the device got: unit, function and so on, as hex. */
  readonly requests: readonly string[];
  /** Faults for the next requests, in order; then none. */
  readonly faults: Fault[];
  device(profile: Json, unit?: number): DriverDevice;
  poll(device: DriverDevice): Promise<Poll>;
}

export interface BedOptions {
  readonly units?: ReadonlyMap<number, SimulatedUnit>;
  readonly faultOf?: (asked: Asked) => Fault | null;
}

/** Unit 1 is `unit` of the bed, unless `units` are given. */
export async function modbusBed({ units, faultOf }: BedOptions = {}): Promise<ModbusBed> {
  const clock = passingClock();
  const unit = memoryUnit();
  const requests: string[] = [];
  const faults: Fault[] = [];
  const simulator = await startSimulator({
    units: units ?? new Map([[1, unit]]),
    clock,
    lateMs: LATE_MS,
    onStall: () => setImmediate(() => clock.pass(TIMEOUT_MS)),
    faultOf: (asked) => {
      requests.push(Buffer.concat([Buffer.from([asked.unit]), asked.request]).toString("hex"));
      return faultOf === undefined ? (faults.shift() ?? null) : faultOf(asked);
    },
  });
  const connection = { tcp: `127.0.0.1:${simulator.port}`, timeout: `${TIMEOUT_MS}ms` };
  const link = driver.openLink(connection, { clock, log: QUIET_LOG });
  const never = new AbortController().signal;
  return {
    simulator,
    link,
    clock,
    unit,
    requests,
    faults,
    device: (profile, number = 1) => ({ id: `unit-${number}`, profile, connection: { ...connection, unit: number } }),
    poll: (device) => link.poll(device, never),
    [Symbol.asyncDispose]: async () => {
      await link[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
}

/** `{ point: value }` of a poll, or its reason instead of a value that is not good: `{ p0: 7, p1: "timeout" }`. */
export function valuesOf({ samples }: Poll): Record<string, unknown> {
  return Object.fromEntries(
    samples.map(({ point, value, quality, reason }) => [point, quality === "good" ? value : reason]),
  );
}
