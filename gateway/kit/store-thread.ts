// The thread behind store-worker.ts: opens the file, checks and migrates it, runs groups of writes. Started by `openStore`, never imported.
import { closeSync, openSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { GatewayError, messageOf } from "./errors.ts";
import { migrate } from "./migrations.ts";
import { type Database, openDatabase, pragma, sqliteCode } from "./sqlite.ts";
import {
  type FromThread,
  type StoreModule,
  type ThreadSettings,
  type ToThread,
  unavailable,
  type WireError,
  type WriteResult,
} from "./store-worker.ts";

// SQLite's primary result codes (sqlite.org/rescode.html) that decide what becomes of the store.
const BUSY = 5;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;

const settings: ThreadSettings = workerData;
const { store }: { store: StoreModule } = await import(settings.module);
const db = open();

if (db !== null) {
  parentPort?.on("message", (message: ToThread) => {
    if (message.do === "writes") return runGroup(db, message.writes);
    if (db.isOpen) db.close();
    parentPort?.close();
  });
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}

function open(): Database | null {
  let opened: Database | null = null;
  try {
    // For its owner only: it may hold password hashes. SQLite gives its -wal and -shm files the same rights.
    closeSync(openSync(settings.file, "a", 0o600));
    opened = openDatabase(settings.file);
    if (store.checkAtStart) check(opened);
    const migrated = migrate(opened, settings.file, store.migrations);
    tell({ is: "open", migrated });
    return opened;
  } catch (error) {
    if (opened?.isOpen) opened.close();
    tell({ is: "failed", error: failureOf(error), fatal: true });
    return null;
  }
}

/** Reads the whole file. Throws GatewayError `store-corrupt` with what is wrong. */
function check(opened: Database): void {
  const verdict = pragma(opened, "quick_check");
  if (verdict !== "ok") throw corrupt(String(verdict));
  const orphan = opened.prepare("PRAGMA foreign_key_check").get();
  if (orphan !== undefined) throw corrupt(`a row of ${orphan.table} refers to a missing row of ${orphan.parent}`);
}

function corrupt(why: string): GatewayError {
  return new GatewayError("store-corrupt", `${settings.file} is damaged: ${why}`, store.corruptRemedy);
}

type Group = Extract<ToThread, { do: "writes" }>["writes"];

function runGroup(opened: Database, writes: Group): void {
  try {
    opened.exec("BEGIN IMMEDIATE");
    const results = writes.map((write) => runOne(opened, write));
    opened.exec("COMMIT");
    tell({ is: "results", results });
  } catch (error) {
    const code = primaryCode(error);
    // A full disk or a lock that somebody else holds passes; after any other failure (fsync above all) the connection is not to be trusted.
    const fatal = code !== FULL && code !== BUSY;
    if (fatal) opened.close();
    else if (opened.isTransaction) opened.exec("ROLLBACK");
    tell({ is: "failed", error: failureOf(error), fatal });
  }
}

/** One write between savepoints. Throws only what spoils the whole group. */
function runOne(opened: Database, { name, args }: Group[number]): WriteResult {
  const write = store.writes[name];
  if (write === undefined) return { ok: false, error: unavailable(settings.file, `it has no write "${name}"`) };
  opened.exec("SAVEPOINT one");
  try {
    // store-worker.ts lets callers pass only what this write takes.
    const value = write(opened, args as never);
    opened.exec("RELEASE one");
    return { ok: true, value };
  } catch (error) {
    const code = primaryCode(error);
    const ofThisWriteOnly = code === null || code === 1 || code === 19 || code === 20 || code === 25;
    if (!ofThisWriteOnly || !opened.isTransaction) throw error;
    opened.exec("ROLLBACK TO one; RELEASE one");
    return { ok: false, error: failureOf(error) };
  }
}

function primaryCode(error: unknown): number | null {
  const code = sqliteCode(error);
  return code === null ? null : code & 0xff;
}

function failureOf(error: unknown): WireError {
  if (error instanceof GatewayError) {
    const { code, message, remedy, words } = error;
    return { code, message, remedy, words };
  }
  const code = primaryCode(error);
  if (code === CORRUPT || code === NOT_A_DATABASE) {
    const { message, remedy } = corrupt(messageOf(error));
    return { code: "store-corrupt", message, remedy, words: null };
  }
  return unavailable(settings.file, messageOf(error));
}
