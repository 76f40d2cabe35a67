// A thread in which stores write. Each has its own file, connection and message port there; they share only the memory that a thread costs.
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { Watch } from "./watchdog-look.ts";

/** Which file a store writes, and the module that says how. */
export interface StoreSettings {
  readonly file: string;
  readonly module: string;
}

export type ToWriterThread =
  | { readonly do: "connect"; readonly settings: StoreSettings; readonly port: MessagePort }
  | { readonly do: "watch"; readonly watch: Watch };

export interface WriterThread extends AsyncDisposable {
  /** Has the thread open a store; the port speaks store-worker.ts's messages and closes when the store or the thread has ended. */
  connect(settings: StoreSettings): MessagePort;
  /** Has the thread look whether this one still turns. */
  watch(watch: Watch): void;
  /** What ended the thread; null while it runs. */
  readonly trouble: string | null;
}

/** Starts the thread. Dispose it after its stores: what they have not written by then is lost. */
export function startWriterThread(): WriterThread {
  const worker = new Worker(new URL("./store-thread.ts", import.meta.url), { name: "stores" });
  let trouble: string | null = null;
  const ports = new Set<MessagePort>();
  worker.on("error", (error) => {
    trouble = error.message;
  });
  worker.once("exit", (code) => {
    trouble ??= `it ended (${code})`;
    for (const port of ports) port.close();
  });
  return {
    connect: (settings) => {
      const { port1, port2 } = new MessageChannel();
      ports.add(port1);
      port1.once("close", () => ports.delete(port1));
      if (trouble !== null) port1.close();
      const connect: ToWriterThread = { do: "connect", settings, port: port2 };
      worker.postMessage(connect, [port2]);
      return port1;
    },
    watch: (watch) => {
      const message: ToWriterThread = { do: "watch", watch };
      worker.postMessage(message);
    },
    get trouble() {
      return trouble;
    },
    [Symbol.asyncDispose]: async () => {
      await worker.terminate();
    },
  };
}
