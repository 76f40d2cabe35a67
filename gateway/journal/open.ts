// Opens the journal of a data folder: chooses the file, starts the writer thread, restores projections, and says `system.began` in a new file.
import type { JournalConfig } from "../config/campus.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { type Database, openDatabase, sqliteCode } from "../kit/sqlite.ts";
import { markSuspect, prepareFile, syncFolder } from "./file.ts";
import type { Journal, JournalStatus, Projection } from "./journal.ts";
import { Keeper } from "./keeper.ts";
import { Marks } from "./marks.ts";
import { openReader, type Reader, watchedReader } from "./reader.ts";
import { happening } from "./record.ts";
import { shapeOf } from "./row.ts";
import { Saver } from "./saver.ts";
import { NOTES, WAL_OPEN } from "./schema.ts";
import { Shapes } from "./shapes.ts";
import { Store } from "./store.ts";
import { fileProblemInBackground, isDamage, purgedTo } from "./verify.ts";
import { keepWitness } from "./witness.ts";
import { startWriter, type Writer } from "./writer-port.ts";
import type { WriterRequest } from "./writer-protocol.ts";

export interface JournalOptions {
  /** The data folder; it must exist and be locked. */
  readonly folder: string;
  /** Asked again at each look, so that a changed configuration counts at once. */
  readonly limits: () => JournalConfig;
  readonly projections?: readonly Projection[];
  readonly clock: Clock;
  readonly log: Log;
  /** Told how long each commit took, in seconds. */
  readonly observeCommit?: (seconds: number) => void;
  /** The store failed in a way that only a restart can mend: stop the process with exit code 70. */
  readonly onFailed: (error: GatewayError) => void;
  /** Files up to this size are checked in full before the start goes on, greater ones in the background. */
  readonly checkAtOnceBytes?: number;
  /** `NORMAL` loses acknowledged entries in a power cut; it exists to prove that the power-cut test notices. */
  readonly synchronous?: "FULL" | "NORMAL";
}

interface Restored {
  readonly head: number;
  /** What the last save holds stands at this seq. */
  readonly savedSeq: number;
  readonly reader: Reader;
  readonly cursors: Map<string, number>;
  readonly notesLeft: ReadonlyMap<string, string>;
}

/** Loads what the last save holds and replays the entries after it. */
function restore(db: Database, shapes: Shapes, marks: Marks, projections: readonly Projection[]): Restored {
  for (const row of db.prepare("SELECT * FROM shape").all()) shapes.restore(shapeOf(row));
  const rowsOf = db.prepare("SELECT key, body FROM projection WHERE name = ?");
  const saved = Number(db.prepare("SELECT value FROM meta WHERE key = 'savedSeq'").get()?.value ?? 0);
  for (const projection of [marks, ...projections]) {
    projection.load(
      rowsOf.all(projection.name).map((row) => ({ key: String(row.key), body: row.body as Uint8Array })),
      saved,
    );
  }
  const cursors = new Map<string, number>();
  for (const row of db.prepare("SELECT consumer, seq FROM cursor").all())
    cursors.set(String(row.consumer), Number(row.seq));
  const notesLeft = new Map(
    rowsOf.all(NOTES).map((row) => [String(row.key), new TextDecoder().decode(row.body as Uint8Array)] as const),
  );
  const reader = openReader(db, shapes.byId);
  // Retention may have taken the newest entries, too: their seqs are not given away again.
  let head = Math.max(saved, purgedTo(db, "reading"), purgedTo(db, "entry"));
  reader.replay(saved, (record) => {
    head = Math.max(head, record.seq);
    marks.replay(record);
    for (const projection of projections) projection.replay(record);
  });
  return { head, savedSeq: saved, reader, cursors, notesLeft };
}

/** Damage of the file itself, or rows that make no sense; not a disk that fails or is full. */
function isUnreadable(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === null ? !(error instanceof GatewayError) : isDamage(code);
}

/** When the newest entry was received; null when there is none. */
function newestReceivedMs(db: Database): number | null {
  const newestOf = (table: string) => `(SELECT received FROM ${table} ORDER BY seq DESC LIMIT 1)`;
  const row = db.prepare(`SELECT ${newestOf("reading")} AS reading, ${newestOf("entry")} AS entry`).get();
  const received = [row?.reading, row?.entry].filter((value) => typeof value === "number");
  return received.length === 0 ? null : Math.max(...received);
}

/**
 * Marks the file as in use, in the main file itself: not ended in order, and with a WAL that must be there at the next start.
 * The WAL's name is on disk before the mark is.
 */
async function beginUse(writer: Writer, folder: string, path: string, seq: number): Promise<void> {
  const steps: readonly WriterRequest[] = [
    { op: "save", seq, rows: [], cursors: null, meta: [["clean", 0]] },
    { op: "save", seq, rows: [], cursors: null, meta: [["wal", WAL_OPEN]] },
    { op: "shrink" },
  ];
  for (const step of steps) {
    const answer = await writer.ask(step);
    if (!answer.ok) throw new Error(`${path}: ${answer.message}`);
    syncFolder(folder);
  }
}

/** Opens the journal. Throws GatewayError `store-newer`, `store-settings`, or what SQLite says when the disk is unusable. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { folder, clock, log, limits } = options;
  const projections = options.projections ?? [];
  const file = prepareFile(folder, clock, log, options.checkAtOnceBytes);
  const db = openDatabase(file.path, { readOnly: true });
  const shapes = new Shapes();
  const marks = new Marks();
  let restored: Restored;
  try {
    restored = restore(db, shapes, marks, projections);
  } catch (error) {
    db.close();
    if (!isUnreadable(error)) throw error;
    markSuspect(folder, "unreadable", messageOf(error), log);
    throw new GatewayError(
      "store-failed",
      `${file.path} cannot be read: ${messageOf(error)}`,
      "Start again: the damaged file is then set aside and a new journal begins.",
      { cause: error },
    );
  }
  const { head } = restored;
  const reader = watchedReader(restored.reader, (error) => {
    if (!isDamage(sqliteCode(error))) return;
    markSuspect(folder, "damaged", messageOf(error), log);
    const text = `${file.path} is damaged: ${messageOf(error)}`;
    const remedy = "The gateway stops here; its next start sets the damaged file aside and begins a new journal.";
    options.onFailed(new GatewayError("store-failed", text, remedy, { cause: error }));
  });
  const writer = startWriter({ file: file.path, synchronous: options.synchronous ?? "FULL" });
  const purged = { reading: purgedTo(db, "reading"), entry: purgedTo(db, "entry") };
  let check: JournalStatus["check"] = { state: "not-needed", detail: null };
  const stopping = new AbortController();
  await beginUse(writer, folder, file.path, restored.savedSeq);

  const saver = new Saver({ writer, marks, projections, cursors: restored.cursors, clock, log });
  const store = new Store({
    epoch: file.epoch,
    head,
    writer,
    reader,
    shapes,
    marks,
    projections,
    saver,
    cursors: restored.cursors,
    notesLeft: restored.notesLeft,
    purged,
    clock,
    log,
    observeCommit: options.observeCommit ?? (() => undefined),
    onFailed: (error, code) => {
      if (isDamage(code)) markSuspect(folder, "damaged", error.message, log);
      options.onFailed(error);
    },
    report: () => ({ ...keeper.space, check }),
  });
  const keeper = new Keeper({
    store,
    writer,
    saver,
    folder,
    limits,
    cursors: restored.cursors,
    purged,
    newestReceivedMs: newestReceivedMs(db),
    clock,
    log,
  });
  if (file.began !== null) await store.append(happening("system", "system.began", clock.now(), { ...file.began }));
  keeper.start();
  const witness = keepWitness(folder, clock, log, () => ({ epoch: store.epoch, head: store.head }));

  const checkAll = async () => {
    check = { state: "running", detail: null };
    const problem = await fileProblemInBackground(file.path, stopping.signal);
    // Stopped before the end: the next start begins again.
    if (problem === undefined) return;
    check = { state: problem === null ? "passed" : "failed", detail: problem };
    if (problem === null) return;
    markSuspect(folder, "damaged", problem, log);
    log.error({ problem }, "the journal file is damaged; the next start sets it aside");
    await store.append(happening("system", "system.store-damaged", clock.now(), { store: "journal", problem }));
  };
  const checking = file.checkDue
    ? checkAll().catch((error: unknown) => {
        check = { state: "failed", detail: messageOf(error) };
        log.error({ err: error }, "checking the journal file failed");
      })
    : Promise.resolve();

  const close = store[Symbol.asyncDispose].bind(store);
  return Object.assign(store, {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await checking;
      await keeper[Symbol.asyncDispose]();
      await close();
      witness[Symbol.dispose]();
    },
  });
}
