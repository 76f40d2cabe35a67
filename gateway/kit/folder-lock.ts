// One process per data folder: an exclusive SQLite transaction held for life. The kernel gives it back when the process dies, however it dies.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { GatewayError } from "./errors.ts";
import { lockFile, sqliteCode } from "./sqlite.ts";

const SQLITE_BUSY = 5;

/** Makes the folder when it is missing and takes its lock until disposed. Throws GatewayError `folder-in-use` or `folder-unusable`. */
export function lockFolder(folder: string): Disposable {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    const db = lockFile(join(folder, "lock.db"));
    return { [Symbol.dispose]: () => db.close() };
  } catch (error) {
    const code = sqliteCode(error);
    if (code !== null && (code & 0xff) === SQLITE_BUSY) {
      throw new GatewayError(
        "folder-in-use",
        `${folder} is in use by another gateway`,
        "Stop the other one (its process id is in run.json) or give this one a folder of its own with --data.",
        { cause: error },
      );
    }
    throw new GatewayError(
      "folder-unusable",
      `${folder}: cannot write there`,
      "Check that the folder exists, belongs to the gateway's user and lies on a disk that is neither full nor read-only.",
      { cause: error },
    );
  }
}
