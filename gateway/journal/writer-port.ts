// The main thread's end of the writer thread: one request after the other, each answered once, in order.
import { Worker } from "node:worker_threads";
import type { WriterAnswer, WriterData, WriterRequest } from "./writer-protocol.ts";

export interface Writer {
  /** Sends a request; `done` is called with its answer, in the order of sending. */
  send(request: WriterRequest, done: (answer: WriterAnswer) => void): void;
  ask(request: WriterRequest): Promise<WriterAnswer>;
  /** Requests that were sent and not yet answered. */
  readonly pending: number;
  terminate(): Promise<void>;
}

/** Starts the writer thread on a journal file whose tables exist. */
export function startWriter(data: WriterData): Writer {
  const worker = new Worker(new URL("./writer.ts", import.meta.url), { workerData: data, name: "journal-writer" });
  const waiting: ((answer: WriterAnswer) => void)[] = [];
  let ended: string | null = null;
  const failAll = (message: string) => {
    ended ??= message;
    for (const done of waiting.splice(0)) done({ ok: false, tookMs: 0, code: null, message });
  };
  worker.on("message", (answer: WriterAnswer) => waiting.shift()?.(answer));
  worker.on("error", (error) =>
    failAll(`the writer thread stopped: ${error instanceof Error ? error.message : String(error)}`),
  );
  worker.on("exit", () => failAll("the writer thread has ended"));
  const send: Writer["send"] = (request, done) => {
    if (ended !== null) {
      const message = ended;
      queueMicrotask(() => done({ ok: false, tookMs: 0, code: null, message }));
      return;
    }
    waiting.push(done);
    worker.postMessage(request, request.op === "commit" ? [request.readings.numbers.buffer] : []);
  };
  return {
    send,
    ask: (request) => new Promise((resolve) => send(request, resolve)),
    get pending() {
      return waiting.length;
    },
    terminate: async () => {
      await worker.terminate();
    },
  };
}
