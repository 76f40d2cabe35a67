// A bed for tests of serial lines: the driver's own link over a real socket to a simulated line, as a serial server passes it on. Time
// passes only where somebody waits for it; bytes that are on their way arrive before it goes on.
import { driver } from "#drivers/modbus/index.ts";
import { type MemoryUnit, memoryUnit, type SimulatedUnit } from "#drivers/modbus/simulator/device.ts";
import type { Asked } from "#drivers/modbus/simulator/faults.ts";
import { type LineFault, type SimulatedLine, startLine } from "#drivers/modbus/simulator/rtu.ts";
import type { DriverDevice, DriverLink, Poll } from "#gateway/contract/driver.ts";
import { type PassingClock, passingClock, QUIET_LOG } from "./modbus.ts";

const TIMEOUT_MS = 1000;
/** Twice that is just within the time in which a late answer is reckoned with. */
const LATE_MS = TIMEOUT_MS - 1;
/** For bytes on loopback to arrive on a busy machine. */
const ARRIVAL_MS = 20;

type Json = Readonly<Record<string, unknown>>;

export interface LineBed extends AsyncDisposable {
  readonly line: SimulatedLine;
  readonly link: DriverLink;
  readonly clock: PassingClock;
  readonly unit: MemoryUnit;
  /** Requests that the devices got: unit, function and so on, as hex. */
  readonly requests: readonly string[];
  /** Faults for the next requests, in order; then none. */
  readonly faults: LineFault[];
  device(profile: Json, unit?: number): DriverDevice;
  poll(device: DriverDevice): Promise<Poll>;
}

export interface LineBedOptions {
  readonly units?: ReadonlyMap<number, SimulatedUnit>;
  readonly faultOf?: (asked: Asked) => LineFault | null;
  readonly echoes?: boolean;
  /** Real time until a stall lets the deadline pass; shorter where it does not matter what has arrived by then. */
  readonly stallMs?: number;
}

/** Unit 1 is `unit` of the bed, unless `units` are given. */
export async function lineBed({ units, faultOf, echoes, stallMs = ARRIVAL_MS }: LineBedOptions = {}): Promise<LineBed> {
  const passing = passingClock();
  let isUnderway = false;
  const arrival = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const clock: PassingClock = {
    ...passing,
    async sleep(ms) {
      passing.pass(ms);
      if (isUnderway) await arrival(ARRIVAL_MS);
      isUnderway = false;
    },
  };
  const unit = memoryUnit();
  const requests: string[] = [];
  const faults: LineFault[] = [];
  const line = await startLine({
    units: units ?? new Map([[1, unit]]),
    clock,
    lateMs: LATE_MS,
    ...(echoes !== undefined && { echoes }),
    onLate: () => {
      isUnderway = true;
    },
    onStall: () => void arrival(stallMs).then(() => clock.pass(TIMEOUT_MS)),
    faultOf: (asked) => {
      requests.push(Buffer.concat([Buffer.from([asked.unit]), asked.request]).toString("hex"));
      return faultOf === undefined ? (faults.shift() ?? null) : faultOf(asked);
    },
  });
  const connection = { rtuOverTcp: `127.0.0.1:${line.port}`, timeout: `${TIMEOUT_MS}ms` };
  const link = driver.openLink(connection, { clock, log: QUIET_LOG });
  const never = new AbortController().signal;
  return {
    line,
    link,
    clock,
    unit,
    requests,
    faults,
    device: (profile, number = 1) => ({ id: `unit-${number}`, profile, connection: { ...connection, unit: number } }),
    poll: (device) => link.poll(device, never),
    async [Symbol.asyncDispose]() {
      await link[Symbol.asyncDispose]();
      await line[Symbol.asyncDispose]();
    },
  };
}
