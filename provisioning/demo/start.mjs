// Starts the virtual campus small: fills Node's compile cache once, then replaces itself (same process id). Without the cache the type
// stripper stays in memory, a quarter of all that the process needs. Plain JavaScript for that reason.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const self = fileURLToPath(import.meta.url);
const cacheRoot = process.env.CACHE_DIRECTORY ?? join(self, "../../../node_modules/.cache/campus-gateway");
const cache = join(cacheRoot, process.version);
const filled = join(cache, "filled-demo");
const SETTINGS = { NODE_COMPILE_CACHE: cache, MALLOC_ARENA_MAX: "2" };
/** A process that says a few messages a second needs no young generation of 48 MB. */
const NODE_FLAGS = ["--max-semi-space-size=1"];

/** Compiles everything in a process of its own. */
function fillCache() {
  try {
    mkdirSync(cache, { recursive: true });
    const env = { ...process.env, ...SETTINGS, CAMPUS_PLAY: "compile" };
    spawnSync(process.execPath, [self], { env, stdio: "ignore", timeout: 60_000 });
    writeFileSync(filled, "");
  } catch {
    // A read-only installation runs without the cache: larger, otherwise the same.
  }
}

switch (process.env.CAMPUS_PLAY) {
  case "compile":
    await import("./play.ts");
    break;
  case "run": {
    const { play } = await import("./play.ts");
    await play(process.argv.slice(2));
    break;
  }
  default:
    if (!existsSync(filled)) fillCache();
    // Node warns that execve is experimental; nobody who starts a school can do anything about it.
    process.removeAllListeners("warning");
    process.execve(process.execPath, [process.execPath, ...NODE_FLAGS, self, ...process.argv.slice(2)], {
      ...process.env,
      ...SETTINGS,
      CAMPUS_PLAY: "run",
    });
}
