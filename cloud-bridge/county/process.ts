// The life of a county process around what main.ts opens: arguments, signals, exit codes, and an end that does not hang.

import { flushCompileCache } from "node:module";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { createLog, type Log } from "#gateway/kit/log.ts";
import { CountyConfigProblems } from "./config.ts";

export interface CountyArguments {
  readonly config: string;
  readonly data: string;
}

/** Opens the whole service; `fail` ends the process when a store fails later. */
export type OpenCounty = (args: CountyArguments, log: Log, fail: (error: Error) => void) => Promise<AsyncDisposable>;

const EXIT = { ok: 0, config: 64, storage: 70, inUse: 75 } as const;
const CONFIG_CODES: ReadonlySet<string> = new Set(["usage", "listen-failed", "certificate-invalid"]);
const USAGE = "usage: npm run county -- --config FILE --data DIR [--log-level debug|info|warn|error]";
/** The contract gives a process 5 s. */
const STOP_WITHIN_MS = 4500;

/** Runs the service until it is told to stop, then ends the process; errors at start are told with their exit code. */
export function runCounty(open: OpenCounty): void {
  run(open).catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(exitCodeOf(error));
  });
}

async function run(open: OpenCounty): Promise<void> {
  const { logLevel, ...args } = readArguments(process.argv.slice(2));
  // Stores and keys are the service's own business.
  process.umask(0o077);
  const log = createLog(logLevel);
  const fail = (error: Error): never => {
    log.fatal({ err: error }, explain(error));
    process.exit(EXIT.storage);
  };
  process.on("unhandledRejection", (error) => {
    log.fatal({ err: error }, "a part of the county service failed; it stops here so that it can be started afresh");
    process.exit(EXIT.storage);
  });
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  const service = await open(args, log, fail);
  // Else it is written when the process ends, which a killed one does not do.
  flushCompileCache();
  await stopped;
  log.info("stopping");
  clock.after(STOP_WITHIN_MS, () => process.exit(EXIT.ok));
  await service[Symbol.asyncDispose]();
  process.exit(EXIT.ok);
}

function readArguments(given: readonly string[]): CountyArguments & { readonly logLevel: string } {
  try {
    const options = {
      config: { type: "string" },
      data: { type: "string" },
      "log-level": { type: "string", default: "info" },
    } as const;
    const { config, data, "log-level": logLevel } = parseArgs({ args: [...given], options }).values;
    if (config === undefined || data === undefined) throw new Error("--config and --data are both needed");
    if (!["debug", "info", "warn", "error"].includes(logLevel))
      throw new Error(`--log-level ${logLevel} is not a level`);
    return { config: resolve(config), data: resolve(data), logLevel };
  } catch (error) {
    throw new GatewayError("usage", messageOf(error), USAGE, { cause: error });
  }
}

function explain(error: unknown): string {
  if (error instanceof CountyConfigProblems) return error.problems.join("\n");
  if (!(error instanceof GatewayError))
    return error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  return `${error.code}: ${error.message}: ${error.remedy}`;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CountyConfigProblems) return EXIT.config;
  if (!(error instanceof GatewayError)) return EXIT.storage;
  if (error.code === "folder-in-use") return EXIT.inUse;
  return CONFIG_CODES.has(error.code) ? EXIT.config : EXIT.storage;
}
