// Decides at start which journal file to use: the one that is there, or a new one after setting a damaged or outdated one aside.
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../kit/clock.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { migrate } from "../kit/migrations.ts";
import { type Database, openDatabase, sqliteCode } from "../kit/sqlite.ts";
import { JOURNAL_MIGRATIONS } from "./schema.ts";
import { fileProblem, tailProblem } from "./verify.ts";
import { readWitness, WITNESS } from "./witness.ts";

/** Files up to this size are checked in full before the start goes on: less than a second. */
const CHECK_AT_ONCE_BYTES = 64 * 1024 * 1024;
const EPOCH_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";

/** What `system.began` tells (contract §4). */
export interface Began {
  readonly previous: string | null;
  readonly reason: "first" | "corrupt" | "restored";
}

export interface JournalFile {
  readonly path: string;
  readonly epoch: string;
  /** Set while the file has no entry yet. */
  readonly began: Began | null;
  /** The whole file is still to be checked, in the background. */
  readonly checkDue: boolean;
}

function newEpoch(): string {
  return [...randomBytes(8)].map((byte) => EPOCH_LETTERS[byte % EPOCH_LETTERS.length]).join("");
}

/** Left by a running gateway that found damage: the next start checks the whole file before using it. */
function suspectMark(folder: string): string {
  return join(folder, "journal.suspect");
}

export function markSuspect(folder: string, why: string): void {
  writeFileSync(suspectMark(folder), `${why}\n`, { mode: 0o600 });
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}

function setAside(folder: string, path: string, word: string, clock: Clock): string {
  const stamp = new Date(clock.now()).toISOString().replace(/[-:]/g, "").replace(/\..*/, "Z");
  let target = join(folder, `journal.${word}-${stamp}.db`);
  for (let n = 2; existsSync(target); n++) target = join(folder, `journal.${word}-${stamp}-${n}.db`);
  for (const end of ["", "-wal", "-shm"]) if (existsSync(path + end)) renameSync(path + end, target + end);
  syncFolder(folder);
  return target;
}

function metaOf(db: Database, key: string): unknown {
  return db.prepare("SELECT value FROM meta WHERE key = ?").get(key)?.value;
}

interface Inspection {
  readonly epoch: string | null;
  readonly head: number;
  /** Why the file was begun; told by its first entry. */
  readonly reason: unknown;
  readonly previous: unknown;
  readonly clean: boolean;
  readonly problem: string | null;
  readonly bytes: number;
}

function damaged(error: unknown): Inspection {
  return { epoch: null, head: 0, reason: null, previous: null, clean: false, problem: messageOf(error), bytes: 0 };
}

/** Opens an existing file, brings its tables up to date and looks at it. Damage is an answer, not an exception. */
function inspect(path: string, suspect: boolean): Inspection {
  let db: Database;
  try {
    db = openDatabase(path);
  } catch (error) {
    if (isDamage(error)) return damaged(error);
    throw error;
  }
  try {
    migrate(db, path, JOURNAL_MIGRATIONS, { backup: "none" });
    const epoch = metaOf(db, "epoch");
    const clean = metaOf(db, "clean") === 1;
    const heads = db.prepare("SELECT (SELECT max(seq) FROM reading) AS r, (SELECT max(seq) FROM entry) AS e").get();
    const head = Math.max(Number(heads?.r ?? 0), Number(heads?.e ?? 0), Number(metaOf(db, "savedSeq") ?? 0));
    const bytes = Number(
      Object.values(
        db.prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").get() ?? {},
      )[0],
    );
    let problem = typeof epoch === "string" ? null : "it has no epoch";
    if (problem === null && (!clean || suspect)) {
      problem = tailProblem(db);
      if (problem === null && (suspect || bytes <= CHECK_AT_ONCE_BYTES)) problem = fileProblem(path);
    }
    const [reason, previous] = [metaOf(db, "reason"), metaOf(db, "previous")];
    return { epoch: typeof epoch === "string" ? epoch : null, head, reason, previous, clean, problem, bytes };
  } catch (error) {
    if (error instanceof GatewayError && error.cause === undefined) throw error;
    if (error instanceof GatewayError || isDamage(error)) {
      return damaged(error);
    }
    throw error;
  } finally {
    db.close();
  }
}

/** SQLITE_CORRUPT, SQLITE_NOTADB, or a generic error that a mangled schema gives. */
function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== null && [1, 11, 26].includes(code & 0xff);
}

function create(path: string, epoch: string, began: Began): void {
  const db = openDatabase(path);
  try {
    db.exec("PRAGMA auto_vacuum=INCREMENTAL; VACUUM;");
    migrate(db, path, JOURNAL_MIGRATIONS, { backup: "none" });
    const put = db.prepare("INSERT OR REPLACE INTO meta VALUES(?,?)");
    put.run("epoch", epoch);
    put.run("previous", began.previous);
    put.run("reason", began.reason);
  } finally {
    db.close();
  }
}

/** A stop came between making the file and its first entry. */
function beganOf(found: Inspection): Began {
  const reason = found.reason === "corrupt" || found.reason === "restored" ? found.reason : "first";
  return { previous: typeof found.previous === "string" ? found.previous : null, reason };
}

/** Finds or makes the journal file of a data folder, which must be locked. Throws `store-newer` for a file of a newer version. */
export function prepareFile(folder: string, clock: Clock, log: Log): JournalFile {
  const path = join(folder, "journal.db");
  const witness = readWitness(folder);
  const suspect = existsSync(suspectMark(folder));
  let began: Began;
  if (existsSync(path)) {
    const found = inspect(path, suspect);
    const behind = witness !== null && (found.epoch !== witness.epoch || found.head < witness.head);
    if (found.problem === null && !behind && found.epoch !== null) {
      rmSync(suspectMark(folder), { force: true });
      const empty = found.head === 0 ? beganOf(found) : null;
      return { path, epoch: found.epoch, began: empty, checkDue: !found.clean && found.bytes > CHECK_AT_ONCE_BYTES };
    }
    const reason = found.problem === null ? "restored" : "corrupt";
    const aside = setAside(folder, path, reason, clock);
    const why = found.problem ?? `it ends at ${found.head}, but had come to ${witness?.head} (epoch ${witness?.epoch})`;
    log.error({ aside, why }, "the journal cannot go on; it was set aside and a new one begins");
    began = { previous: found.epoch ?? witness?.epoch ?? null, reason };
  } else {
    // Pieces without their file would be taken for the new one's.
    for (const end of ["-wal", "-shm"]) if (existsSync(path + end)) setAside(folder, path, "corrupt", clock);
    began = witness === null ? { previous: null, reason: "first" } : { previous: witness.epoch, reason: "corrupt" };
  }
  const epoch = newEpoch();
  rmSync(join(folder, WITNESS), { force: true });
  create(path, epoch, began);
  syncFolder(folder);
  rmSync(suspectMark(folder), { force: true });
  return { path, epoch, began, checkDue: false };
}
