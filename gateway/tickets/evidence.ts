// Photos as files: named by what is in them, in a folder per day, on disk before anybody is told that they are kept.
import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GatewayError, messageOf } from "../kit/errors.ts";
import type { Photo } from "./photo.ts";

const ENDINGS: Readonly<Record<string, string>> = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" };

export interface Evidence {
  /** The sha256 of the file; it is on disk. Throws GatewayError `store-unavailable`. */
  keep(photo: Photo, day: string): Promise<string>;
  /** Null: it is gone. */
  read(sha256: string, type: string, day: string): Promise<Buffer | null>;
}

/** Below `folder`, which is made when it is first needed. `day`: `YYYY-MM-DD` of the ticket. */
export function openEvidence(folder: string): Evidence {
  const fileOf = (sha256: string, type: string, day: string) =>
    join(folder, ...day.split("-"), `${sha256}.${ENDINGS[type] ?? "bin"}`);
  return {
    async keep({ type, bytes }, day) {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const file = fileOf(sha256, type, day);
      try {
        const made = await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await writeWhole(file, bytes);
        await syncFolder(dirname(file));
        // New folders are names in the folder above them, up to the one that was there.
        if (made !== undefined)
          for (let at = dirname(file); at.length >= made.length; at = dirname(at)) await syncFolder(dirname(at));
      } catch (cause) {
        throw new GatewayError(
          "store-unavailable",
          `${file} cannot be written: ${messageOf(cause)}`,
          "Check that the disk is not full, not read-only and not failing; then send the photo again.",
          { cause },
        );
      }
      return sha256;
    },
    async read(sha256, type, day) {
      try {
        return await readFile(fileOf(sha256, type, day));
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
        throw error;
      }
    },
  };
}

/** Under its name only when all of it is on disk. */
async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  const draft = `${file}.part`;
  try {
    const handle = await open(draft, "w", 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
