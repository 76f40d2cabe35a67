// Starts one county process: what `npm run county -- --config county.yaml --data DIR` runs. From Node's compile cache, since compiling is
// most of what a start costs, and a county that was killed should be back at once also where processors are short.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const { env } = process;
// The gateway's own cache: what both load is there already. Where it cannot be written, everything is compiled as it would be without.
env.NODE_COMPILE_CACHE ??= join(
  env.CACHE_DIRECTORY ?? fileURLToPath(new URL("../../node_modules/.cache/campus-gateway", import.meta.url)),
  process.version,
);
enableCompileCache(env.NODE_COMPILE_CACHE);
const { main } = await import("./main.ts");
main();
