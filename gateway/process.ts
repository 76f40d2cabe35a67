// The life of a gateway process around what main.ts opens: arguments, signals, exit codes, and an end that does not hang.
import { type Arguments, readArguments } from "./arguments.ts";
import { EXIT, exitCodeOf, explain } from "./exit.ts";
import { systemClock as clock } from "./kit/clock.ts";
import { createLog, type Log } from "./kit/log.ts";

/** Opens the whole gateway; `fail` ends the process when a store fails later. */
export type Open = (args: Arguments, log: Log, fail: (error: Error) => void) => Promise<AsyncDisposable>;

async function run(open: Open): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  // Stores, keys and notes are the gateway's own business.
  process.umask(0o077);
  const log = createLog(args.logLevel);
  const fail = (error: Error): never => {
    log.fatal({ err: error }, explain(error));
    process.exit(EXIT.storage);
  };
  process.on("unhandledRejection", (error) => {
    log.fatal({ err: error }, "a part of the gateway failed; it stops here so that it can be started afresh");
    process.exit(EXIT.storage);
  });
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
  });
  const gateway = await open(args, log, fail);
  const signal = await stopped;
  log.info({ signal }, "stopping");
  const deadline = clock.after(4500, () => {
    log.error("stopping took too long; what is acknowledged is on disk");
    process.exit(EXIT.ok);
  });
  await gateway[Symbol.asyncDispose]();
  deadline[Symbol.dispose]();
  process.exit(EXIT.ok);
}

/** Runs a gateway until it is told to stop, then ends the process; errors at start are told with their exit code. */
export function runProcess(open: Open): void {
  run(open).catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(exitCodeOf(error));
  });
}

/** SIGHUP has the configuration looked at (contract §2). */
export function reloadOnHangup(reload: () => Promise<unknown>, log: Log): Disposable {
  const onHangup = () => {
    reload().catch((error: unknown) => log.error({ err: error }, "the configuration could not be looked at"));
  };
  process.on("SIGHUP", onHangup);
  return { [Symbol.dispose]: () => void process.off("SIGHUP", onHangup) };
}
