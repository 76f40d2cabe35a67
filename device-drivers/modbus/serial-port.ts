// A serial port of this machine as a wire. What keeps it from being used is said in words that lead to the remedy: not there, not
// allowed, in use, or no serial port at all.
import { constants } from "node:fs";
import { access, realpath } from "node:fs/promises";
import { LinkError } from "../../gateway/contract/driver.ts";
import type { SerialTarget } from "./connection.ts";
import type { Wire, WireListener } from "./exchange.ts";

/** Serial ports, USB adapters, Bluetooth and pseudo-terminals; opening another device file may do anything to the machine. */
const PORTS = /^\/dev\/(tty[A-Za-z]|pts\/|rfcomm)/;

/** Opens the port with nothing of before in it, or throws LinkError. */
export async function openSerialWire(target: SerialTarget, signal: AbortSignal, listener: WireListener): Promise<Wire> {
  const file = await fileOf(target.path);
  // Loaded with the first port: its native part alone takes 16 MB.
  const { SerialPort } = await import("serialport");
  signal.throwIfAborted();
  const { baud, parity, stopBits } = target;
  const port = new SerialPort({
    path: file,
    baudRate: baud,
    parity,
    stopBits,
    dataBits: 8,
    lock: true,
    autoOpen: false,
  });
  // It was there and may be opened, so somebody has locked it, or it does not know these settings.
  await settled(target, "link-port-busy", "is in use by another program, or does not take these settings", (done) =>
    port.open(done),
  );
  const gone = (cause?: Error | null) =>
    listener.ended(new LinkError("link-port-gone", `${target.path} was unplugged`, cause ? { cause } : {}));
  port.on("data", listener.came);
  port.on("error", gone);
  port.on("close", gone);
  await settled(target, "link-port-gone", "was unplugged", (done) => port.flush(done));
  return {
    get isUsable() {
      return port.isOpen;
    },
    write: (bytes) => void port.write(bytes),
    [Symbol.asyncDispose]: () => {
      // Closing a port that is gone fails, and there is nothing to be done about it.
      return port.isOpen ? new Promise((resolve) => port.close(() => resolve())) : Promise.resolve();
    },
  };
}

/** The file behind the path, which by-id paths are links to. */
async function fileOf(path: string): Promise<string> {
  try {
    const file = await realpath(path);
    if (!PORTS.test(file)) throw new LinkError("link-not-a-port", `${path} is ${file}, which is no serial port`);
    await access(file, constants.R_OK | constants.W_OK);
    return file;
  } catch (thrown) {
    if (thrown instanceof LinkError) throw thrown;
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
    if (code === "EACCES")
      throw new LinkError(
        "link-port-forbidden",
        `${path} may not be opened: the account that the gateway runs as must be in the group dialout`,
        { cause: thrown },
      );
    throw new LinkError("link-port-missing", `${path} is not there: the adapter is unplugged, or the path is another`, {
      cause: thrown,
    });
  }
}

/** Waits for one call of the port; what fails becomes a LinkError. */
async function settled(
  { path }: SerialTarget,
  code: string,
  what: string,
  call: (done: (error: Error | null) => void) => void,
): Promise<void> {
  const error = await new Promise<Error | null>((resolve) => call(resolve));
  if (error !== null && error !== undefined)
    throw new LinkError(code, `${path} ${what} (${error.message})`, { cause: error });
}
