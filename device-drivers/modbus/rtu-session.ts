// The frames of a serial line over any wire: silence between them, the answer found among what comes, and nothing that came late taken
// for an answer. After a time-out the line is kept; only a wire on which nothing at all is heard is opened anew.
import { type DriverClock, LinkError } from "../../gateway/contract/driver.ts";
import { openSerialPort } from "../../gateway/kit/serial/port.ts";
import { nameOf, type SerialTarget, type SocketTarget } from "./connection.ts";
import type { Answer, Exchange, Session, WireListener } from "./exchange.ts";
import type { Request } from "./frame.ts";
import { answerIn, rtuAnswerBytesOf, rtuFaultOf, rtuFrameOf } from "./rtu-frame.ts";
import { timingOf } from "./rtu-timing.ts";
import { openSocketWire } from "./socket.ts";

/** By unit: until when (monotonic) an answer may still come that nobody waits for any more. It outlives the session: the line does, too. */
export type LateAnswers = Map<number, number>;

export interface RtuOptions {
  readonly target: SocketTarget | SerialTarget;
  readonly timeoutMs: number;
  readonly turnaroundMs: number | null;
  readonly lateUntil: LateAnswers;
  readonly clock: DriverClock;
}

/** More than an answer with its echo and some noise can have; whoever sends more is not listened to. */
const MOST_BYTES = 1024;
/** After so many requests in a row without a byte the wire itself is in doubt. */
const MOST_SILENT = 3;
/** What is not an answer yet gets so long to become one: adapters and serial servers hand bytes on in pieces. */
const GAP_MS = 150;
/** A line on which somebody else speaks for so many times the timeout cannot be used. */
const BUSY_TIMEOUTS = 2;

/** Opens the wire, or throws LinkError. */
export async function openRtuSession(options: RtuOptions, signal: AbortSignal): Promise<Session> {
  const { target, timeoutMs, lateUntil, clock } = options;
  const { silenceMs, byteMs } = timingOf(target, options.turnaroundMs);
  let bytes = Buffer.alloc(0);
  let firstMs: number | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  let hear: (() => void) | null = null;
  let settle: ((answer: Answer) => void) | null = null;
  let endedBy: LinkError | null = null;
  let silentInARow = 0;
  /** Half-duplex adapters hear themselves; known after the first read that was answered. */
  let echoes: boolean | null = null;
  const listener: WireListener = {
    came(chunk) {
      lastMs = clock.monotonic();
      if (settle === null) return;
      firstMs ??= clock.now();
      if (bytes.length + chunk.length > MOST_BYTES)
        settle({ is: "garbled", what: `more than ${MOST_BYTES} bytes came` });
      else bytes = Buffer.concat([bytes, chunk]);
      hear?.();
    },
    ended(error) {
      endedBy = error;
      settle?.({ is: "cut", error });
    },
  };
  const wire =
    target.kind === "serial"
      ? await openSerialPort(target, clock, signal, listener)
      : await openSocketWire(target, timeoutMs, clock, signal, listener);

  /** Waits until the line is silent and no late answer of the unit can come. Throws when nothing can be sent. */
  const quiet = async (unit: number, stop: AbortSignal): Promise<void> => {
    const check = () => {
      stop.throwIfAborted();
      if (endedBy !== null) throw endedBy;
    };
    const lateMs = (lateUntil.get(unit) ?? 0) - clock.monotonic();
    if (lateMs > 0) await clock.sleep(Math.ceil(lateMs), stop);
    const giveUpMs = clock.monotonic() + timeoutMs * BUSY_TIMEOUTS;
    for (;;) {
      check();
      const nowMs = clock.monotonic();
      const waitMs = lastMs + silenceMs - nowMs;
      if (waitMs <= 0) return;
      if (nowMs > giveUpMs)
        throw new LinkError("link-noise", `${nameOf(target)}: somebody else speaks on the line all the time`);
      await clock.sleep(Math.ceil(waitMs), stop);
    }
  };

  const hasEcho = (frame: Buffer) => echoes !== false && bytes.subarray(0, frame.length).equals(frame);
  const withoutEcho = (frame: Buffer) => (hasEcho(frame) ? bytes.subarray(frame.length) : bytes);

  /** What the bytes so far are to this request, with our own echo taken off; null: more must come. */
  const heard = (request: Request, frame: Buffer): Answer | null => {
    // Of a write the answer looks like the echo; who was heard to echo before must send it twice.
    const isRead = "count" in request;
    if (hasEcho(frame) && (isRead || echoes === true || request.function === 16)) {
      const answer = answerIn(request, bytes.subarray(frame.length));
      if (answer !== null) echoes = true;
      return answer === null ? null : { is: "answered", raw: answer };
    }
    const answer = answerIn(request, bytes);
    if (answer === null) return null;
    if (isRead) echoes ??= false;
    return { is: "answered", raw: answer };
  };

  const exchange = async (request: Request, withinMs: number, stop: AbortSignal): Promise<Exchange> => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const frame = rtuFrameOf(request);
    const result = (answer: Answer) => ({ answer, atMs: firstMs ?? clock.now(), received: bytes });
    await quiet(request.unit, stop);
    bytes = Buffer.alloc(0);
    firstMs = null;
    const deadlineMs = withinMs + (frame.length + rtuAnswerBytesOf(request)) * byteMs;
    const gap: { timer?: Disposable | undefined } = {};
    const giveUp = () => {
      const what = rtuFaultOf(request, withoutEcho(frame));
      resolve(what === null ? { is: "silent" } : { is: "garbled", what });
    };
    settle = resolve;
    hear = () => {
      gap.timer?.[Symbol.dispose]();
      const answer = heard(request, frame);
      if (answer !== null) resolve(answer);
      // As much as an answer has, and it is none: nobody needs to wait for the deadline.
      else if (rtuFaultOf(request, withoutEcho(frame)) !== null) gap.timer = clock.after(GAP_MS, giveUp);
    };
    using _deadline = clock.after(deadlineMs, giveUp);
    stop.addEventListener("abort", giveUp, { once: true });
    try {
      wire.write(frame);
      const answer = await promise;
      silentInARow = bytes.length === 0 ? silentInARow + 1 : 0;
      if (answer.is === "answered") lateUntil.delete(request.unit);
      else lateUntil.set(request.unit, clock.monotonic() + withinMs);
      return result(answer);
    } finally {
      lastMs = Math.max(lastMs, clock.monotonic());
      settle = null;
      hear = null;
      gap.timer?.[Symbol.dispose]();
      stop.removeEventListener("abort", giveUp);
    }
  };
  return {
    get isUsable() {
      return silentInARow < MOST_SILENT && wire.isUsable;
    },
    exchange,
    [Symbol.asyncDispose]: () => Promise.resolve(wire[Symbol.asyncDispose]()),
  };
}
