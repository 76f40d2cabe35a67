// Whoever runs as root makes files for somebody else: they belong to whoever owns the configuration they lie beside.
import { chownSync, statSync } from "node:fs";

/** Gives what was made to the owner of `like` (campus.yaml, county.yaml): the service runs as that user. Only root can give files away. */
export function giveToOwnerOf(like: string, ...paths: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(like);
  for (const path of paths) chownSync(path, uid, gid);
}
