// The process that sends ICMP echoes (echo_sender.py), from outside: one for all ping probes, started with the first, ended with the last link.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type DriverClock, LinkError } from "../../gateway/contract/driver.ts";
import { onAborted } from "./aborted.ts";
import { downFinding, type Finding, pingFinding, unsentFinding } from "./map.ts";

const SCRIPT = fileURLToPath(new URL("echo_sender.py", import.meta.url));
/** Debian's own: another Python on the path may be anything. */
const PYTHON = "/usr/bin/python3";
/** Between two echoes to one host: a full buffer on the way shall not lose all of them. */
const INTERVAL_MS = 200;
/** What the process may take beyond what it waits itself: a start of Python on a small, busy machine. */
const ANSWER_MS = 10_000;

type Child = ChildProcessByStdio<Writable, Readable, null>;

interface Waiting {
  readonly host: string;
  readonly resolve: (finding: Finding) => void;
  readonly reject: (error: LinkError) => void;
}

export class Pinger implements Disposable {
  #child: Child | null = null;
  #number = 0;
  readonly #waiting = new Map<string, Waiting>();

  /** `address` is that of `host`. Throws LinkError when nothing can be sent at all. */
  async ask(
    host: string,
    address: string,
    { count, timeoutMs }: { readonly count: number; readonly timeoutMs: number },
    clock: DriverClock,
    signal: AbortSignal,
  ): Promise<Finding> {
    const child = this.#child ?? this.#start();
    const id = String(++this.#number);
    const { promise, resolve, reject } = Promise.withResolvers<Finding>();
    this.#waiting.set(id, { host, resolve, reject });
    using _abort = onAborted(signal, () => resolve(downFinding(`${host} was not waited for`)));
    using _deadline = clock.after(count * INTERVAL_MS + timeoutMs + ANSWER_MS, () => {
      child.kill("SIGKILL");
    });
    child.stdin.write(`${id} ${address} ${count} ${INTERVAL_MS} ${timeoutMs}\n`);
    try {
      return await promise;
    } finally {
      this.#waiting.delete(id);
    }
  }

  [Symbol.dispose](): void {
    this.#child?.stdin.end();
    this.#child = null;
  }

  #start(): Child {
    const child = spawn(PYTHON, ["-I", "-B", SCRIPT], { stdio: ["pipe", "pipe", "ignore"] });
    this.#child = child;
    const lost = (why: string) => {
      if (this.#child === child) this.#child = null;
      this.#failAll(new LinkError("ping-lost", `the process that sends pings ended (${why}): it is started again`));
    };
    child.on("error", () => {
      this.#child = null;
      this.#failAll(new LinkError("ping-no-python", `${PYTHON} cannot be run: apt install python3`));
    });
    child.on("close", (code, signal) => lost(signal ?? `exit code ${code}`));
    // What goes wrong with the pipe is told by the process's end.
    child.stdin.on("error", () => child.kill("SIGKILL"));
    createInterface(child.stdout).on("line", (line) => this.#take(line));
    return child;
  }

  #take(line: string): void {
    const [word, id = "", first = "", second = "", third = ""] = line.split(" ");
    if (word === "refused") {
      const remedy =
        "copy provisioning/deploy/ping.conf to /etc/sysctl.d/60-campus-gateway-ping.conf, run sysctl --system";
      this.#failAll(new LinkError("ping-not-permitted", `this account may not send pings (${id}): ${remedy}`));
      return;
    }
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    if (word === "fail") waiting.resolve(unsentFinding(waiting.host, first));
    else waiting.resolve(pingFinding(waiting.host, Number(first), Number(second), Number(third)));
  }

  #failAll(error: LinkError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}
