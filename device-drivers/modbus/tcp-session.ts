// Modbus TCP: one connection with one modbus-serial client on it, used until anything goes wrong and then thrown away. Every wait
// ends: by the answer, our own deadline, the end of the connection, or the caller's signal.
import type modbusSerial from "modbus-serial";
import type { DriverClock } from "../../gateway/contract/driver.ts";
import type { SocketTarget } from "./connection.ts";
import type { Answer, Exchange, Session } from "./exchange.ts";
import type { Request } from "./frame.ts";
import { connected, isOpen, linkErrorOf } from "./socket.ts";
import { answerOf, tcpFaultOf } from "./tcp-frame.ts";

type ModbusRTU = InstanceType<typeof modbusSerial.default>;

/** More than one answer can have; whoever sends more is not listened to. */
const MOST_BYTES = 4096;

/** Opens the connection, or throws LinkError. */
export async function openTcpSession(
  target: SocketTarget,
  deadlineMs: number,
  clock: DriverClock,
  signal: AbortSignal,
): Promise<Session> {
  // Loaded with the first connection: it brings the serial port's native library, which who only checks profiles does not need.
  const { default: serial } = await import("modbus-serial");
  const socket = await connected(target, deadlineMs, clock, signal);
  const modbus = new serial.default();
  let chunks: Buffer[] = [];
  let bytes = 0;
  let firstMs: number | null = null;
  let waiting: ((answer: Answer) => void) | null = null;
  let inDoubt = false;
  // Before modbus-serial's own listener, so that the bytes are here when it reports an answer.
  socket.on("data", (chunk: Buffer) => {
    if (waiting === null) inDoubt = true;
    firstMs ??= clock.now();
    bytes += chunk.length;
    if (bytes <= MOST_BYTES) chunks.push(chunk);
    else waiting?.({ is: "garbled", what: `more than ${MOST_BYTES} bytes came` });
  });
  const over = (error?: Error) => waiting?.({ is: "cut", error: linkErrorOf(target, error) });
  socket.on("error", over);
  socket.on("end", () => over());
  socket.on("close", () => over());
  await modbus.linkTCP(socket, { port: target.port }).catch(() => socket.destroy());
  // Some devices take one connection more than they serve, and end it at once.
  if (!isOpen(socket)) {
    socket.destroy();
    throw linkErrorOf(target);
  }

  const exchange = async (request: Request, withinMs: number, stop: AbortSignal): Promise<Exchange> => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    chunks = [];
    bytes = 0;
    firstMs = null;
    waiting = resolve;
    using _deadline = clock.after(withinMs, () => resolve({ is: "silent" }));
    const onAbort = () => resolve({ is: "silent" });
    stop.addEventListener("abort", onAbort, { once: true });
    try {
      send(modbus, request, (problem) => {
        const raw = Buffer.concat(chunks);
        const what = tcpFaultOf(request, raw) ?? problem;
        resolve(what === null ? { is: "answered", raw: answerOf(raw) } : { is: "garbled", what });
      });
      const answer = await promise;
      // An answer that comes late, or the rest of one, must not be taken for the next.
      if (answer.is !== "answered") inDoubt = true;
      return { answer, atMs: firstMs ?? clock.now(), received: Buffer.concat(chunks) };
    } finally {
      waiting = null;
      stop.removeEventListener("abort", onAbort);
    }
  };
  return {
    get isUsable() {
      return !inDoubt && isOpen(socket);
    },
    exchange,
    [Symbol.asyncDispose]: async () => void socket.destroy(),
  };
}

/** Lets modbus-serial send the request; `done` gets what it has against the answer, exceptions not counted. */
function send(modbus: ModbusRTU, request: Request, done: (problem: string | null) => void): void {
  // Its errors are not all Errors; an exception of the device has a modbusCode.
  const next = (error: unknown) => done(isFailure(error) ? (error.message ?? "modbus-serial failed") : null);
  const { unit, address } = request;
  switch (request.function) {
    case 1:
      modbus.writeFC1(unit, address, request.count, next);
      break;
    case 2:
      modbus.writeFC2(unit, address, request.count, next);
      break;
    case 3:
      modbus.writeFC3(unit, address, request.count, next);
      break;
    case 4:
      modbus.writeFC4(unit, address, request.count, next);
      break;
    case 5:
      // Its writeFC5 knows on and off only.
      if (request.data.length === 1) modbus.writeFC5(unit, address, request.data[0] === 1, next);
      else modbus.writeCustomFC(unit, 5, [address >> 8, address & 0xff, ...request.data], next);
      break;
    case 6:
      modbus.writeFC6(unit, address, request.data.readUInt16BE(0), next);
      break;
    case 16:
      modbus.writeFC16(unit, address, wordsOf(request.data), next);
      break;
  }
}

function isFailure(error: unknown): error is { readonly message?: string } {
  return typeof error === "object" && error !== null && !("modbusCode" in error);
}

function wordsOf(data: Buffer): number[] {
  return Array.from({ length: data.length / 2 }, (_, i) => data.readUInt16BE(i * 2));
}
