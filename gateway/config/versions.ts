// The last good versions of campus.yaml in DIR/config, so that a service can start although somebody broke the file, and so that a
// change can be undone. Beside each lies who made it.
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { versionOf } from "./read.ts";

const KEPT = 50;
const NAME = /^(\d{8}T\d{9}Z)-([0-9a-f]{8})\.yaml$/;

export interface GoodVersion {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** When it was kept, epoch ms. */
  readonly atMs: number;
  /** An account, or `file`; null for what an earlier gateway kept. */
  readonly by: string | null;
}

export interface Versions {
  /** Keeps the bytes unless the newest version has them already, and removes all but the last fifty. On disk when it resolves. */
  keep(bytes: Uint8Array, nowMs: number, by: string): Promise<void>;
  /** Kept versions whose bytes are what their name says, newest first. */
  newestFirst(): AsyncIterable<GoodVersion>;
}

/** Opens `dataDir/config`, making it when it does not exist. */
export async function openVersions(dataDir: string): Promise<Versions> {
  const folder = join(dataDir, "config");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await syncFolder(dataDir);
  const names = async () => (await readdir(folder)).filter((name) => NAME.test(name)).sort();

  async function* newestFirst(): AsyncIterable<GoodVersion> {
    for (const name of (await names()).reverse()) {
      const bytes = await readFile(join(folder, name));
      if (hash8(bytes) !== NAME.exec(name)?.[2]) continue;
      yield { name, bytes, atMs: stampMs(name), by: await makerOf(join(folder, name)) };
    }
  }

  return {
    newestFirst,
    keep: async (bytes, nowMs, by) => {
      const before = await names();
      const newest = before.at(-1);
      if (newest !== undefined && NAME.exec(newest)?.[2] === hash8(bytes)) return;
      const name = `${stampAfter(newest, nowMs)}-${hash8(bytes)}.yaml`;
      await writeDurably(folder, `${name}${BY}`, Buffer.from(`${by}\n`));
      await writeDurably(folder, name, bytes);
      const surplus = [...before, name].slice(0, -KEPT);
      const halfWritten = (await readdir(folder)).filter((file) => file.endsWith(".tmp"));
      const gone = [...surplus.flatMap((old) => [old, `${old}${BY}`]), ...halfWritten];
      for (const old of gone) await rm(join(folder, old), { force: true });
    },
  };
}

/** Ending of the small file that says who made a version. */
const BY = ".by";

async function makerOf(file: string): Promise<string | null> {
  try {
    return (await readFile(`${file}${BY}`, "utf8")).trim() || null;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function hash8(bytes: Uint8Array): string {
  return versionOf(bytes).slice("sha256:".length, "sha256:".length + 8);
}

/** UTC stamp that sorts behind the newest one even when the clock was set back. */
function stampAfter(newest: string | undefined, nowMs: number): string {
  const last = newest === undefined ? 0 : stampMs(newest);
  return new Date(Math.max(nowMs, last + 1)).toISOString().replace(/[-:.]/g, "");
}

function stampMs(name: string): number {
  const [, y, mo, d, h, mi, s, ms] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z/.exec(name) ?? [];
  const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}.${ms}Z`);
  return Number.isFinite(at) ? at : 0;
}

/** The name appears only with all its bytes on disk, and stays after a power cut. */
async function writeDurably(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(folder, `${name}.tmp`);
  {
    await using file = await open(temporary, "w", 0o600);
    await file.writeFile(bytes);
    await file.sync();
  }
  await rename(temporary, join(folder, name));
  await syncFolder(folder);
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, "r");
  await folder.sync();
}
