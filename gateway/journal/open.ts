// Opens the journal of a data folder: chooses the file, starts the writer thread, restores projections, and says `system.began` in a new file.
import type { JournalConfig } from "../config/campus.ts";
import type { Clock } from "../kit/clock.ts";
import type { GatewayError } from "../kit/errors.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { type Database, openDatabase } from "../kit/sqlite.ts";
import { markSuspect, prepareFile } from "./file.ts";
import type { Journal, JournalStatus, Projection } from "./journal.ts";
import { Keeper } from "./keeper.ts";
import { Marks } from "./marks.ts";
import { openReader } from "./reader.ts";
import { happening } from "./record.ts";
import { shapeOf } from "./row.ts";
import { Shapes } from "./shapes.ts";
import { Store } from "./store.ts";
import { fileProblemInBackground, purgedTo } from "./verify.ts";
import { keepWitness } from "./witness.ts";
import { startWriter } from "./writer-port.ts";

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
  /** `NORMAL` loses acknowledged entries in a power cut; it exists to prove that the power-cut test notices. */
  readonly synchronous?: "FULL" | "NORMAL";
}

interface Restored {
  readonly head: number;
  readonly cursors: Map<string, number>;
}

/** Loads what the last save holds and replays the entries after it. */
function restore(
  db: Database,
  shapes: Shapes,
  marks: Marks,
  projections: readonly Projection[],
): Restored & { replayFrom: number } {
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
  return { head: saved, cursors, replayFrom: saved };
}

/** Opens the journal. Throws GatewayError `store-newer`, `store-settings`, or what SQLite says when the disk is unusable. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { folder, clock, log, limits } = options;
  const projections = options.projections ?? [];
  const file = prepareFile(folder, clock, log);
  const db = openDatabase(file.path, { readOnly: true });
  const shapes = new Shapes();
  const marks = new Marks();
  const restored = restore(db, shapes, marks, projections);
  const reader = openReader(db, shapes.byId);
  let { head } = restored;
  reader.replay(restored.replayFrom, (record) => {
    head = record.seq;
    marks.replay(record);
    for (const projection of projections) projection.replay(record);
  });
  const writer = startWriter({ file: file.path, synchronous: options.synchronous ?? "FULL" });
  const purged = { reading: purgedTo(db, "reading"), entry: purgedTo(db, "entry") };
  let check: JournalStatus["check"] = { state: "not-needed", detail: null };
  const stopping = new AbortController();
  // The mark of an orderly end belongs to the stop before this start.
  const opened = await writer.ask({ op: "save", seq: restored.head, rows: [], cursors: [], meta: [["clean", 0]] });
  if (!opened.ok) throw new Error(`${file.path}: ${opened.message}`);

  const store = new Store({
    epoch: file.epoch,
    head,
    writer,
    reader,
    shapes,
    marks,
    projections,
    cursors: restored.cursors,
    purged,
    clock,
    log,
    observeCommit: options.observeCommit ?? (() => undefined),
    onFailed: options.onFailed,
    report: () => ({ ...keeper.space, check }),
  });
  const keeper = new Keeper({ store, writer, folder, limits, cursors: restored.cursors, purged, clock, log });
  if (file.began !== null) await store.append(happening("system", "system.began", clock.now(), { ...file.began }));
  keeper.start();
  const witness = keepWitness(folder, clock, log, () => ({ epoch: store.epoch, head: store.head }));

  const checkAll = async () => {
    check = { state: "running", detail: null };
    const problem = await fileProblemInBackground(file.path, stopping.signal);
    check = { state: problem === null ? "passed" : "failed", detail: problem };
    if (problem === null) return;
    markSuspect(folder, problem);
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
