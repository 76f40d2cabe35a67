// Whether a journal file can be trusted: quickly at start (header and tail), in full by a thread in the background.
import { Worker } from "node:worker_threads";
import { messageOf } from "../kit/errors.ts";
import { type Database, openDatabase } from "../kit/sqlite.ts";
import type { Shape } from "./record.ts";
import { happeningOf, readingOf, shapeOf } from "./row.ts";

/** Newest rows of each table that are read and decoded after an unclean stop. */
const TAIL_ROWS = 2000;

/** Says what is wrong with the tail, or null. The file is open and has its tables. */
export function tailProblem(db: Database): string | null {
  try {
    const shapes = new Map<number, Shape>();
    for (const row of db.prepare("SELECT * FROM shape").all()) {
      const shape = shapeOf(row);
      shapes.set(shape.id, shape);
    }
    const tail = (table: string) => db.prepare(`SELECT * FROM ${table} ORDER BY seq DESC LIMIT ${TAIL_ROWS}`).all();
    const readings = tail("reading");
    const others = tail("entry");
    for (const row of readings) readingOf(row, shapes);
    for (const row of others) happeningOf(row);
    const seqs = [...readings, ...others].map((row) => Number(row.seq)).sort((a, b) => b - a);
    // Both tails together are complete down to the younger of their ends.
    const endOf = (rows: typeof readings) => (rows.length < TAIL_ROWS ? 0 : Number(rows[rows.length - 1]?.seq));
    const from = Math.max(endOf(readings), endOf(others), purgedTo(db, "reading"), purgedTo(db, "entry"));
    for (let i = 1; i < seqs.length && (seqs[i] as number) > from; i++) {
      if (seqs[i] !== (seqs[i - 1] as number) - 1) return `entries are missing between ${seqs[i]} and ${seqs[i - 1]}`;
    }
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** True for SQLite's codes of a file that is damaged (CORRUPT) or is no database (NOTADB). */
export function isDamage(code: number | null): boolean {
  return code !== null && [11, 26].includes(code & 0xff);
}

/** True for SQLite's code of a disk without space. */
export function isFull(code: number | null): boolean {
  return code !== null && (code & 0xff) === 13;
}

/** Highest seq that retention took from a table; 0 when none. */
export function purgedTo(db: Database, table: "reading" | "entry"): number {
  return Number(db.prepare("SELECT value FROM meta WHERE key = ?").get(`${table}PurgedTo`)?.value ?? 0);
}

/** SQLite's check of the whole file: null when it passes, else what it found first. */
export function fileProblem(file: string): string | null {
  try {
    const db = openDatabase(file, { readOnly: true });
    try {
      const found = Object.values(db.prepare("PRAGMA quick_check(1)").get() ?? {})[0];
      return found === "ok" ? null : String(found);
    } finally {
      db.close();
    }
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * Runs `fileProblem` in a thread of its own; rejects when the thread cannot answer.
 * Resolves with `undefined` when `signal` ended it before the whole file was looked at.
 */
export function fileProblemInBackground(file: string, signal: AbortSignal): Promise<string | null | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./verify-thread.ts", import.meta.url), {
      workerData: file,
      name: "journal-check",
    });
    const stop = () => {
      worker.terminate().then(() => resolve(undefined), reject);
    };
    signal.addEventListener("abort", stop, { once: true });
    worker.once("message", (problem: string | null) => {
      signal.removeEventListener("abort", stop);
      resolve(problem);
    });
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the thread ended without an answer")));
    if (signal.aborted) stop();
  });
}
