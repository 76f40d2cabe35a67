// Debian's pymodbus as a peer: a Modbus TCP server that is not ours, in a process of its own.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PROJECT } from "./gateway.ts";
import { within } from "./wait.ts";

/** Values by address, of coils, discrete inputs, holding registers and input registers. */
export type PeerTables = Readonly<Partial<Record<"co" | "di" | "hr" | "ir", Readonly<Record<number, number>>>>>;

export interface Peer extends AsyncDisposable {
  /** HOST:PORT */
  readonly address: string;
}

/** Starts the server with these units; a unit that is not there is silent. */
export async function startPymodbus(units: Readonly<Record<number, PeerTables>>): Promise<Peer> {
  const script = join(PROJECT, "device-drivers", "modbus", "fixtures", "pymodbus_peer.py");
  // Debian's own Python: another one on the path does not have Debian's packages.
  const child = spawn("/usr/bin/python3", [script, JSON.stringify(units)], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const line = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`pymodbus ended with ${code} before it listened`)));
  });
  const port = Number(await within("pymodbus to listen", line));
  return {
    address: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      child.kill();
      await ended;
    },
  };
}
