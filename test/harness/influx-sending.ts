// What the tests of sending to InfluxDB share: one journal for the tests of a file, and a faulty store with the sender over it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { Journal } from "#gateway/journal/journal.ts";
import { fill, openTestJournal } from "#gateway/journal/testing.ts";
import { type FaultyStore, type Reply, STORED, sendAll, startFaultyStore, swiftClock } from "./faulty-influx.ts";
import { tempFolder } from "./temp.ts";

/** Readings of one point in the journal that the tests share; before them lies `system.began`, which has no line. */
export const LINES = 6000;
const folder = tempFolder();
let shared: Journal;
/** The journal that the tests of a file share; asked for in a test. */
export const sharedJournal = (): Journal => shared;
beforeAll(async () => {
  shared = await openTestJournal(folder.path);
  await fill(shared, "a", LINES);
});
afterAll(async () => {
  await shared[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

export interface BedOptions {
  readonly late?: (ms: number) => boolean;
  /** So many of the shared readings. */
  readonly lines?: number;
  readonly gzip?: boolean;
  readonly quarantinedPerHour?: number;
}

/** A store and the sender over the shared journal, or over one of its own. */
export async function sendingBed(reply: Parameters<typeof startFaultyStore>[0], options: BedOptions = {}) {
  const { late, lines = LINES, gzip = false, quarantinedPerHour = 1000 } = options;
  const store = await startFaultyStore(reply);
  const clock = swiftClock(late);
  const tokens = tempFolder();
  const tokenFile = join(tokens.path, "token");
  writeFileSync(tokenFile, "name:secret\n");
  const start = (journal = { path: folder.path, after: 0, head: lines + 1 }) =>
    sendAll(journal.path, store, { clock, ...journal, target: { gzip, tokenFile }, quarantinedPerHour });
  return {
    store,
    clock,
    tokenFile,
    start,
    run: async (journal?: Parameters<typeof start>[0]) => {
      const { run, done } = start(journal);
      await done;
      return {
        ...run,
        quarantined: run.passed.flatMap(({ quarantined }) => quarantined),
        tooOld: run.passed.flatMap(({ tooOld }) => tooOld ?? []),
      };
    },
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]();
      await tokens[Symbol.asyncDispose]();
    },
  };
}

/** Replies from a list first, then stores all that comes. */
export function after(...replies: readonly Reply[]): Parameters<typeof startFaultyStore>[0] {
  return (lines, n, keep) => {
    const reply = replies[n - 1];
    if (reply !== undefined) return reply;
    keep(lines);
    return STORED;
  };
}

export const refusal = (text: string, status = 400): Reply => ({
  status,
  text: JSON.stringify({ error: text }),
  headers: { "content-type": "application/json" },
});
export const seqOf = (line: string) => Number(line.slice(-6));
export const sentBodies = (store: FaultyStore) => store.asked.map(({ lines }) => lines.join("\n"));
