// Starts one gateway process: turns on Node's compile cache, then runs main.ts. Plain JavaScript, so that nothing is stripped of types before.
//
// Without the cache every thread loads the type stripper (12 MB each) and every start takes a second longer. The first start of a
// version fills the cache in a process of its own, so that the gateway itself never pays for it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cache = join(fileURLToPath(new URL("..", import.meta.url)), "node_modules", ".cache", "campus-gateway", process.version);
const filled = join(cache, "filled");
/** Everything that runs in a thread of its own, besides main.ts. */
const THREADS = ["./journal/writer.ts", "./journal/verify-thread.ts", "./kit/store-thread.ts"];

function fill() {
  try {
    mkdirSync(cache, { recursive: true });
    const env = { ...process.env, NODE_COMPILE_CACHE: cache, CAMPUS_FILL_CACHE: "1" };
    spawnSync(process.execPath, [fileURLToPath(import.meta.url)], { env, stdio: "ignore", timeout: 60_000 });
    writeFileSync(filled, "");
  } catch {
    // A read-only installation runs without the cache: slower to start and larger, otherwise the same.
  }
}

if (process.env.CAMPUS_FILL_CACHE === "1") {
  // Threads refuse to run here; they are compiled all the same.
  for (const file of ["./main.ts", ...THREADS]) await import(file).catch(() => undefined);
} else {
  if (!existsSync(filled)) fill();
  enableCompileCache(cache);
  process.env.NODE_COMPILE_CACHE = cache;
  const { main } = await import("./main.ts");
  main();
}
