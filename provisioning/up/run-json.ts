// Waits for the run.json with which a gateway says that it is ready (contract §2).
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "#gateway/kit/clock.ts";

const LOOK_EVERY_MS = 50;

export interface RunJson {
  readonly pid: number;
  readonly http: string | null;
  readonly https?: string | null;
  readonly mqtt: string | null;
  readonly mqtts: string | null;
  readonly version: string;
  readonly campus: string;
}

/** The run.json of process `pid` in `folder`, or null when `signal` aborts first. One of an earlier process is not it. */
export async function runJsonOf(folder: string, pid: number, signal: AbortSignal): Promise<RunJson | null> {
  while (!signal.aborted) {
    const run = await readRunJson(folder);
    if (run?.pid === pid) return run;
    await systemClock.sleep(LOOK_EVERY_MS, signal);
  }
  return null;
}

/** The run.json of a process that is still there, or null. */
export async function livingRunOf(folder: string): Promise<RunJson | null> {
  const run = await readRunJson(folder);
  return run !== null && existsSync(`/proc/${run.pid}`) ? run : null;
}

async function readRunJson(folder: string): Promise<RunJson | null> {
  try {
    return JSON.parse(await readFile(join(folder, "run.json"), "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
