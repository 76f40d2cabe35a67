// The process that holds one line (line_keeper.py), from outside: started with the first request, one request at a time, edges as they come.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { DriverClock, DriverLog, LinkError } from "../../gateway/contract/driver.ts";
import type { Connection, Direction } from "./connection.ts";
import { lineError } from "./failures.ts";

const SCRIPT = fileURLToPath(new URL("line_keeper.py", import.meta.url));
/** Debian's own: another Python on the path does not have Debian's packages. */
const PYTHON = "/usr/bin/python3";
/** An answer takes microseconds, a start of Python a moment even on a small, busy machine. */
const ANSWER_MS = 10_000;
/** Time for making an output safe; the host does not wait longer than 2 s for a link to close. */
const END_MS = 1500;
const MOST_COMPLAINT = 500;

/** The pin at a time of the driver's rising clock, and (outputs) the level it was last told to have. */
export interface Level {
  readonly level: boolean;
  readonly atMs: number;
  readonly commanded: boolean;
}

export interface KeeperParts {
  readonly connection: Connection;
  readonly direction: Direction;
  readonly clock: DriverClock;
  readonly log: DriverLog;
  /** The pin changed. Called before the answer that shows it. */
  readonly edge: (level: boolean, atMs: number) => void;
  /** Edges came that were not passed on, or may have. */
  readonly missed: () => void;
}

interface Waiting {
  readonly resolve: (level: Level) => void;
  readonly reject: (error: LinkError) => void;
}

export class LineKeeper implements AsyncDisposable {
  readonly #parts: KeeperParts;
  #child: ChildProcessByStdio<Writable, Readable, Readable> | null = null;
  #waiting: Waiting | null = null;
  #failed: LinkError | null = null;
  #complaint = "";
  /** From the process's clock to ours: the quickest message so far knows best. */
  #offsetMs = Number.POSITIVE_INFINITY;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** `get`, `set 0|1`, or `pulse 0|1 MILLISECONDS`; the level after it. Throws LinkError, from then on with every call. */
  async ask(request: string, signal: AbortSignal): Promise<Level> {
    const child = this.#child ?? this.#start();
    if (this.#failed !== null) throw this.#failed;
    const { promise, resolve, reject } = Promise.withResolvers<Level>();
    this.#waiting = { resolve, reject };
    const onAbort = () => this.#fail("gpio-stuck", "");
    signal.addEventListener("abort", onAbort);
    using _deadline = this.#parts.clock.after(ANSWER_MS, onAbort);
    child.stdin.write(`${request}\n`);
    try {
      return await promise;
    } finally {
      this.#waiting = null;
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Lets the line go; an output is made safe first. */
  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const closed = once(child, "close");
    child.stdin.end();
    using _patience = this.#parts.clock.after(END_MS, () => void child.kill("SIGKILL"));
    await closed;
  }

  #start() {
    const { connection, direction } = this.#parts;
    const { chip, line, bias, safe, invert } = connection;
    const asked = { chip, line, bias, output: direction === "output", safe: Number(safe !== invert) };
    const child = spawn(PYTHON, ["-I", "-B", SCRIPT, JSON.stringify(asked)], { stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    child.on("error", (error) => this.#fail("gpio-library-missing", error.message));
    child.on("close", (code, signal) => {
      if (this.#complaint !== "")
        this.#parts.log.debug({ line, complaint: this.#complaint }, "a line's process complained");
      this.#fail("gpio-lost", signal ?? `exit code ${code}`);
    });
    // What goes wrong with the pipe is told by the process's end.
    child.stdin.on("error", (error) =>
      this.#parts.log.debug({ line, error: error.message }, "a line's process took nothing"),
    );
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-MOST_COMPLAINT);
    });
    createInterface(child.stdout).on("line", (text) => this.#take(text));
    return child;
  }

  #take(text: string): void {
    const [word, first = "", second = "", ...rest] = text.split(" ");
    const theirMs = Number(second) / 1e6;
    if (Number.isFinite(theirMs)) this.#offsetMs = Math.min(this.#offsetMs, this.#parts.clock.monotonic() - theirMs);
    const atMs = theirMs + this.#offsetMs;
    if (word === "edge") this.#parts.edge(first === "1", atMs);
    else if (word === "missed") this.#parts.missed();
    else if (word === "level") this.#waiting?.resolve({ level: first === "1", atMs, commanded: rest[0] === "1" });
    else this.#fail(first, [second, ...rest].join(" "));
  }

  /** The first failure is the one that counts. */
  #fail(code: string, detail: string): void {
    this.#failed ??= lineError(code, this.#parts.connection, detail);
    this.#waiting?.reject(this.#failed);
  }
}
