// Modbus TCP: one connection, used until anything goes wrong and then thrown away. Every wait ends: by the answer, our own deadline,
// the end of the connection, or the caller's signal.
import type { DriverClock } from "../../gateway/contract/driver.ts";
import type { SocketTarget } from "./connection.ts";
import type { Answer, Exchange, Session } from "./exchange.ts";
import type { Request } from "./frame.ts";
import { connected, isOpen, linkErrorOf } from "./socket.ts";
import { answerOf, isWholeFrame, tcpFaultOf, tcpFrameOf } from "./tcp-frame.ts";

/** More than one answer can have; whoever sends more is not listened to. */
const MOST_BYTES = 4096;
const MOST_TRANSACTION = 0xffff;
const NOTHING = Buffer.alloc(0);

/** Opens the connection, or throws LinkError. */
export async function openTcpSession(
  target: SocketTarget,
  deadlineMs: number,
  clock: DriverClock,
  signal: AbortSignal,
): Promise<Session> {
  const socket = await connected(target, deadlineMs, clock, signal);
  let received: Buffer = NOTHING;
  let firstMs: number | null = null;
  let transaction = 0;
  let waiting: { readonly request: Request; readonly end: (answer: Answer) => void } | null = null;
  let inDoubt = false;
  socket.on("data", (chunk: Buffer) => {
    if (waiting === null) {
      inDoubt = true;
      return;
    }
    firstMs ??= clock.now();
    if (received.length + chunk.length > MOST_BYTES) {
      waiting.end({ is: "garbled", what: `more than ${MOST_BYTES} bytes came` });
      return;
    }
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    // What answers another transaction is not waited for and not taken; our own answer may still not come behind it.
    if (!isWholeFrame(received, transaction)) return;
    const what = tcpFaultOf(waiting.request, received);
    waiting.end(what === null ? { is: "answered", raw: answerOf(received) } : { is: "garbled", what });
  });
  const over = (error?: Error) => waiting?.end({ is: "cut", error: linkErrorOf(target, error) });
  socket.on("error", over);
  socket.on("end", () => over());
  socket.on("close", () => over());
  // Some devices take one connection more than they serve, and end it at once; that is known a turn later.
  await clock.sleep(0, signal);
  if (!isOpen(socket) || signal.aborted) {
    socket.destroy();
    signal.throwIfAborted();
    throw linkErrorOf(target);
  }

  const exchange = async (request: Request, withinMs: number, stop: AbortSignal): Promise<Exchange> => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    received = NOTHING;
    firstMs = null;
    transaction = transaction === MOST_TRANSACTION ? 1 : transaction + 1;
    waiting = { request, end: resolve };
    using _deadline = clock.after(withinMs, () => resolve({ is: "silent" }));
    const onAbort = () => resolve({ is: "silent" });
    stop.addEventListener("abort", onAbort, { once: true });
    try {
      socket.write(tcpFrameOf(request, transaction));
      const answer = await promise;
      // An answer that comes late, or the rest of one, must not be taken for the next.
      if (answer.is !== "answered") inDoubt = true;
      return { answer, atMs: firstMs ?? clock.now(), received };
    } finally {
      waiting = null;
      stop.removeEventListener("abort", onAbort);
    }
  };
  return {
    get isUsable() {
      return !inDoubt && isOpen(socket);
    },
    exchange,
    [Symbol.asyncDispose]: async () => void socket.destroy(),
  };
}
