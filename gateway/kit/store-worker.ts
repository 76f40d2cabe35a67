// A store whose only writing connection lives in a thread of its own: named writes, run in order, grouped into one commit while another one runs.
// Nothing here waits for the disk on the caller's thread; what is read there goes through a read-only connection or the caller's own memory.
import { Worker } from "node:worker_threads";
import { GatewayError, type Words } from "./errors.ts";
import type { Migrated, Migration } from "./migrations.ts";
import { type Database, openDatabase } from "./sqlite.ts";

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
export interface ThreadSettings {
  readonly file: string;
  readonly module: string;
}

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
  /** Called once when the store cannot go on (disk failed, thread died): the process should end with exit code 70. */
  readonly onFailed: (error: GatewayError) => void;
}

/** Opens (and if need be makes or migrates) the file. Throws GatewayError `store-corrupt`, `store-newer`, `store-unavailable`. */
export async function openStore<W extends Writes>(options: StoreOptions): Promise<Store<W>> {
  const settings: ThreadSettings = { file: options.file, module: options.module.href };
  const worker = new Worker(new URL("./store-thread.ts", import.meta.url), { workerData: settings });
  const migrated = await opened(worker, options.file);
  return new ThreadStore<W>(options, worker, migrated);
}

interface Pending {
  readonly name: string;
  readonly args: unknown;
  settle(result: WriteResult): void;
}

class ThreadStore<W extends Writes> implements Store<W> {
  readonly migrated: Migrated;
  readonly reader: Database;
  readonly #worker: Worker;
  readonly #options: StoreOptions;
  readonly #exited: Promise<void>;
  #waiting: Pending[] = [];
  #running: Pending[] = [];
  #scheduled = false;
  #stopped: WireError | null = null;
  #idle: (() => void) | null = null;

  constructor(options: StoreOptions, worker: Worker, migrated: Migrated) {
    this.#options = options;
    this.#worker = worker;
    this.migrated = migrated;
    this.reader = openDatabase(options.file, { readOnly: true });
    this.#exited = new Promise((resolve) => {
      worker.once("exit", (code) => {
        if (this.#stopped === null) this.#fail(unavailable(options.file, `its thread ended (${code})`));
        resolve();
      });
    });
    worker.on("message", (message: FromThread) => this.#receive(message));
    worker.on("error", (error) => this.#fail(unavailable(options.file, error.message)));
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
    this.#worker.postMessage(close);
    await this.#exited;
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
      this.#worker.postMessage(group);
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

/** Waits for the thread's first message; the thread has ended when this throws. */
function opened(worker: Worker, file: string): Promise<Migrated> {
  return new Promise((resolve, reject) => {
    const settle = (work: () => void) => {
      worker.off("message", onMessage);
      worker.off("error", onError);
      work();
    };
    const onMessage = (message: FromThread) => {
      if (message.is === "open") settle(() => resolve(message.migrated));
      else if (message.is === "failed") settle(() => reject(fromWire(message.error)));
    };
    const onError = (error: Error) => settle(() => reject(fromWire(unavailable(file, error.message))));
    worker.on("message", onMessage);
    worker.on("error", onError);
  });
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
