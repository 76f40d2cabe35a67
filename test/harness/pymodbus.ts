// Debian's pymodbus as a peer: Modbus TCP servers that are not ours, in a process of their own.
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
  const { said, stop } = await startScript(script, JSON.stringify(units));
  return { address: `127.0.0.1:${said}`, [Symbol.asyncDispose]: stop };
}

export interface CasePeers extends AsyncDisposable {
  /** HOST:PORT of the device that a file of the folder describes. */
  addressOf(file: string): string;
}

/** Serves each test case of a folder that says what its device holds; Python reads the files itself. */
export async function startCasePeers(folder: string): Promise<CasePeers> {
  const script = join(PROJECT, "device-drivers", "modbus", "fixtures", "testcase_peer.py");
  const { said, stop } = await startScript(script, folder);
  const ports: Readonly<Record<string, number>> = JSON.parse(said);
  return { addressOf: (file) => `127.0.0.1:${ports[file]}`, [Symbol.asyncDispose]: stop };
}

/** Runs a script until it has said one line; it ends with its standard input. */
async function startScript(script: string, argument: string): Promise<{ said: string; stop: () => Promise<void> }> {
  // Debian's own Python: another one on the path does not have Debian's packages.
  const child = spawn("/usr/bin/python3", [script, argument], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const line = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`pymodbus ended with ${code} before it listened`)));
  });
  const stop = async () => {
    child.stdin.end();
    child.kill();
    await ended;
  };
  try {
    return { said: await within("pymodbus to listen", line), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
