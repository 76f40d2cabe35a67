// A serial port of this machine: a process of its own carries the bytes, for drivers and for the modem. What keeps the port from being used
// is said in words that lead to the remedy: not there, not allowed, in use, or no serial port at all.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { realpath } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type DriverClock, LinkError } from "../../contract/driver.ts";

export interface SerialSettings {
  /** A path that stays the same: `/dev/serial/by-id/…`. */
  readonly path: string;
  readonly baud: number;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
}

/** The bytes of an open port in both directions. */
export interface SerialPort extends AsyncDisposable {
  readonly isUsable: boolean;
  write(bytes: Buffer): void;
}

/** Who hears a port. */
export interface SerialListener {
  came(bytes: Buffer): void;
  ended(error: LinkError): void;
}

/** Serial ports, USB adapters, Bluetooth and pseudo-terminals; opening another device file may do anything to the machine. */
const PORTS = /^\/dev\/(tty[A-Za-z]|pts\/|rfcomm)/;
/** Debian's own: another one on the path may have been built without terminals. */
const PYTHON = "/usr/bin/python3";
const CARRIER = fileURLToPath(new URL("serial_port.py", import.meta.url));
/** Starting the process takes a while on a busy machine. */
const OPEN_MS = 10_000;

const ERRORS: Readonly<Record<string, readonly [code: string, text: string]>> = {
  ENOENT: ["link-port-missing", "is not there: the adapter is unplugged, or the path is another"],
  ENXIO: ["link-port-missing", "is not there: the adapter is unplugged, or the path is another"],
  ENODEV: ["link-port-missing", "is not there: the adapter is unplugged, or the path is another"],
  EACCES: [
    "link-port-forbidden",
    "may not be opened: the account that the gateway runs as must be in the group dialout",
  ],
  EPERM: [
    "link-port-forbidden",
    "may not be opened: the account that the gateway runs as must be in the group dialout",
  ],
  EBUSY: ["link-port-busy", "is in use by another program"],
  ENOTTY: ["link-not-a-port", "is no serial port"],
};

/** Opens the port for us alone, with nothing of before in it, or throws LinkError. */
export async function openSerialPort(
  target: SerialSettings,
  clock: DriverClock,
  signal: AbortSignal,
  listener: SerialListener,
): Promise<SerialPort> {
  const { path, baud, parity, stopBits } = target;
  const file = await realpath(path).catch(() => null);
  if (file === null) throw linkErrorOf(path, "ENOENT");
  if (!PORTS.test(file)) throw new LinkError("link-not-a-port", `${path} is ${file}, which is no serial port`);
  signal.throwIfAborted();
  const child = spawn(PYTHON, ["-I", CARRIER, file, String(baud), parity, String(stopBits)]);
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  child.stdin.on("error", () => child.kill());
  child.stderr.resume();
  try {
    await opened(child, target, clock, signal);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  let isOpen = true;
  child.stdout.on("data", listener.came);
  child.on("close", () => {
    isOpen = false;
    listener.ended(new LinkError("link-port-gone", `${path} was unplugged`));
  });
  return {
    get isUsable() {
      return isOpen;
    },
    write: (bytes) => void child.stdin.write(bytes),
    [Symbol.asyncDispose]: () => {
      // Ends by itself when its input does; a port whose adapter hangs is not waited for.
      child.kill("SIGKILL");
      return ended;
    },
  };
}

/** Waits for the first line of the process: the port is open, or why it is not. */
async function opened(
  child: ChildProcessWithoutNullStreams,
  { path }: SerialSettings,
  clock: DriverClock,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let line = "";
  const onData = (chunk: Buffer) => {
    line += chunk.toString("latin1");
    if (line.includes("\n")) resolve(line.trim());
  };
  const onAbort = () => reject(signal.reason);
  const fail = (cause?: Error) =>
    reject(new LinkError("link-failed", `${path} could not be opened: ${PYTHON} is needed`, cause ? { cause } : {}));
  child.stdout.on("data", onData);
  child.once("error", fail);
  child.once("close", () => fail());
  signal.addEventListener("abort", onAbort, { once: true });
  using _deadline = clock.after(OPEN_MS, () =>
    reject(new LinkError("link-port-busy", `${path} did not open within ${OPEN_MS / 1000} s`)),
  );
  try {
    const said = await promise;
    if (said !== "open") throw linkErrorOf(path, said);
  } finally {
    child.stdout.off("data", onData);
    signal.removeEventListener("abort", onAbort);
  }
}

function linkErrorOf(path: string, name: string): LinkError {
  const [code, text] = ERRORS[name] ?? [
    "link-port-busy",
    `cannot be opened (${name}): it hangs, or does not take these settings`,
  ];
  return new LinkError(code, `${path} ${text}`);
}
