// Runs the bootstrap as its own process in a copy of the front door, with a small script in place of the gateway.
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { PROJECT } from "#test/harness/gateway.ts";
import { type TempFolder, tempFolder } from "#test/harness/temp.ts";

const ECHO = `
process.stdin.setEncoding("utf8");
let heard = "";
for await (const chunk of process.stdin) heard += chunk;
console.log(JSON.stringify({ args: process.argv.slice(2), node: process.version, heard }));
process.exitCode = 7;
`;
const WAIT = `
process.on("SIGTERM", () => process.exit(42));
process.on("disconnect", () => { console.log("parent gone"); process.exit(43); });
setInterval(() => {}, 1000);
console.log("waiting " + process.pid);
`;

/** A copy of the front door whose `npm start` runs `script`; `node_modules` is ours unless `bare`. */
function frontDoor(script: string, bare = false): TempFolder {
  const folder = tempFolder("campus-front-door");
  for (const name of [
    "package.json",
    "package-lock.json",
    ".npmrc",
    "provisioning/bootstrap.mjs",
    "provisioning/front-door",
  ])
    cpSync(join(PROJECT, name), join(folder.path, name), { recursive: true });
  mkdirSync(join(folder.path, "provisioning"), { recursive: true });
  writeFileSync(join(folder.path, "provisioning", "up.ts"), script);
  if (!bare) symlinkSync(join(PROJECT, "node_modules"), join(folder.path, "node_modules"));
  return folder;
}

function run(folder: TempFolder, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [join(folder.path, "provisioning", "bootstrap.mjs"), ...args], {
    cwd: folder.path,
    env: { ...process.env, ...env },
  });
}

const exitOf = (child: ChildProcess) => new Promise((resolve) => child.once("close", (code) => resolve(code)));
const outOf = (child: ChildProcess) => text(child.stdout ?? new ReadableStream());

/** The process id that WAIT prints when it is ready. */
async function pidOf(child: ChildProcess): Promise<number> {
  for await (const chunk of child.stdout ?? []) {
    const pid = /waiting (\d+)/.exec(String(chunk))?.[1];
    if (pid !== undefined) return Number(pid);
  }
  throw new Error("the script ended before it was ready");
}

test("the script runs on the pinned Node with our arguments and input, and its exit code comes back", async () => {
  await using folder = frontDoor(ECHO);
  const child = run(folder, ["start", "--data", "a b", "--http", "0"]);
  child.stdin?.end("hello");
  const [out, code] = await Promise.all([outOf(child), exitOf(child)]);
  expect(JSON.parse(out)).toEqual({ args: ["--data", "a b", "--http", "0"], node: "v24.21.0", heard: "hello" });
  expect(code).toBe(7);
});

test("SIGTERM reaches the script, and the exit code is the script's", async () => {
  await using folder = frontDoor(WAIT);
  const child = run(folder, ["start"]);
  await pidOf(child);
  const exit = exitOf(child);
  child.kill("SIGTERM");
  expect(await exit).toBe(42);
});

test("when the bootstrap is killed outright, the script learns of it and stops", async () => {
  await using folder = frontDoor(WAIT);
  const child = run(folder, ["start"]);
  const pid = await pidOf(child);
  child.kill("SIGKILL");
  await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
});

test.each(["SIGTERM", "SIGKILL"] as const)("nothing is left running when npm itself gets %s", async (signal) => {
  await using folder = frontDoor(WAIT);
  const npm = spawn("npm", ["start"], { cwd: folder.path });
  const pid = await pidOf(npm);
  npm.kill(signal);
  await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
});

test("without a reachable registry npm test says what to do, and its last line is a result", async () => {
  await using folder = frontDoor(ECHO, true);
  const child = run(folder, ["test"], {
    npm_config_registry: "http://127.0.0.1:9/",
    npm_config_fetch_retries: "0",
    npm_config_cache: join(folder.path, "cache"),
  });
  const errors = text(child.stderr ?? new ReadableStream());
  const [out, code] = await Promise.all([outOf(child), exitOf(child)]);
  expect(code).toBe(1);
  expect(await errors).toMatch(/could not reach its package registry.*npm config get registry/s);
  expect(out.trimEnd().split("\n").at(-1)).toBe("0 passed, 1 failed");
});
