// Serial ports for tests: pseudo-terminals by Debian's socat, two ends of one cable or one end of a serial server's line. They appear
// under a path that stays the same, as a by-id path does, and can be unplugged and plugged in again.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PROJECT } from "./gateway.ts";
import type { Peer, PeerTables } from "./pymodbus.ts";
import { tempFolder } from "./temp.ts";
import { until, within } from "./wait.ts";

export interface Cable extends AsyncDisposable {
  /** The port that the gateway opens. */
  readonly port: string;
  /** Its other end; absent when that is a serial server's line. */
  readonly other: string;
  /** Both ports vanish, whoever has them open. */
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
}

/** Two ports joined by a cable, or with `tcp` (a port on loopback) one port whose bytes go there. */
export async function serialCable(tcp?: number): Promise<Cable> {
  const folder = tempFolder("campus-serial");
  const port = join(folder.path, "port");
  const other = join(folder.path, "other");
  const pty = (path: string) => `pty,raw,echo=0,link=${path}`;
  const far = tcp === undefined ? pty(other) : `tcp:127.0.0.1:${tcp},nodelay`;
  let socat: ChildProcess | null = null;
  const plugIn = async () => {
    const child = spawn("socat", [pty(port), far], { stdio: ["ignore", "ignore", "inherit"] });
    socat = child;
    await until("the serial ports", () => existsSync(port) && (tcp !== undefined || existsSync(other)));
  };
  const unplug = async () => {
    const child = socat;
    socat = null;
    if (child === null || child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill();
    await ended;
  };
  await plugIn();
  return {
    port,
    other,
    unplug,
    plugIn,
    async [Symbol.asyncDispose]() {
      await unplug();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** pymodbus as the devices at the end of a serial line; a unit that is not there is silent. */
export async function startPymodbusLine(path: string, units: Readonly<Record<number, PeerTables>>): Promise<Peer> {
  const script = join(PROJECT, "device-drivers", "modbus", "fixtures", "pymodbus_line.py");
  const child = spawn("/usr/bin/python3", [script, path, JSON.stringify(units)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const line = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`pymodbus ended with ${code} before it listened`)));
  });
  return {
    address: await within("pymodbus to listen", line),
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
