// One look at the configuration file: what is in it now, once nobody is writing it any more.
import { type BigIntStats, constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import { type Problem, WHOLE_FILE } from "./problem.ts";
import { MAX_FILE_BYTES } from "./yaml.ts";

/** A file that changed less than this ago may be half written: it is looked at again. */
export const SETTLE_MS = 200;
/** Editors that replace a file leave it missing for an instant; after so many looks it is really gone. */
const LOOKS = 5;

export type Look = Reading | { readonly is: "unchanged" } | { readonly is: "unreadable"; readonly problem: Problem };

interface Reading {
  readonly is: "read";
  readonly bytes: Uint8Array;
  /** Equal for two looks only if the file was not touched in between. */
  readonly mark: string;
  readonly changedMs: number;
}

/** Reads the file unless its mark is still `mark`. Waits while it is missing or just being written, at most a second or so. */
export async function look(file: string, mark: string | null, clock: Clock, signal: AbortSignal): Promise<Look> {
  let last: Look = unreadable("cannot be read", "check the file");
  for (let attempt = 0; attempt < LOOKS && !signal.aborted; attempt++) {
    if (attempt > 0) await clock.sleep(SETTLE_MS, signal);
    const before = await markOf(file);
    if (typeof before !== "string") {
      last = before;
      if (before.is === "unreadable" && !before.mayPass) return before;
      continue;
    }
    if (before === mark) return { is: "unchanged" };
    const result = await readOnce(file);
    if (result.is !== "read") {
      last = result;
      continue;
    }
    // Equal marks on both sides of a pause mean that nobody writes.
    if (Math.abs(clock.now() - result.changedMs) < SETTLE_MS) await clock.sleep(SETTLE_MS, signal);
    if ((await markOf(file)) === result.mark) return result;
    last = unreadable("keeps changing while it is read", "wait until it is written");
  }
  return last;
}

interface Unreadable {
  readonly is: "unreadable";
  readonly problem: Problem;
  /** Missing for an instant while an editor replaces it. */
  readonly mayPass: boolean;
}

function unreadable(what: string, remedy: string, mayPass = true): Unreadable {
  return { is: "unreadable", problem: { path: WHOLE_FILE, what, remedy, line: null }, mayPass };
}

/** What tells one state of a file from any other. */
export function markFrom(info: BigIntStats): string {
  return `${info.dev} ${info.ino} ${info.size} ${info.mtimeNs} ${info.ctimeNs}`;
}

/** The mark of the file as it is now, or why it has none. */
export async function markOf(file: string): Promise<string | Unreadable> {
  try {
    const info = await stat(file, { bigint: true });
    // Opening a pipe would wait for a writer for ever.
    if (!info.isFile()) return unreadable("is not a file", `put the configuration at ${file}`, false);
    return markFrom(info);
  } catch (error) {
    return fromError(file, error);
  }
}

async function readOnce(file: string): Promise<Reading | Unreadable> {
  try {
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const info = await handle.stat({ bigint: true });
    // One byte more than allowed is enough for the size to be refused; what is behind it is never loaded.
    const buffer = Buffer.alloc(Math.min(Number(info.size), MAX_FILE_BYTES + 1));
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) break;
    }
    return {
      is: "read",
      bytes: buffer.subarray(0, length),
      mark: markFrom(info),
      changedMs: Number(info.mtimeNs / 1_000_000n),
    };
  } catch (error) {
    return fromError(file, error);
  }
}

function fromError(file: string, error: unknown): Unreadable {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOENT") return unreadable(`does not exist at ${file}`, "put it there, or name another with --config");
  if (code === "EACCES") return unreadable(`may not be read at ${file}`, "let the gateway's user read it", false);
  return unreadable(`cannot be read at ${file} (${messageOf(error)})`, "check the path and the disk", false);
}
