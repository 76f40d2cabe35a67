// Waits for a process's run.json by watching its folder; the contract promises that nothing else has to be waited for.
import { watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a ready gateway says of itself (contract §2). */
export interface RunJson {
  readonly pid: number;
  readonly http: string | null;
  readonly mqtt: string | null;
  readonly mqtts: string | null;
  readonly https?: string | null;
  readonly version: string;
  readonly campus: string;
  readonly epoch: string;
}

/** The folder's run.json, or null when there is none (or an empty one that a power cut left behind). */
export async function readRunJson(folder: string): Promise<RunJson | null> {
  try {
    return JSON.parse((await readFile(join(folder, "run.json"), "utf8")) || "null");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Resolves with the run.json of process `pid` as soon as it appears in `folder`. One left behind by an earlier process is not it. */
export function watchRunJson(folder: string, signal: AbortSignal): { of(pid: number): Promise<RunJson> } {
  const watcher = watch(folder, { signal });
  const looks = new Set<() => void>();
  watcher.on("change", (_, name) => {
    if (name === "run.json") for (const look of looks) look();
  });
  return {
    of: (pid) =>
      new Promise((resolve, reject) => {
        const look = () => {
          readRunJson(folder).then((run) => {
            if (run?.pid === pid) resolve(run);
          }, reject);
        };
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        watcher.on("error", reject);
        looks.add(look);
        look();
      }),
  };
}
