// What the npm scripts call on any machine with Node 20 and nothing installed: it installs the packages when they are
// missing or out of date, then runs the real script with the pinned Node. Plain JavaScript, because nothing else is there yet.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureConsole } from "./front-door/console.mjs";
import { problemOfMachine } from "./front-door/machine.mjs";
import { ensurePackages, pinnedNodeOf } from "./front-door/packages.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** npm script → the file that does the work; null: what happens before is the work. */
const SCRIPTS = {
  start: "provisioning/up.ts",
  test: "provisioning/front-door/test-run.ts",
  bench: "test/bench/main.ts",
  chaos: "test/chaos/main.ts",
  screenshots: "test/screenshots/main.ts",
  console: null,
};

/** Scripts whose peers are Debian packages; `test` sees to them itself, because its last line must be its result. */
const NEEDS_DEBIAN_PACKAGES = new Set(["bench", "chaos", "screenshots"]);

/** A process ended by a signal is reported as shells do, 128 + number. */
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

const [name = "", ...rest] = process.argv.slice(2);
process.exitCode = await main(name, rest);

/** Returns the exit code: that of the real script, or 1 with a message that says what to do. */
async function main(name, args) {
  if (name === "install-packages") return ensurePackages(ROOT);
  const script = SCRIPTS[name];
  if (script === undefined)
    return fail(name, `There is no script "${name}". Known: ${Object.keys(SCRIPTS).join(", ")}.`);
  const problem = problemOfMachine();
  if (problem !== null) return fail(name, problem);
  const installed = await ensurePackages(ROOT);
  if (installed !== 0) return fail(name, null);
  if ((await ensureConsole(ROOT)) !== 0) return fail(name, null);
  if (script === null) return 0;
  const node = pinnedNodeOf(ROOT);
  if (NEEDS_DEBIAN_PACKAGES.has(name)) {
    const code = await run(node, ["provisioning/front-door/debian-packages.ts", "test"]);
    if (code !== 0) return code;
  }
  return run(node, [script, ...args]);
}

/** Prints the reason; `npm test` promises its result as the last line, so that line comes even when nothing could run. */
function fail(name, message) {
  if (message !== null) process.stderr.write(`${message}\n`);
  if (name === "test") process.stdout.write("0 passed, 1 failed\n");
  return 1;
}

/**
 * Runs the pinned Node in the repository's root with our input and output, hands signals on and returns its exit code.
 * The message channel carries nothing: it closes when this process dies, which tells the child to stop.
 */
function run(node, args) {
  const path = `${join(ROOT, "node_modules", ".bin")}:${process.env.PATH ?? ""}`;
  const child = spawn(node, args, {
    cwd: ROOT,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: path },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  whenParentIsGone(() => child.kill("SIGTERM"));
  return new Promise((resolve) => {
    child.on("error", (error) => {
      process.stderr.write(`${node} could not be started: ${error.message}. Delete node_modules and try again.\n`);
      resolve(1);
    });
    child.on("close", (code, signal) => resolve(code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 0)));
  });
}

/** Calls `stop` when npm was killed outright: nobody could stop what it started any more. Another parent may leave us running. */
function whenParentIsGone(stop) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, 500);
  timer.unref();
}
