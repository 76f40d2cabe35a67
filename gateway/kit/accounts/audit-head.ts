// The head of the audit chain in a second file beside campus.db, so that lines cut off the end of the chain are noticed.
import { readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { AuditHead } from "./audit.ts";

const AT_MOST_EVERY_MS = 1000;

/** Where the head of `campus.db`'s chain is kept. */
export function headFile(databaseFile: string): string {
  return join(dirname(databaseFile), "audit.head");
}

/** The kept head, or null when the file is missing or is no head. */
export function readHead(file: string): AuditHead | null {
  let written = "";
  try {
    written = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const [, n, hash] = /^(\d{1,15}) ([0-9a-f]{64})\n$/.exec(written) ?? [];
  return n === undefined || hash === undefined ? null : { n: Number(n), hash };
}

/** Replaces the file: whatever happens, it holds the old head or the new one. */
export async function writeHead(file: string, head: AuditHead): Promise<void> {
  const partial = `${file}.partial`;
  const handle = await open(partial, "w", 0o600);
  try {
    await handle.writeFile(`${head.n} ${head.hash}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, file);
  const folder = await open(dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Keeps the file behind the chain by at most a second. */
export class HeadKeeper implements AsyncDisposable {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Log;
  #newest: AuditHead | null = null;
  #timer: Disposable | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string, clock: Clock, log: Log) {
    this.#file = file;
    this.#clock = clock;
    this.#log = log;
  }

  /** The chain has grown to `head`. */
  note(head: AuditHead): void {
    this.#newest = head;
    this.#timer ??= this.#clock.after(AT_MOST_EVERY_MS, () => {
      this.#timer = null;
      this.#writing = this.#writing.then(() => this.#write());
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer?.[Symbol.dispose]();
    await this.#writing;
    await this.#write();
  }

  async #write(): Promise<void> {
    const head = this.#newest;
    if (head === null) return;
    try {
      await writeHead(this.#file, head);
      if (this.#newest === head) this.#newest = null;
    } catch (error) {
      // The chain itself is on disk; the next line tries again.
      this.#log.error(
        { file: this.#file, reason: messageOf(error) },
        "the head of the audit chain could not be written",
      );
    }
  }
}
