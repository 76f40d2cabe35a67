// Devices on a serial line, as a serial server passes their bytes on: requests without a length found by their check sum, and what a
// line does to an answer besides faults.ts.
import { createServer, type Socket } from "node:net";
import type { DriverClock } from "../../../gateway/contract/driver.ts";
import { crcOf, framed } from "../rtu-frame.ts";
import { answerTo, type SimulatedUnit } from "./device.ts";
import { type Asked, type Fault, type Step, stepsOf } from "./faults.ts";

/**
 * Faults of a line: bytes of noise before the answer, a bit of it turned over, only noise; and an answer that is so late that it comes
 * after the next request, before the answer to that.
 */
export const LINE_FAULTS = ["noise-before", "bad-crc", "noise", "overtaken"] as const;
export type LineFault = Exclude<Fault, "wrong-transaction" | "wrong-protocol"> | (typeof LINE_FAULTS)[number];

export interface LineOptions {
  readonly units: ReadonlyMap<number, SimulatedUnit>;
  readonly clock: DriverClock;
  readonly port?: number;
  readonly faultOf?: (asked: Asked) => LineFault | null;
  /** How late a late answer is; default 1 s. One that is overtaken comes no later than twice that. */
  readonly lateMs?: number;
  /** A half-duplex adapter: whoever sends hears himself first. */
  readonly echoes?: boolean;
  /** How long an exchange takes on the line; absent: no time. One request is answered after the other. */
  readonly takesMs?: (bytes: number, unit: number) => number;
  /** Called with the unit of each request, there or not. */
  readonly onAsked?: (unit: number) => void;
  readonly onStall?: () => void;
  /** Called when a late answer goes out. */
  readonly onLate?: () => void;
}

export interface SimulatedLine extends AsyncDisposable {
  readonly port: number;
  /** Connections taken so far. */
  readonly connections: number;
  /** Ends all connections, as a serial server does that is switched off and on. */
  cut(): void;
}

const LATE_MS = 1000;
/** Unit, function, address, count or value, check sum. */
const SHORT_BYTES = 8;
/** Of function 16: unit, function, address, count, length before the data. */
const LONG_HEAD = 7;

/** Listens on loopback until disposed. */
export async function startLine(options: LineOptions): Promise<SimulatedLine> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    serve(socket, options);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    get connections() {
      return connections;
    },
    cut,
    [Symbol.asyncDispose]: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** An answer that waits for the next request, and how long it does. */
interface Overtaken {
  bytes: Buffer;
  untilMs: number;
}

function serve(socket: Socket, options: LineOptions): void {
  const overtaken: Overtaken = { bytes: Buffer.alloc(0), untilMs: 0 };
  let pending = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let frame = requestIn(pending); frame !== null; frame = requestIn(pending)) {
      pending = pending.subarray(pending.indexOf(frame) + frame.length);
      answer(socket, frame, overtaken, options);
    }
    if (pending.length > 512) pending = Buffer.alloc(0);
  });
}

/** The first whole request among the bytes, check sum included. */
function requestIn(bytes: Buffer): Buffer | null {
  for (let at = 0; at + SHORT_BYTES <= bytes.length; at++) {
    const length = bytes[at + 1] === 16 ? LONG_HEAD + (bytes[at + 6] ?? 0) + 2 : SHORT_BYTES;
    const frame = bytes.subarray(at, at + length);
    if (frame.length === length && crcOf(frame.subarray(0, -2)) === frame.readUInt16LE(length - 2)) return frame;
  }
  return null;
}

function answer(socket: Socket, frame: Buffer, overtaken: Overtaken, options: LineOptions): void {
  const asked: Asked = { transaction: 0, unit: frame[0] ?? 0, request: frame.subarray(1, -2) };
  options.onAsked?.(asked.unit);
  const unit = options.units.get(asked.unit);
  const fault = unit === undefined ? "silent" : (options.faultOf?.(asked) ?? null);
  const right = unit === undefined ? Buffer.alloc(0) : answerTo(unit, asked.request);
  const nowMs = options.clock.monotonic();
  const before: readonly Step[] = [
    ...(options.echoes === true ? [send(frame)] : []),
    ...(overtaken.bytes.length > 0 && nowMs < overtaken.untilMs ? [send(overtaken.bytes)] : []),
  ];
  overtaken.bytes = fault === "overtaken" ? frameOf(asked, right) : Buffer.alloc(0);
  overtaken.untilMs = nowMs + 2 * (options.lateMs ?? LATE_MS);
  const steps = [...before, ...lineStepsOf(fault, asked, right)];
  const go = () => walk(socket, steps, options);
  if (options.takesMs === undefined) go();
  else options.clock.after(options.takesMs(frame.length + right.length + 3, asked.unit), go);
}

function lineStepsOf(fault: LineFault | null, asked: Asked, answer: Buffer): readonly Step[] {
  const right = frameOf(asked, answer);
  switch (fault) {
    case "noise-before":
      return [send(Buffer.from([0x00, 0xff, asked.unit])), send(right)];
    case "bad-crc":
      return [send(Buffer.from(right.map((byte, i) => (i === 2 ? byte ^ 0x10 : byte)))), { do: "stall" }];
    case "noise":
      return [send(Buffer.alloc(right.length, 0xa5)), { do: "stall" }];
    case "overtaken":
      return [{ do: "stall" }];
    // On a line nothing ends a wrong answer but time.
    case "wrong-unit":
    case "wrong-function":
    case "wrong-count":
    case "too-short":
      return [...stepsOf(fault, asked, answer, frameOf), { do: "stall" }];
    default:
      return stepsOf(fault, asked, answer, frameOf);
  }
}

function frameOf({ unit }: Pick<Asked, "unit">, answer: Buffer): Buffer {
  return framed(Buffer.concat([Buffer.from([unit]), answer]));
}

function send(bytes: Buffer): Step {
  return { do: "send", bytes };
}

function walk(socket: Socket, [step, ...rest]: readonly Step[], options: LineOptions): void {
  if (step === undefined || socket.destroyed) return;
  const goOn = () => walk(socket, rest, options);
  switch (step.do) {
    case "send":
      socket.write(step.bytes);
      goOn();
      break;
    case "turn":
      setImmediate(goOn);
      break;
    case "wait":
      options.clock.after(options.lateMs ?? LATE_MS, () => {
        options.onLate?.();
        goOn();
      });
      break;
    case "stall":
      goOn();
      options.onStall?.();
      break;
    case "reset":
      socket.resetAndDestroy();
      break;
    case "close":
      socket.end();
      break;
  }
}
