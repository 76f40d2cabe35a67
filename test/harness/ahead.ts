// Time that a test need not wait for: a gateway under test finds itself minutes later, in step on both of its clocks, and goes on.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";
import type { Gateway, GatewayOptions } from "./gateway.ts";
import { type TempFolder, tempFolder } from "./temp.ts";

/** Tells the gateway under test where its test writes by how much it is ahead. */
const FILE_OF_AHEAD = "CAMPUS_TEST_AHEAD";

/** How a gateway is started whose time can be moved on, and moved on. */
export interface TimeAhead extends AsyncDisposable {
  readonly options: Pick<GatewayOptions, "env" | "nodeArgs">;
  /** Timers that are running keep their time; what counts by the clock finds so much of it gone. */
  pass(gateway: Gateway, ms: number): void;
}

export function timeAhead(): TimeAhead {
  const folder: TempFolder = tempFolder("campus-ahead");
  const file = join(folder.path, "ahead");
  let aheadMs = 0;
  writeFileSync(file, "0");
  return {
    options: { env: { [FILE_OF_AHEAD]: file }, nodeArgs: ["--import", fileURLToPath(import.meta.url)] },
    pass(gateway, ms) {
      aheadMs += ms;
      writeFileSync(file, String(aheadMs));
      gateway.signal("SIGUSR2");
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const told = process.env[FILE_OF_AHEAD];
if (told !== undefined && isMainThread) {
  const wall = Date.now.bind(Date);
  const monotonic = performance.now.bind(performance);
  let aheadMs = Number(readFileSync(told, "utf8"));
  Date.now = () => wall() + aheadMs;
  performance.now = () => monotonic() + aheadMs;
  process.on("SIGUSR2", () => {
    aheadMs = Number(readFileSync(told, "utf8"));
  });
}
