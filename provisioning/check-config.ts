// `node provisioning/check-config.ts campus.yaml` prints every problem of a configuration (exit 64), or `ok` (exit 0).
import { look } from "#gateway/config/look.ts";
import { formatProblem, type Problem } from "#gateway/config/problem.ts";
import { loadProfiles } from "#gateway/config/profiles.ts";
import { readCampus } from "#gateway/config/read.ts";
import { loadDriverCheck } from "#gateway/drivers/load.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { GatewayError } from "#gateway/kit/errors.ts";

const EXIT_CONFIG = 64;
const USAGE = "usage: node_modules/.bin/node provisioning/check-config.ts campus.yaml";

/** The problems of a file; none when a gateway would start with it. */
async function problemsOf(file: string): Promise<readonly Problem[]> {
  const seen = await look(file, null, systemClock, new AbortController().signal);
  if (seen.is !== "read") return seen.is === "unreadable" ? [seen.problem] : [];
  const checkDevice = await loadDriverCheck(new URL("../device-drivers/index.ts", import.meta.url));
  const result = readCampus(seen.bytes, await loadProfiles({ beside: file }), checkDevice);
  return result.ok ? [] : result.problems;
}

/** Prints what is wrong and returns the exit code. */
async function check(file: string): Promise<number> {
  try {
    const problems = await problemsOf(file);
    if (problems.length === 0) console.log("ok");
    for (const problem of problems) console.error(formatProblem(problem));
    return problems.length === 0 ? 0 : EXIT_CONFIG;
  } catch (error) {
    // The school's own device models are checked first: without them a device in the file cannot be judged.
    if (!(error instanceof GatewayError)) throw error;
    console.error(`${error.message}\n${error.remedy}`);
    return EXIT_CONFIG;
  }
}

const [file, ...rest] = process.argv.slice(2);
if (file === "--help") {
  console.log(USAGE);
} else if (file === undefined || file.startsWith("-") || rest.length > 0) {
  console.error(USAGE);
  process.exitCode = EXIT_CONFIG;
} else {
  process.exitCode = await check(file);
}
