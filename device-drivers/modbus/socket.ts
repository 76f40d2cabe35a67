// A TCP connection to a device or a serial server, opened under our own deadline; what goes wrong with it becomes a LinkError.
import { connect, type Socket } from "node:net";
import { type DriverClock, LinkError } from "../../gateway/contract/driver.ts";
import { nameOf, type SocketTarget } from "./connection.ts";
import type { Wire, WireListener } from "./exchange.ts";

/** A connected socket before the deadline, or LinkError. */
export async function connected(
  target: SocketTarget,
  deadlineMs: number,
  clock: DriverClock,
  signal: AbortSignal,
): Promise<Socket> {
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

/** A connection as a wire: a serial server that passes bytes on as they are. */
export async function openSocketWire(
  target: SocketTarget,
  deadlineMs: number,
  clock: DriverClock,
  signal: AbortSignal,
  listener: WireListener,
): Promise<Wire> {
  const socket = await connected(target, deadlineMs, clock, signal);
  socket.on("data", listener.came);
  socket.on("error", (error) => listener.ended(linkErrorOf(target, error)));
  socket.on("end", () => listener.ended(linkErrorOf(target)));
  socket.on("close", () => listener.ended(linkErrorOf(target)));
  return {
    get isUsable() {
      return isOpen(socket);
    },
    write: (bytes) => void socket.write(bytes),
    [Symbol.asyncDispose]: async () => void socket.destroy(),
  };
}

export function isOpen(socket: Socket): boolean {
  return !socket.destroyed && socket.readable && socket.writable;
}

const CODES: Readonly<Record<string, readonly [code: string, text: string]>> = {
  ECONNREFUSED: ["link-refused", "refuses the connection"],
  ENOTFOUND: ["link-unknown-host", "is a name that cannot be looked up"],
  EAI_AGAIN: ["link-unknown-host", "is a name that cannot be looked up now"],
  EHOSTUNREACH: ["link-unreachable", "cannot be reached"],
  ENETUNREACH: ["link-unreachable", "cannot be reached"],
};

/** Without an error: the other side ended it. */
export function linkErrorOf(target: SocketTarget, error?: Error): LinkError {
  const known = error !== undefined && "code" in error ? CODES[String(error.code)] : undefined;
  const [code, text] = known ?? ["link-reset", "ended the connection"];
  return new LinkError(code, `${nameOf(target)} ${text}`, error === undefined ? {} : { cause: error });
}
