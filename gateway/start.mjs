// Starts one gateway process: fills Node's compile cache once, then replaces itself (same process id) by main.ts with the settings that
// keep a gateway small. Plain JavaScript, so that nothing needs to be stripped of types before.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const self = fileURLToPath(import.meta.url);
/** A service that may not write where it is installed is given a folder by systemd (`CacheDirectory=`). */
const cacheRoot = process.env.CACHE_DIRECTORY ?? join(self, "../../node_modules/.cache/campus-gateway");
const cache = join(cacheRoot, process.version);
const filled = join(cache, "filled");
/** Young generation of 3 × 4 MB instead of 3 × 16, in every thread: what a message leaves behind is gone at once. */
const NODE_FLAGS = ["--max-semi-space-size=4"];
const SETTINGS = {
  // Without the cache every thread loads the type stripper (12 MB each), and every start takes a second longer.
  NODE_COMPILE_CACHE: cache,
  // Threads that allocate little need no memory pool each.
  MALLOC_ARENA_MAX: "2",
  // Left alone, the allocator raises both with each large block that is freed, and then keeps what was freed: 16 MB of a gateway's
  // life. Fixed, a free end of the pool goes back at once, and large blocks never come from it.
  MALLOC_TRIM_THRESHOLD_: "524288",
  MALLOC_MMAP_THRESHOLD_: "1048576",
};

/** Compiles everything in a process of its own, so that the gateway never holds what only compiling needs. */
function fillCache() {
  try {
    mkdirSync(cache, { recursive: true });
    const env = { ...process.env, ...SETTINGS, CAMPUS_START: "compile" };
    spawnSync(process.execPath, [self], { env, stdio: "ignore", timeout: 60_000 });
    writeFileSync(filled, newestChange());
  } catch {
    // A read-only installation runs without the cache: slower to start and larger, otherwise the same.
  }
}

/** Every source that the process or one of its threads may load. */
function sources() {
  const folders = ["./", "../device-drivers/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name)));
  return files.filter((file) => file.endsWith(".ts") && !/[./-]test(ing)?\.ts$|\/(fixtures|simulator)\//.test(file));
}

/** When a source was changed last: after an upgrade the cache is filled anew. */
function newestChange() {
  return String(Math.max(...sources().map((file) => statSync(file).mtimeMs)));
}

function isFilled() {
  return existsSync(filled) && readFileSync(filled, "utf8") === newestChange();
}

switch (process.env.CAMPUS_START) {
  case "compile":
    // Threads refuse to run here; they are compiled all the same.
    for (const file of sources()) await import(file).catch(() => undefined);
    break;
  case "run": {
    const { main } = await import("./main.ts");
    main();
    break;
  }
  default: {
    if (!isFilled()) fillCache();
    const env = { ...process.env, ...SETTINGS, CAMPUS_START: "run" };
    // Node warns that execve is experimental; nobody who starts a gateway can do anything about it.
    process.removeAllListeners("warning");
    process.execve(
      process.execPath,
      [process.execPath, ...process.execArgv, ...NODE_FLAGS, self, ...process.argv.slice(2)],
      env,
    );
  }
}
