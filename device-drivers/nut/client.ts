// One connection to upsd: a question at a time, its lines until the last one. Whatever is late or odd ends the connection, so that no
// answer is ever taken for another's.
import { readFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { type DriverClock, LinkError } from "../../gateway/contract/driver.ts";
import type { Connection } from "./connection.ts";
import { isLast, quoted } from "./protocol.ts";

/** More than any UPS has to tell. */
const MOST_LINES = 2000;

const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "link-refused",
  ENOTFOUND: "link-unknown-host",
  EAI_AGAIN: "link-unknown-host",
};

interface Waiting {
  readonly lines: string[];
  readonly resolve: (lines: readonly string[] | null) => void;
  readonly reject: (error: LinkError) => void;
}

export class UpsdClient implements Disposable {
  readonly #socket: Socket;
  readonly #clock: DriverClock;
  readonly #name: string;
  #waiting: Waiting | null = null;

  constructor(socket: Socket, name: string, clock: DriverClock) {
    this.#socket = socket;
    this.#name = name;
    this.#clock = clock;
    createInterface(socket).on("line", (line) => this.#take(line));
    const over = (error?: Error) => this.#waiting?.reject(linkError(name, error));
    socket.on("error", over);
    socket.on("close", () => over());
  }

  /** False once it has ended, which upsd does to whoever says nothing for a minute. */
  get isUsable(): boolean {
    return !this.#socket.destroyed && this.#socket.readable && this.#socket.writable;
  }

  /** All lines of the answer, or null when it did not come in time. Throws LinkError when the connection ends meanwhile. */
  async ask(request: string, timeoutMs: number, signal: AbortSignal): Promise<readonly string[] | null> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[] | null>();
    this.#waiting = { lines: [], resolve, reject };
    const giveUp = () => {
      this.#socket.destroy();
      resolve(null);
    };
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    using _deadline = this.#clock.after(timeoutMs, giveUp);
    this.#socket.write(`${request}\n`);
    try {
      return await promise;
    } finally {
      this.#waiting = null;
      signal.removeEventListener("abort", giveUp);
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #take(line: string): void {
    const waiting = this.#waiting;
    if (waiting === null || waiting.lines.length === MOST_LINES) {
      this.#socket.destroy();
      waiting?.reject(new LinkError("link-garbled", `${this.#name} says what nobody asked`));
      return;
    }
    waiting.lines.push(line);
    if (isLast(line)) waiting.resolve(waiting.lines);
  }
}

/** Connects and signs in where that is configured. Throws LinkError. */
export async function openUpsd(connection: Connection, clock: DriverClock, signal: AbortSignal): Promise<UpsdClient> {
  const { host, port, timeoutMs, signIn } = connection;
  const name = `upsd at ${host}:${port}`;
  const password = signIn === null ? "" : await passwordIn(signIn.passwordFile);
  const socket = await connected(name, connection, clock, signal);
  const client = new UpsdClient(socket, name, clock);
  if (signIn === null) return client;
  for (const request of [`USERNAME ${quoted(signIn.username)}`, `PASSWORD ${quoted(password)}`]) {
    const [answer = "no answer"] = (await client.ask(request, timeoutMs, signal)) ?? [];
    if (answer === "OK") continue;
    client[Symbol.dispose]();
    // The request itself is not repeated: it may be the password.
    throw new LinkError(
      "link-sign-in",
      `${name} refuses ${signIn.username} (${answer}): correct username and passwordFile`,
    );
  }
  return client;
}

async function connected(
  name: string,
  { host, port, timeoutMs }: Connection,
  clock: DriverClock,
  signal: AbortSignal,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host, port, keepAlive: true, noDelay: true });
  socket.once("connect", () => resolve(socket));
  socket.once("error", (error) => reject(linkError(name, error)));
  const giveUp = () => {
    socket.destroy();
    reject(new LinkError("link-timeout", `${name} does not take the connection within ${timeoutMs} ms`));
  };
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp, { once: true });
  using _deadline = clock.after(timeoutMs, giveUp);
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

async function passwordIn(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new LinkError("link-sign-in", `${file} cannot be read: put the password of upsd.users into it`, { cause });
  }
}

function linkError(name: string, error?: NodeJS.ErrnoException): LinkError {
  const code = CODES[error?.code ?? ""] ?? "link-reset";
  const why = error === undefined ? "ended the connection" : `cannot be used (${error.code ?? error.message})`;
  return new LinkError(code, `${name} ${why}`, { cause: error });
}
