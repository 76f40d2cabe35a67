// A process of this project that tells by run.json when it is ready: started, killed and started again on the same folder.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { PROJECT } from "./gateway.ts";
import { type RunJson, watchRunJson } from "./run-json.ts";
import { within } from "./wait.ts";

const READY_WITHIN_MS = 120_000;
const END_WITHIN_MS = 30_000;

export interface Restartable extends AsyncDisposable {
  /** What the process that runs now said when it was ready. */
  readonly run: RunJson;
  /** All that was written by any of them. */
  said(): string;
  start(): Promise<void>;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts `node …args` and resolves when `folder` has its run.json. */
export async function startRestartable(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Restartable> {
  let child: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();
  let run: RunJson | null = null;
  let said = "";

  async function start(): Promise<void> {
    mkdirSync(folder, { recursive: true });
    const stop = new AbortController();
    const watching = watchRunJson(folder, stop.signal);
    const {
      NODE_OPTIONS: _options,
      NODE_V8_COVERAGE: _coverage,
      VITEST: _vitest,
      NODE_ENV: _env,
      ...plain
    } = process.env;
    const started = spawn(process.execPath, [...args], { cwd: PROJECT, env: { ...plain, ...env } });
    child = started;
    for (const stream of [started.stdout, started.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
    ended = new Promise((resolve) => started.once("close", () => resolve()));
    const failed = ended.then(() => {
      throw new Error(`${args[0]} ended before it was ready: ${said.slice(-2000)}`);
    });
    const ready = watching.of(started.pid ?? -1);
    try {
      run = await within(`run.json in ${folder}`, Promise.race([ready, failed]), READY_WITHIN_MS);
    } finally {
      ready.catch(() => undefined);
      failed.catch(() => undefined);
      stop.abort();
    }
  }
  async function kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    child?.kill(signal);
    await within(`the end after ${signal}`, ended, END_WITHIN_MS);
  }

  await start();
  return {
    get run() {
      if (run === null) throw new Error(`${args[0]} is not running`);
      return run;
    },
    said: () => said,
    start,
    kill,
    [Symbol.asyncDispose]: () => kill("SIGKILL"),
  };
}
