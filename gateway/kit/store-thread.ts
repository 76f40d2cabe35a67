// The thread behind writer-thread.ts: opens each store's file, checks and migrates it, runs its groups of writes. Never imported.
import { closeSync, openSync } from "node:fs";
import { type MessagePort, parentPort } from "node:worker_threads";
import { systemClock } from "./clock.ts";
import { GatewayError, messageOf } from "./errors.ts";
import { migrate } from "./migrations.ts";
import { type Database, openDatabase, pragma, sqliteCode } from "./sqlite.ts";
import {
  type FromThread,
  type StoreModule,
  type ToThread,
  unavailable,
  type WireError,
  type WriteResult,
} from "./store-worker.ts";
import { lookAfter } from "./watchdog-look.ts";
import type { StoreSettings, ToWriterThread } from "./writer-thread.ts";

// SQLite's primary result codes (sqlite.org/rescode.html) that decide what becomes of the store.
const BUSY = 5;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;

parentPort?.on("message", (message: ToWriterThread) => {
  if (message.do === "watch") return lookAfter(message.watch, systemClock);
  serve(message.settings, message.port).catch((error: unknown) => {
    // A module that cannot be loaded is a fault of this program: the thread ends, and every store in it says so.
    setImmediate(() => {
      throw error;
    });
  });
});

/** One store, from its port's first message to its last. */
async function serve({ file, module }: StoreSettings, port: MessagePort): Promise<void> {
  const { store }: { store: StoreModule } = await import(module);
  const tell = (message: FromThread) => port.postMessage(message);
  const db = open(file, store, tell);
  if (db === null) return port.close();
  port.on("message", (message: ToThread) => {
    if (message.do === "writes") return tell(runGroup(file, store, db, message.writes));
    if (db.isOpen) db.close();
    port.close();
  });
}

function open(file: string, store: StoreModule, tell: (message: FromThread) => void): Database | null {
  let opened: Database | null = null;
  try {
    // For its owner only: it may hold password hashes. SQLite gives its -wal and -shm files the same rights.
    closeSync(openSync(file, "a", 0o600));
    opened = openDatabase(file);
    if (store.checkAtStart) check(file, store, opened);
    const migrated = migrate(opened, file, store.migrations);
    tell({ is: "open", migrated });
    return opened;
  } catch (error) {
    if (opened?.isOpen) opened.close();
    tell({ is: "failed", error: failureOf(file, store, error), fatal: true });
    return null;
  }
}

/** Reads the whole file. Throws GatewayError `store-corrupt` with what is wrong. */
function check(file: string, store: StoreModule, opened: Database): void {
  const verdict = pragma(opened, "quick_check");
  if (verdict !== "ok") throw corrupt(file, store, String(verdict));
  const orphan = opened.prepare("PRAGMA foreign_key_check").get();
  if (orphan === undefined) return;
  throw corrupt(file, store, `a row of ${orphan.table} refers to a missing row of ${orphan.parent}`);
}

function corrupt(file: string, { corruptRemedy }: StoreModule, why: string): GatewayError {
  return new GatewayError("store-corrupt", `${file} is damaged: ${why}`, corruptRemedy);
}

type Group = Extract<ToThread, { do: "writes" }>["writes"];

function runGroup(file: string, store: StoreModule, db: Database, writes: Group): FromThread {
  try {
    db.exec("BEGIN IMMEDIATE");
    const results = writes.map((write) => runOne(file, store, db, write));
    db.exec("COMMIT");
    return { is: "results", results };
  } catch (error) {
    const code = primaryCode(error);
    // A full disk or a lock that somebody else holds passes; after any other failure (fsync above all) the connection is not to be trusted.
    const fatal = code !== FULL && code !== BUSY;
    if (fatal) db.close();
    else if (db.isTransaction) db.exec("ROLLBACK");
    return { is: "failed", error: failureOf(file, store, error), fatal };
  }
}

/** One write between savepoints. Throws only what spoils the whole group. */
function runOne(file: string, store: StoreModule, db: Database, { name, args }: Group[number]): WriteResult {
  const write = store.writes[name];
  if (write === undefined) return { ok: false, error: unavailable(file, `it has no write "${name}"`) };
  db.exec("SAVEPOINT one");
  try {
    // store-worker.ts lets callers pass only what this write takes.
    const value = write(db, args as never);
    db.exec("RELEASE one");
    return { ok: true, value };
  } catch (error) {
    const code = primaryCode(error);
    const ofThisWriteOnly = code === null || code === 1 || code === 19 || code === 20 || code === 25;
    if (!ofThisWriteOnly || !db.isTransaction) throw error;
    db.exec("ROLLBACK TO one; RELEASE one");
    return { ok: false, error: failureOf(file, store, error) };
  }
}

function primaryCode(error: unknown): number | null {
  const code = sqliteCode(error);
  return code === null ? null : code & 0xff;
}

function failureOf(file: string, store: StoreModule, error: unknown): WireError {
  if (error instanceof GatewayError) {
    const { code, message, remedy, words } = error;
    return { code, message, remedy, words };
  }
  const code = primaryCode(error);
  if (code === CORRUPT || code === NOT_A_DATABASE) {
    const { message, remedy } = corrupt(file, store, messageOf(error));
    return { code: "store-corrupt", message, remedy, words: null };
  }
  return unavailable(file, messageOf(error));
}
