// `npm test`: real peers present, formats, types and promises checked, every test run. The last line is exactly
// `N passed, N failed`; the four checks count as one test each.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Count, countOf } from "./test-count.ts";

const DEBIAN_PACKAGES = fileURLToPath(new URL("debian-packages.ts", import.meta.url));
const UNSTEADY = fileURLToPath(new URL("unsteady.ts", import.meta.url));
const CHECKS: readonly { readonly name: string; readonly command: string; readonly args: readonly string[] }[] = [
  { name: "formats and walls", command: "biome", args: ["check", "."] },
  { name: "types", command: "tsc", args: ["-p", "."] },
  { name: "types of the console", command: "tsc", args: ["-p", "dashboards/console"] },
  { name: "promises", command: "oxlint", args: ["--type-aware", "."] },
];

/** Runs everything and returns what to print last. */
async function runAll(vitestArgs: readonly string[]): Promise<Count> {
  // Fetching and unpacking packages waits for line and disk, which the checks do not need. It prints its own failure.
  const installing = run(process.execPath, [DEBIAN_PACKAGES, "test"]);
  let passedChecks = 0;
  for (const check of CHECKS) {
    const status = await run(check.command, check.args);
    console.log(`${status === 0 ? "ok" : "FAILED"}: ${check.name} (${check.command} ${check.args.join(" ")})`);
    if (status === 0) passedChecks += 1;
  }
  if ((await installing) !== 0) return { passed: passedChecks, failed: CHECKS.length - passedChecks + 1, skipped: 0 };
  const tests = await runVitest(vitestArgs);
  return {
    passed: tests.passed + passedChecks,
    failed: tests.failed + CHECKS.length - passedChecks,
    skipped: tests.skipped,
  };
}

async function runVitest(args: readonly string[]): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), "campus-test-"));
  const report = join(folder, "report.json");
  try {
    const status = await run("vitest", [
      "run",
      "--reporter=default",
      `--reporter=${UNSTEADY}`,
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...args,
    ]);
    return countOf(existsSync(report) ? readFileSync(report, "utf8") : null, status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The exit code of a program, mostly one of the tools in node_modules/.bin: 127 when it could not be started, 130 when we were told to stop. */
function run(command: string, args: readonly string[]): Promise<number> {
  if (stopping.signal.aborted) return Promise.resolve(130);
  const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], signal: stopping.signal });
  return new Promise((resolve) => {
    child.once("error", (error) => {
      if (stopping.signal.aborted) return;
      console.error(`${command}: ${error.message}. Delete node_modules and try again.`);
      resolve(127);
    });
    child.once("close", (status) => resolve(status ?? 130));
  });
}

const stopping = new AbortController();
for (const sign of ["disconnect", "SIGTERM", "SIGINT"]) process.on(sign, () => stopping.abort());

const result = await runAll(process.argv.slice(2));
process.removeAllListeners("disconnect");
const noteOfSkipped = result.skipped > 0 ? ` ${result.skipped} skipped, counted as neither.` : "";
console.log(`The ${CHECKS.length} checks count as one test each.${noteOfSkipped}`);
process.exitCode = result.failed === 0 ? 0 : 1;
console.log(`${result.passed} passed, ${result.failed} failed`);
