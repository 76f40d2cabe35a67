// Replaces a file as a whole: its new content is on disk under the old name, mode and owner, or nothing has changed.
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { GatewayError, messageOf } from "../../kit/errors.ts";
import { markFrom } from "../look.ts";

/** Thrown when the file is not the one that a change was made for. */
export function configChanged(): GatewayError {
  return new GatewayError(
    "config-changed",
    "campus.yaml was changed after it was read, by hand or by somebody else; nothing was written",
    "Read it again, apply the change to it, and send that.",
  );
}

/**
 * Writes the bytes beside the file, syncs them, and puts them in its place if `unchanged` still says so; then syncs the folder. Gives the
 * mark of what was written. Throws `config-changed` or `config-not-writable`.
 */
export async function replaceFile(file: string, bytes: Uint8Array, unchanged: () => Promise<boolean>): Promise<string> {
  try {
    // A link stays a link: what it points to is replaced.
    const target = await realpath(file);
    const folder = dirname(target);
    const temporary = join(folder, `.${basename(target)}.new`);
    await rm(temporary, { force: true });
    const { mode, uid, gid } = await stat(target);
    await using handle = await open(temporary, "wx", 0o600);
    try {
      const mine = await handle.stat();
      if (mine.uid !== uid || mine.gid !== gid) await handle.chown(uid, gid);
      await handle.chmod(mode & 0o7777);
      await handle.writeFile(bytes);
      await handle.sync();
      if (!(await unchanged())) throw configChanged();
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    const mark = markFrom(await handle.stat({ bigint: true }));
    await using held = await open(folder, "r");
    await held.sync();
    return mark;
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new GatewayError(
      "config-not-writable",
      `campus.yaml cannot be written (${messageOf(error)})`,
      "Let the gateway's user own campus.yaml and write into its folder; a container must mount the folder, not the file alone.",
      { cause: error },
    );
  }
}
