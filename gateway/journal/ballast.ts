// A file that only takes up room: deleting old readings needs some itself, and this gives it back when the disk is full.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { spaceOf } from "./space.ts";

const BALLAST_BYTES = 16 * 1024 * 1024;

export interface Ballast {
  /** Makes the file if there is room for it. */
  keep(room: boolean): void;
  /** Gives its room back. */
  release(): void;
}

export function ballastOf(folder: string, log: Log): Ballast {
  const file = join(folder, "ballast");
  return {
    keep(room) {
      if (!room || existsSync(file) || spaceOf(folder).freeBytes < 20 * BALLAST_BYTES) return;
      try {
        writeFileSync(file, Buffer.alloc(BALLAST_BYTES, 0xa5), { mode: 0o600 });
      } catch (error) {
        rmSync(file, { force: true });
        log.warn({ file, reason: messageOf(error) }, "no room for the ballast file");
      }
    },
    release() {
      rmSync(file, { force: true });
    },
  };
}
