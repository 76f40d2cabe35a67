// How a process ends (contract §2): its exit codes, and what it says on stderr.
import { ConfigProblems, formatProblem } from "./config/problem.ts";
import { GatewayError, messageOf } from "./kit/errors.ts";

export const EXIT = { ok: 0, config: 64, storage: 70, inUse: 75 } as const;

/** Codes of errors that the configuration or the command line is to blame for. */
const CONFIG_CODES: ReadonlySet<string> = new Set([
  "usage",
  "config-invalid",
  "profile-invalid",
  "listen-failed",
  "certificate-invalid",
]);

export function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigProblems) return EXIT.config;
  if (!(error instanceof GatewayError)) return EXIT.storage;
  if (error.code === "folder-in-use") return EXIT.inUse;
  return CONFIG_CODES.has(error.code) ? EXIT.config : EXIT.storage;
}

/** What went wrong: for a configuration all problems, one line each. */
export function explain(error: unknown): string {
  if (error instanceof ConfigProblems) return error.problems.map(formatProblem).join("\n");
  if (!(error instanceof GatewayError))
    return error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  const why = error.cause === undefined ? "" : messageOf(error.cause);
  const cause = error.message.includes(why) ? "" : ` (${why})`;
  return `${error.code}: ${error.message}${cause}: ${error.remedy}`;
}
