// Temporary folders that vanish with the test, and (as root) small file systems of their own to fill up or to make read-only.
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TempFolder extends AsyncDisposable {
  readonly path: string;
}

/** Only root may mount; tests that need a file system of their own ask this first. */
export const isRoot = process.getuid?.() === 0;

/** A fresh folder, removed with all that is in it when disposed. `KEEP_TEMP=1` keeps it for looking at. */
export function tempFolder(name = "campus"): TempFolder {
  const path = mkdtempSync(join(tmpdir(), `${name}-`));
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      if (process.env.KEEP_TEMP === undefined) await rm(path, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export interface SmallDisk extends TempFolder {
  /** Mounts it again read-only; the kernel refuses while a file is open for writing. */
  readOnly(): void;
}

/** A tmpfs of `bytes` bytes (root only); unmounted and removed when disposed. */
export function smallDisk(bytes: number): SmallDisk {
  const folder = tempFolder("campus-disk");
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes},mode=755`, "tmpfs", folder.path]);
  return {
    path: folder.path,
    readOnly: () => {
      execFileSync("mount", ["-o", "remount,ro", folder.path]);
    },
    [Symbol.asyncDispose]: async () => {
      execFileSync("umount", ["--lazy", folder.path]);
      await folder[Symbol.asyncDispose]();
    },
  };
}
