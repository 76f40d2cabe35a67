// Decides at start which journal file to use: the one that is there, or a new one after setting a damaged or outdated one aside.
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../kit/clock.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { migrate } from "../kit/migrations.ts";
import { type Database, openDatabase, sqliteCode, transaction } from "../kit/sqlite.ts";
import { JOURNAL_MIGRATIONS, WAL_FOLDED, WAL_OPEN } from "./schema.ts";
import { fileProblem, isDamage, purgedTo, tailProblem } from "./verify.ts";
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

/** Left by a gateway that met damage: the next start does not trust the file. */
function suspectMark(folder: string): string {
  return join(folder, "journal.suspect");
}

const UNREADABLE = "unreadable: ";

/** Leaves the mark: `damaged` has the next start check the whole file, `unreadable` has it set the file aside. */
export function markSuspect(folder: string, found: "damaged" | "unreadable", why: string, log: Log): void {
  try {
    writeFileSync(suspectMark(folder), `${found === "unreadable" ? UNREADABLE : ""}${why}\n`, { mode: 0o600 });
  } catch (error) {
    log.error({ err: error, why }, "the journal is damaged, and that could not be noted for the next start");
  }
}

/** What the mark says; null when there is none. */
function readSuspectMark(folder: string): string | null {
  return existsSync(suspectMark(folder)) ? readFileSync(suspectMark(folder), "utf8").trim() : null;
}

/** Puts the folder's names on disk. */
export function syncFolder(folder: string): void {
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
  /** It was in use with a WAL, which holds the newest entries, and the WAL is gone. */
  readonly walGone: boolean;
  readonly problem: string | null;
  readonly bytes: number;
}

function damaged(error: unknown): Inspection {
  const problem = messageOf(error);
  return { epoch: null, head: 0, reason: null, previous: null, clean: false, walGone: false, problem, bytes: 0 };
}

/** Opens an existing file, brings its tables up to date and looks at it. Damage is an answer, not an exception. */
function inspect(path: string, suspect: string | null, checkAtOnceBytes: number): Inspection {
  const walThere = existsSync(`${path}-wal`);
  let db: Database;
  try {
    db = openDatabase(path);
  } catch (error) {
    if (looksDamaged(error)) return damaged(error);
    throw error;
  }
  try {
    migrate(db, path, JOURNAL_MIGRATIONS, { backup: "none" });
    const epoch = metaOf(db, "epoch");
    const clean = metaOf(db, "clean") === 1;
    const walGone = metaOf(db, "wal") === WAL_OPEN && !walThere;
    const heads = db.prepare("SELECT (SELECT max(seq) FROM reading) AS r, (SELECT max(seq) FROM entry) AS e").get();
    const head = Math.max(
      Number(heads?.r ?? 0),
      Number(heads?.e ?? 0),
      Number(metaOf(db, "savedSeq") ?? 0),
      purgedTo(db, "reading"),
      purgedTo(db, "entry"),
    );
    const bytes = Number(
      Object.values(
        db.prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").get() ?? {},
      )[0],
    );
    let problem = typeof epoch === "string" ? null : "it has no epoch";
    if (suspect?.startsWith(UNREADABLE)) problem ??= suspect;
    problem ??= tailProblem(db);
    // A small file is checked even after an orderly stop: it costs little, and files are damaged while they lie, too.
    if (problem === null && (suspect !== null || bytes <= checkAtOnceBytes)) problem = fileProblem(path);
    const [reason, previous] = [metaOf(db, "reason"), metaOf(db, "previous")];
    // Closing this connection moves the WAL into the file and removes it: a stop right after must not look like a loss.
    if (problem === null && !walGone) db.prepare("INSERT OR REPLACE INTO meta VALUES('wal', ?)").run(WAL_FOLDED);
    return { epoch: typeof epoch === "string" ? epoch : null, head, reason, previous, clean, walGone, problem, bytes };
  } catch (error) {
    if (error instanceof GatewayError ? isDamage(sqliteCode(error.cause)) : looksDamaged(error)) return damaged(error);
    throw error;
  } finally {
    db.close();
  }
}

/** Damage, or the generic error that a mangled schema gives. */
function looksDamaged(error: unknown): boolean {
  const code = sqliteCode(error);
  return isDamage(code) || code === 1;
}

/** Makes a file under another name and renames it: a stop in between leaves no half-made journal. */
function create(folder: string, path: string, epoch: string, began: Began): void {
  const draft = join(folder, "journal.new.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(draft + end, { force: true });
  const db = openDatabase(draft);
  try {
    db.exec("PRAGMA auto_vacuum=INCREMENTAL; VACUUM;");
    migrate(db, draft, JOURNAL_MIGRATIONS, { backup: "none" });
    const put = db.prepare("INSERT OR REPLACE INTO meta VALUES(?,?)");
    transaction(db, () => {
      put.run("epoch", epoch);
      put.run("previous", began.previous);
      put.run("reason", began.reason);
    });
  } finally {
    db.close();
  }
  renameSync(draft, path);
  syncFolder(folder);
}

/** A stop came between making the file and its first entry. */
function beganOf(found: Inspection): Began {
  const reason = found.reason === "corrupt" || found.reason === "restored" ? found.reason : "first";
  return { previous: typeof found.previous === "string" ? found.previous : null, reason };
}

/**
 * Finds or makes the journal file of a data folder, which must be locked. Throws GatewayError `store-newer` for a file of a newer
 * version, and `store-failed` when the disk will not have it.
 * Files up to `checkAtOnceBytes` are checked in full here; greater ones are left to be checked in the background.
 */
export function prepareFile(folder: string, clock: Clock, log: Log, checkAtOnceBytes?: number): JournalFile {
  try {
    return findOrMake(folder, clock, log, checkAtOnceBytes ?? CHECK_AT_ONCE_BYTES);
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new GatewayError(
      "store-failed",
      `the journal in ${folder} cannot be opened or made: ${messageOf(error)}`,
      "Check that the folder belongs to the gateway's user and that its disk is neither full, nor read-only, nor failing (dmesg).",
      { cause: error },
    );
  }
}

function findOrMake(folder: string, clock: Clock, log: Log, checkAtOnceBytes: number): JournalFile {
  const path = join(folder, "journal.db");
  const witness = readWitness(folder);
  const suspect = readSuspectMark(folder);
  let began: Began;
  if (existsSync(path)) {
    const found = inspect(path, suspect, checkAtOnceBytes);
    // A stop came between making this file and taking away the note of the one before it.
    const justBegun = found.head === 0 && found.previous === witness?.epoch;
    const behind = witness !== null && !justBegun && (found.epoch !== witness.epoch || found.head < witness.head);
    if (found.problem === null && !behind && !found.walGone && found.epoch !== null) {
      rmSync(suspectMark(folder), { force: true });
      const empty = found.head === 0 ? beganOf(found) : null;
      return { path, epoch: found.epoch, began: empty, checkDue: !found.clean && found.bytes > checkAtOnceBytes };
    }
    const reason = found.problem === null ? "restored" : "corrupt";
    const aside = setAside(folder, path, reason, clock);
    const gone = found.walGone ? "its WAL is gone" : null;
    const why =
      found.problem ?? gone ?? `it ends at ${found.head}, but had come to ${witness?.head} (epoch ${witness?.epoch})`;
    log.error({ aside, why }, "the journal cannot go on; it was set aside and a new one begins");
    began = { previous: found.epoch ?? witness?.epoch ?? null, reason };
  } else {
    // Pieces without their file would be taken for the new one's.
    for (const end of ["-wal", "-shm"]) if (existsSync(path + end)) setAside(folder, path, "corrupt", clock);
    began = witness === null ? { previous: null, reason: "first" } : { previous: witness.epoch, reason: "corrupt" };
  }
  const epoch = newEpoch();
  create(folder, path, epoch, began);
  rmSync(join(folder, WITNESS), { force: true });
  rmSync(suspectMark(folder), { force: true });
  syncFolder(folder);
  return { path, epoch, began, checkDue: false };
}
