// Devices behind one Modbus TCP address, on loopback, for tests, training and the virtual campus. A unit that is not there is
// silent, as on a bus.
import { createServer, type Socket } from "node:net";
import type { DriverClock } from "../../../gateway/contract/driver.ts";
import { answerTo, type SimulatedUnit } from "./device.ts";
import { type Asked, type Fault, type Step, stepsOf } from "./faults.ts";

export interface SimulatorOptions {
  readonly units: ReadonlyMap<number, SimulatedUnit>;
  readonly clock: DriverClock;
  /** Default 0: any free one. */
  readonly port?: number;
  /** The fault to answer a request with; asked once per request. */
  readonly faultOf?: (asked: Asked) => Fault | null;
  /** How late a late answer is; default 1 s. */
  readonly lateMs?: number;
  /** Called when nothing more will come without time going by. */
  readonly onStall?: () => void;
}

export interface Simulator extends AsyncDisposable {
  readonly port: number;
  /** Connections taken so far. */
  readonly connections: number;
  /** Connections that are open now. */
  readonly open: number;
}

const LATE_MS = 1000;
/** The longest request there can be (Modbus Application Protocol v1.1b3, §4.1); who announces more speaks something else. */
const MOST_LENGTH = 254;

/** Listens on loopback until disposed. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
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
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    [Symbol.asyncDispose]: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Takes requests off a connection and has each answered. */
function serve(socket: Socket, options: SimulatorOptions): void {
  let pending = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 8) {
      const length = pending.readUInt16BE(4);
      if (length < 2 || length > MOST_LENGTH) {
        socket.destroy();
        return;
      }
      if (pending.length < 6 + length) return;
      const asked: Asked = {
        transaction: pending.readUInt16BE(0),
        unit: pending[6] ?? 0,
        request: pending.subarray(7, 6 + length),
      };
      pending = pending.subarray(6 + length);
      answer(socket, asked, options);
    }
  });
}

function answer(socket: Socket, asked: Asked, options: SimulatorOptions): void {
  const fault = options.faultOf?.(asked) ?? null;
  const unit = options.units.get(asked.unit);
  const steps =
    unit === undefined
      ? stepsOf("silent", asked, Buffer.alloc(0))
      : stepsOf(fault, asked, answerTo(unit, asked.request));
  walk(socket, steps, options);
}

/** One step after the other; those that take time go on by themselves. */
function walk(socket: Socket, [step, ...rest]: readonly Step[], options: SimulatorOptions): void {
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
      options.clock.after(options.lateMs ?? LATE_MS, goOn);
      break;
    case "stall":
      // A late answer's timer must be there before time goes by.
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
