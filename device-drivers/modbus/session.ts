// One TCP connection with one modbus-serial client on it, used until anything goes wrong and then thrown away. Every wait ends: by
// the answer, our own deadline, the end of the connection, or the caller's signal.
import { connect, type Socket } from "node:net";
import type modbusSerial from "modbus-serial";
import { type DriverClock, LinkError } from "../../gateway/contract/driver.ts";
import type { Target } from "./connection.ts";
import { faultOf, type Request } from "./frame.ts";

type ModbusRTU = InstanceType<typeof modbusSerial.default>;

export type Answer =
  | { readonly is: "answered"; readonly raw: Buffer }
  /** Nothing, or not all of an answer, came before the deadline. */
  | { readonly is: "silent" }
  /** Something came that is not the answer. */
  | { readonly is: "garbled"; readonly what: string }
  /** The connection ended after the request had gone out. */
  | { readonly is: "cut"; readonly error: LinkError };

export interface Exchange {
  readonly answer: Answer;
  /** Epoch ms of the first byte of the answer, else of the end of waiting. */
  readonly atMs: number;
  /** All bytes that came. */
  readonly received: Buffer;
}

export interface Session extends Disposable {
  /** False once the connection has ended or said something unasked. */
  readonly isUsable: boolean;
  exchange(request: Request, deadlineMs: number, signal: AbortSignal): Promise<Exchange>;
}

/** More than one answer can have; whoever sends more is not listened to. */
const MOST_BYTES = 4096;

/** Opens the connection, or throws LinkError. */
export async function openSession(
  target: Target,
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
  let unasked = false;
  // Before modbus-serial's own listener, so that the bytes are here when it reports an answer.
  socket.on("data", (chunk: Buffer) => {
    if (waiting === null) unasked = true;
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
  if (socket.destroyed || !socket.readable || !socket.writable) {
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
        const what = faultOf(request, raw) ?? problem;
        resolve(what === null ? { is: "answered", raw } : { is: "garbled", what });
      });
      const answer = await promise;
      return { answer, atMs: firstMs ?? clock.now(), received: Buffer.concat(chunks) };
    } finally {
      waiting = null;
      stop.removeEventListener("abort", onAbort);
    }
  };
  return {
    get isUsable() {
      return !unasked && !socket.destroyed && socket.readable && socket.writable;
    },
    exchange,
    [Symbol.dispose]: () => socket.destroy(),
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
      modbus.writeFC5(unit, address, request.data[0] === 1, next);
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

/** A connected socket before the deadline, or LinkError. */
async function connected(target: Target, deadlineMs: number, clock: DriverClock, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ host: target.host, port: target.port, noDelay: true });
  using _deadline = clock.after(deadlineMs, () =>
    reject(new LinkError("link-timeout", `${nameOf(target)} did not take the connection within ${deadlineMs} ms`)),
  );
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  socket.once("connect", resolve);
  socket.once("error", (error) => reject(linkErrorOf(target, error)));
  try {
    await promise;
    return socket;
  } catch (error) {
    socket.on("error", () => {}); // It may still fail after we gave up; nobody waits for that.
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function nameOf({ host, port }: Target): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

const CODES: Readonly<Record<string, readonly [code: string, text: string]>> = {
  ECONNREFUSED: ["link-refused", "refuses the connection"],
  ENOTFOUND: ["link-unknown-host", "is a name that cannot be looked up"],
  EAI_AGAIN: ["link-unknown-host", "is a name that cannot be looked up now"],
  EHOSTUNREACH: ["link-unreachable", "cannot be reached"],
  ENETUNREACH: ["link-unreachable", "cannot be reached"],
};

function linkErrorOf(target: Target, error?: Error): LinkError {
  const known = error !== undefined && "code" in error ? CODES[String(error.code)] : undefined;
  const [code, text] = known ?? ["link-reset", "ended the connection"];
  return new LinkError(code, `${nameOf(target)} ${text}`, error === undefined ? {} : { cause: error });
}
