// A store whose only writing connection lives in a thread of its own: named writes, run in order, grouped into one commit while another one runs.
// Nothing here waits for the disk on the caller's thread; what is read there goes through a read-only connection or the caller's own memory.
import type { MessagePort } from "node:worker_threads";
import { GatewayError, type Words } from "./errors.ts";
import type { Migrated, Migration } from "./migrations.ts";
import { type Database, openDatabase } from "./sqlite.ts";
import { startWriterThread, type WriterThread } from "./writer-thread.ts";

/** One named write: runs in the thread, inside the group's transaction. What it throws undoes this write only. */
export type Write<A, R> = (db: Database, args: A) => R;
export type Writes = Readonly<Record<string, Write<never, unknown>>>;

/** What a store's module exports as `store`; loaded by the thread, so its imports must start nothing. */
export interface StoreModule {
  readonly migrations: readonly Migration[];
  readonly writes: Writes;
  /** True reads the whole file at start (`quick_check` and foreign keys); for files that are the truth and stay small. */
  readonly checkAtStart: boolean;
  /** What to do when the file is corrupt, one sentence. */
  readonly corruptRemedy: string;
}

/** An error on its way between threads. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly words: Words | null;
}
export type ToThread =
  | { readonly do: "writes"; readonly writes: readonly { readonly name: string; readonly args: unknown }[] }
  | { readonly do: "close" };
export type WriteResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError };
export type FromThread =
  | { readonly is: "open"; readonly migrated: Migrated }
  | { readonly is: "results"; readonly results: readonly WriteResult[] }
  /** `fatal`: nothing can be written any more until the process starts again. */
  | { readonly is: "failed"; readonly error: WireError; readonly fatal: boolean };

export interface Store<W extends Writes> extends AsyncDisposable {
  readonly migrated: Migrated;
  /** Reads what is committed; never write through it. */
  readonly reader: Database;
  /**
   * Runs a named write. After its commit `apply` gets the result, in the order of commits and before anything else happens
   * on this thread, so that memory can follow the file exactly; its value is the promise's.
   */
  write<N extends keyof W & string, T>(
    name: N,
    args: Parameters<W[N]>[1],
    apply: (result: ReturnType<W[N]>) => T,
  ): Promise<T>;
}

export interface StoreOptions {
  readonly file: string;
  /** Where the StoreModule is: `new URL("./store.ts", import.meta.url)`. */
  readonly module: URL;
  /** The thread to write in, shared with other stores; absent: one of its own, which ends with it. */
  readonly thread?: WriterThread | undefined;
  /** Called once when the store cannot go on (disk failed, thread died): the process should end with exit code 70. */
  readonly onFailed: (error: GatewayError) => void;
}

/** Opens (and if need be makes or migrates) the file. Throws GatewayError `store-corrupt`, `store-newer`, `store-unavailable`. */
export async function openStore<W extends Writes>(options: StoreOptions): Promise<Store<W>> {
  const { file, module } = options;
  const writer = options.thread ?? startWriterThread();
  const own = options.thread === undefined ? writer : null;
  const port = writer.connect({ file, module: module.href });
  try {
    const migrated = await opened(port, writer, file);
    return new ThreadStore<W>(options, { port, writer, own }, migrated);
  } catch (error) {
    await own?.[Symbol.asyncDispose]();
    throw error;
  }
}

/** How a store reaches its writing connection. */
interface Wire {
  readonly port: MessagePort;
  readonly writer: WriterThread;
  /** The thread that nobody else uses; null: it is shared. */
  readonly own: WriterThread | null;
}

interface Pending {
  readonly name: string;
  readonly args: unknown;
  settle(result: WriteResult): void;
}

class ThreadStore<W extends Writes> implements Store<W> {
  readonly migrated: Migrated;
  readonly reader: Database;
  readonly #wire: Wire;
  readonly #options: StoreOptions;
  readonly #closed: Promise<void>;
  #waiting: Pending[] = [];
  #running: Pending[] = [];
  #scheduled = false;
  #stopped: WireError | null = null;
  #idle: (() => void) | null = null;

  constructor(options: StoreOptions, wire: Wire, migrated: Migrated) {
    this.#options = options;
    this.#wire = wire;
    this.migrated = migrated;
    this.reader = openDatabase(options.file, { readOnly: true });
    this.#closed = new Promise((resolve) => {
      wire.port.once("close", () => {
        if (this.#stopped === null) this.#fail(unavailable(options.file, threadEnded(wire.writer)));
        resolve();
      });
    });
    wire.port.on("message", (message: FromThread) => this.#receive(message));
  }

  write<N extends keyof W & string, T>(
    name: N,
    args: Parameters<W[N]>[1],
    apply: (result: ReturnType<W[N]>) => T,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const settle = (result: WriteResult) => {
      if (!result.ok) return reject(fromWire(result.error));
      try {
        // The thread ran W[name], so this is what it returned, structured-cloned.
        resolve(apply(result.value as ReturnType<W[N]>));
      } catch (error) {
        reject(error);
      }
    };
    if (this.#stopped !== null) settle({ ok: false, error: this.#stopped });
    else {
      this.#waiting.push({ name, args, settle });
      this.#schedule();
    }
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#waiting.length + this.#running.length > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#idle = resolve;
      await promise;
    }
    if (this.reader.isOpen) this.reader.close();
    this.#stopped ??= unavailable(this.#options.file, "it is closed");
    const close: ToThread = { do: "close" };
    this.#wire.port.postMessage(close);
    await this.#closed;
    await this.#wire.own?.[Symbol.asyncDispose]();
  }

  #schedule(): void {
    if (this.#scheduled || this.#running.length > 0) return;
    this.#scheduled = true;
    // One turn later, so that writes asked for together are committed together.
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#running.length > 0 || this.#waiting.length === 0) return;
      this.#running = this.#waiting;
      this.#waiting = [];
      const group: ToThread = { do: "writes", writes: this.#running.map(({ name, args }) => ({ name, args })) };
      this.#wire.port.postMessage(group);
    });
  }

  #receive(message: FromThread): void {
    if (message.is === "open") return;
    if (message.is === "failed" && message.fatal) {
      this.#fail(message.error);
      return;
    }
    const done = this.#running;
    this.#running = [];
    for (const [i, pending] of done.entries()) {
      const result: WriteResult | undefined =
        message.is === "results" ? message.results[i] : { ok: false, error: message.error };
      pending.settle(result ?? { ok: false, error: unavailable(this.#options.file, "its thread lost a result") });
    }
    if (this.#waiting.length > 0) this.#schedule();
    else this.#idle?.();
  }

  #fail(error: WireError): void {
    if (this.#stopped !== null) return;
    this.#stopped = error;
    const lost = [...this.#running, ...this.#waiting];
    this.#running = [];
    this.#waiting = [];
    for (const pending of lost) pending.settle({ ok: false, error });
    this.#idle?.();
    this.#options.onFailed(fromWire(error));
  }
}

/** Waits for the thread's first word about the store; the port is closed when this throws. */
function opened(port: MessagePort, writer: WriterThread, file: string): Promise<Migrated> {
  return new Promise((resolve, reject) => {
    const settle = (work: () => void) => {
      port.off("message", onMessage);
      port.off("close", onClose);
      work();
    };
    const onMessage = (message: FromThread) => {
      if (message.is === "open") settle(() => resolve(message.migrated));
      else if (message.is === "failed") settle(() => reject(fromWire(message.error)));
    };
    const onClose = () => settle(() => reject(fromWire(unavailable(file, threadEnded(writer)))));
    port.on("message", onMessage);
    port.on("close", onClose);
  });
}

function threadEnded(writer: WriterThread): string {
  return `its thread ended: ${writer.trouble ?? "nobody knows why"}`;
}

function fromWire(error: WireError): GatewayError {
  return new GatewayError(error.code, error.message, error.remedy, { words: error.words });
}

/** The words for a store that does not take writes. */
export function unavailable(file: string, why: string): WireError {
  return {
    code: "store-unavailable",
    message: `${file} cannot be written: ${why}`,
    remedy: "Check that the disk is not full, not read-only and not failing; then start the gateway again.",
    words: null,
  };
}
