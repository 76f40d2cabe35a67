// One command at a time over an AT port: its answer told apart from news, its time limited, and both sides in step again after silence.
import { LinkError } from "../../contract/driver.ts";
import type { Clock } from "../../kit/clock.ts";
import { lines } from "./lines.ts";
import { endOf, isNews, type Reply } from "./reply.ts";

/** What carries the bytes. */
export interface Port extends AsyncDisposable {
  write(bytes: Buffer): void;
}

/** Opens a port whose bytes and end are told. */
export type OpenPort = (listener: { came(bytes: Buffer): void; ended(error: LinkError): void }) => Promise<Port>;

export interface CommandOptions {
  readonly timeoutMs?: number;
  /** Sent when the modem prompts, followed by Ctrl-Z. */
  readonly body?: string;
}

export interface Dialogue extends AsyncDisposable {
  /** Rejects with LinkError when the port is gone, or the modem says nothing any more. Never call it before the last one has ended. */
  command(text: string, options?: CommandOptions): Promise<Reply>;
  /** Hears what nobody asked for, until disposed. */
  hear(heard: (line: string) => void): Disposable;
  /** Aborted with the error once the port has gone. */
  readonly gone: AbortSignal;
  /** True once the modem has started anew: all that was set is lost. */
  readonly hasRestarted: boolean;
}

/** How long answers are waited for. */
export interface DialoguePatience {
  /** Longer than the longest that manuals name for an ordinary command (9 s). */
  readonly replyMs: number;
  /** Silence after which nothing is on its way any more. */
  readonly quietMs: number;
}

const QUIET_TRIES = 12;
const STEP_TRIES = 3;
const ESCAPE = "\u001b";
const CTRL_Z = "\u001a";
/** What modems say when they come up (SIMCom and Quectel). */
const STARTED = /^(?:RDY$|START$|\*ATREADY)/;

interface Running {
  readonly text: string;
  readonly body: string | undefined;
  readonly lines: string[];
  readonly settle: (reply: Reply) => void;
}

/** Begins a dialogue: whatever the modem was doing is cancelled. */
export async function openDialogue(
  open: OpenPort,
  clock: Clock,
  { replyMs, quietMs }: DialoguePatience,
): Promise<Dialogue> {
  const split = lines();
  const hearers = new Set<(line: string) => void>();
  const going = new AbortController();
  let running: Running | null = null;
  let lastMs = clock.monotonic();
  let isInStep = false;
  let echoIsOff = false;
  let hasRestarted = false;

  function take(line: string): void {
    const now = running;
    if (now !== null && (line === now.text || line === now.body)) {
      hasRestarted ||= echoIsOff;
      return;
    }
    const end = now === null ? null : endOf(line, now.text);
    if (line === ">") prompted(now);
    else if (now === null || (end === null && isNews(line, now.text))) tell(line);
    else if (end === null) now.lines.push(line);
    else now.settle(end.is === "ok" ? { is: "ok", lines: now.lines } : end);
  }

  function prompted(now: Running | null): void {
    // A prompt that nobody waits for would swallow the next command.
    if (now?.body === undefined) port.write(Buffer.from(ESCAPE));
    else port.write(Buffer.from(`${now.body}${CTRL_Z}`, "latin1"));
  }

  function tell(line: string): void {
    hasRestarted ||= echoIsOff && STARTED.test(line);
    for (const heard of hearers) heard(line);
  }

  async function ask(text: string, { timeoutMs = replyMs, body }: CommandOptions): Promise<Reply> {
    going.signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const onGone = () => reject(going.signal.reason);
    going.signal.addEventListener("abort", onGone, { once: true });
    using _deadline = clock.after(timeoutMs, () => resolve({ is: "silent" }));
    running = { text, body, lines: [], settle: resolve };
    port.write(Buffer.from(`${text}\r`, "latin1"));
    try {
      return await promise;
    } finally {
      running = null;
      going.signal.removeEventListener("abort", onGone);
    }
  }

  async function quiet(): Promise<void> {
    for (let i = 0; i < QUIET_TRIES; i++) {
      const left = lastMs + quietMs - clock.monotonic();
      if (left <= 0) return;
      await clock.sleep(left, going.signal);
    }
  }

  /** Late answers must not be taken for those of the next command: nothing is sent before all is quiet and `AT` was answered. */
  async function getInStep(): Promise<void> {
    for (let i = 0; i < STEP_TRIES; i++) {
      port.write(Buffer.from(ESCAPE));
      lastMs = clock.monotonic();
      await quiet();
      const reply = await ask("AT", { timeoutMs: replyMs / STEP_TRIES });
      await quiet();
      if (reply.is === "ok") {
        isInStep = true;
        return;
      }
    }
    throw new LinkError("modem-silent", "the modem does not answer AT: it hangs, or this is not its AT port");
  }

  const port = await open({
    came(bytes) {
      lastMs = clock.monotonic();
      for (const line of split.take(bytes)) take(line);
    },
    ended: (error) => going.abort(error),
  });
  return {
    async command(text, options = {}) {
      if (!isInStep) await getInStep();
      const reply = await ask(text, options);
      if (reply.is === "silent") isInStep = false;
      if (text === "ATE0" && reply.is === "ok") echoIsOff = true;
      return reply;
    },
    hear(heard) {
      hearers.add(heard);
      return { [Symbol.dispose]: () => void hearers.delete(heard) };
    },
    gone: going.signal,
    get hasRestarted() {
      return hasRestarted;
    },
    [Symbol.asyncDispose]: () => port[Symbol.asyncDispose](),
  };
}
