// A serial port that is none: a pseudo-terminal under a path, with us at its other end. It can be unplugged and plugged in again.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PYTHON = "/usr/bin/python3";
const CARRIER = fileURLToPath(new URL("pty.py", import.meta.url));

export interface Pty extends AsyncDisposable {
  /** What the program at the port shall read. Lost while it is unplugged. */
  write(text: string): void;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
}

/** Makes the port; `came` gets what is written to it. */
export async function openPty(path: string, came: (text: string) => void): Promise<Pty> {
  let child: ChildProcessWithoutNullStreams | null = null;
  async function plugIn(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const made = spawn(PYTHON, ["-I", CARRIER, path]);
    made.stdin.on("error", () => made.kill("SIGKILL"));
    made.stderr.resume();
    made.once("error", reject);
    made.once("close", (code) => reject(new Error(`${path} cannot be made: ${PYTHON} ended with ${code}`)));
    made.stdout.once("data", () => {
      made.stdout.on("data", (bytes: Buffer) => came(bytes.toString("latin1")));
      resolve();
    });
    child = made;
    await promise;
  }
  async function unplug(): Promise<void> {
    const pulled = child;
    child = null;
    if (pulled === null) return;
    const ended = new Promise<void>((resolve) => pulled.once("close", () => resolve()));
    pulled.kill("SIGKILL");
    await ended;
    rmSync(path, { force: true });
  }
  await plugIn();
  return {
    write: (text) => void child?.stdin.write(Buffer.from(text, "latin1")),
    unplug,
    plugIn,
    [Symbol.asyncDispose]: unplug,
  };
}
