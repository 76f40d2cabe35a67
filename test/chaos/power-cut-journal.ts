// Power cuts under the bare journal: many cheap runs, each at another operation, with FULL (must lose nothing) or NORMAL (must lose).
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openJournal } from "#gateway/journal/open.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { openDatabase, pragma } from "#gateway/kit/sqlite.ts";
import { PROJECT } from "../harness/gateway.ts";
import { tempFolder } from "../harness/temp.ts";
import { within } from "../harness/wait.ts";
import { type PowerCut, type PreparedCut, preparePowerCut } from "./power-cut.ts";

export type Synchronous = "FULL" | "NORMAL";

export interface JournalCutResult extends PowerCut {
  readonly synchronous: Synchronous;
  readonly acked: number;
  readonly kept: number;
  /** Acknowledged and gone. */
  readonly lost: number;
  readonly faults: readonly string[];
}

/** One run: append until the power goes, open what the disk holds, compare. */
export async function powerCutUnderJournal(cut: PowerCut, synchronous: Synchronous): Promise<JournalCutResult> {
  await using work = tempFolder("campus-power-cut");
  const data = join(work.path, "data");
  mkdirSync(data);
  const prepared = preparePowerCut(data, work.path, cut);
  const acked = await appendUntilCut(data, synchronous, work.path, prepared);
  const found = await contentOf(prepared.image);
  return {
    ...cut,
    synchronous,
    acked,
    kept: found.kept,
    lost: Math.max(0, acked - found.kept),
    faults: [...found.faults, ...(acked === 0 && !cut.fromStart ? ["nothing was acknowledged before the cut"] : [])],
  };
}

/** Runs the writer; resolves with the highest acknowledged number once the cut has ended it. */
async function appendUntilCut(data: string, synchronous: Synchronous, work: string, cut: PreparedCut): Promise<number> {
  const script = join(PROJECT, "test/chaos/journal-writer.ts");
  const receipts = join(work, "receipts");
  // A file, not a pipe: what was said before the end must not be lost in a buffer of ours.
  const stdout = openSync(receipts, "w");
  const child = spawn(process.execPath, [script, data, synchronous, cut.arm], {
    env: { ...process.env, ...cut.env },
    stdio: ["ignore", stdout, "pipe"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on("close", (_, signal) => resolve(signal)));
  try {
    const signal = await within("the power cut", ended, 60_000);
    if (signal !== "SIGKILL") throw new Error(`the writer ended by itself: ${stderr}`);
    return Number(readFileSync(receipts, "utf8").trimEnd().split("\n").at(-1));
  } finally {
    child.kill("SIGKILL");
    closeSync(stdout);
  }
}

/** Opens the folder as the gateway does at start, and reads everything. */
async function contentOf(folder: string): Promise<{ kept: number; faults: readonly string[] }> {
  const faults: string[] = [];
  let kept = 0;
  let seq = 0;
  {
    await using journal = await openJournal({
      folder,
      limits: () => ({ keepReadingsMs: 7 * 86_400_000, keepOtherMs: 190 * 86_400_000, maxBytes: 8e9 }),
      clock: systemClock,
      log: createLog("silent"),
      onFailed: (error) => faults.push(error.message),
    });
    for (;;) {
      const page = journal.page({ after: seq, limit: 1000 });
      for (const record of page.records) {
        if (record.seq !== seq + 1) faults.push(`seq ${record.seq} after ${seq}`);
        seq = record.seq;
        if (record.kind !== "reading") continue;
        if (record.deviceSeq !== kept + 1) faults.push(`message ${record.deviceSeq} after ${kept}`);
        kept = record.deviceSeq ?? kept;
      }
      if (!page.more) break;
    }
  }
  const db = openDatabase(join(folder, "journal.db"), { readOnly: true });
  const integrity = pragma(db, "integrity_check");
  if (integrity !== "ok") faults.push(`integrity_check: ${integrity}`);
  db.close();
  return { kept, faults };
}
