// A process that does nothing but append to a journal and say what was committed: the message's number on stdout after each receipt.
// Arguments: folder, FULL or NORMAL, and a file to make after the first receipt. It runs until it is killed.
import { writeFileSync, writeSync } from "node:fs";
import { openJournal } from "#gateway/journal/open.ts";
import type { Reading } from "#gateway/journal/record.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";

const [folder = "", synchronous = "FULL", arm = ""] = process.argv.slice(2);
const GROUP = 7;

const journal = await openJournal({
  folder,
  limits: () => ({ keepReadingsMs: 7 * 86_400_000, keepOtherMs: 190 * 86_400_000, maxBytes: 8e9 }),
  clock: systemClock,
  log: createLog("warn"),
  synchronous: synchronous === "NORMAL" ? "NORMAL" : "FULL",
  onFailed: (error) => {
    writeSync(2, `${error.code}: ${error.message}\n`);
    process.exit(70);
  },
});
const shape = journal.shape("dev-0001", ["temperature", "humidity", "power"], ["Cel", "%", "W"]);

let number = 0;

function readingOf(deviceSeq: number): Reading {
  const now = systemClock.now();
  return {
    kind: "reading",
    seq: 0,
    shape,
    receivedMs: now,
    measuredMs: now,
    clock: "device",
    deviceSeq,
    mark: { boot: 7, seq: deviceSeq, check: deviceSeq },
    values: [20 + (deviceSeq % 10), 50, deviceSeq],
    extra: null,
  };
}

/** Appends a few, waits for the last of them, and starts again: small commits, many fsyncs. */
function appendGroup(): void {
  for (let i = 1; i <= GROUP; i++) {
    const mine = ++number;
    journal.add(readingOf(mine), {
      settle: (error) => {
        if (error !== null) throw error;
        writeSync(1, `${mine}\n`);
        if (mine === 1) writeFileSync(arm, "");
        if (i === GROUP) appendGroup();
      },
    });
  }
}
appendGroup();
