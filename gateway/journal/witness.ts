// How far the journal had come, kept beside it: a journal that stands before its witness is an old copy, or has lost its WAL.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";

const WRITE_EVERY_MS = 1000;
/** Name of the note in the data folder. */
export const WITNESS = "journal.witness";

export interface Witnessed {
  readonly epoch: string;
  readonly head: number;
}

/** What was noted last; null when there is no readable note, which proves nothing. */
export function readWitness(folder: string): Witnessed | null {
  try {
    const note: unknown = JSON.parse(readFileSync(join(folder, WITNESS), "utf8"));
    if (typeof note !== "object" || note === null || !("epoch" in note) || !("head" in note)) return null;
    return typeof note.epoch === "string" && typeof note.head === "number"
      ? { epoch: note.epoch, head: note.head }
      : null;
  } catch {
    // Missing or torn by a power cut: the note is a help, the journal is the truth.
    return null;
  }
}

/**
 * Notes the head once a second when it moved. Only heads that are on disk are noted, so a note can never be ahead of an
 * undamaged journal. Not synced: it serves against restored copies, not against power cuts.
 */
export function keepWitness(folder: string, clock: Clock, log: Log, now: () => Witnessed): Disposable {
  let noted = 0;
  const note = () => {
    const witnessed = now();
    if (witnessed.head === noted) return;
    try {
      const file = join(folder, WITNESS);
      writeFileSync(`${file}.new`, JSON.stringify(witnessed), { mode: 0o600 });
      renameSync(`${file}.new`, file);
      noted = witnessed.head;
    } catch (error) {
      log.debug({ reason: messageOf(error) }, "the journal's witness could not be written");
    }
  };
  // At once: a crash within the first second must not leave a new epoch without a witness.
  note();
  const timer = clock.every(WRITE_EVERY_MS, note);
  return {
    [Symbol.dispose]: () => {
      timer[Symbol.dispose]();
      note();
    },
  };
}
