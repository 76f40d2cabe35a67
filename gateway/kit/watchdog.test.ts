import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { systemClock } from "./clock.ts";
import { startWatchdog } from "./watchdog.ts";
import { startWriterThread } from "./writer-thread.ts";

const BLOCKED = fileURLToPath(new URL("./fixtures/blocked.ts", import.meta.url));

test("a process whose main thread is blocked ends and says why", () => {
  const { signal, stderr, stdout } = spawnSync(process.execPath, [BLOCKED, "1000", "20000"], { encoding: "utf8" });
  expect({ signal, stdout }).toEqual({ signal: "SIGKILL", stdout: "blocking\n" });
  expect(stderr).toMatch(/"blockedMs":1\d{3},"msg":"the main thread is blocked/);
});

test("a main thread that is busy for a shorter time is left alone, and the delay is told once", async () => {
  await using thread = startWriterThread();
  using watchdog = startWatchdog(systemClock, thread, 20_000);
  await systemClock.sleep(50);
  const until = systemClock.monotonic() + 300;
  while (systemClock.monotonic() < until);
  await systemClock.sleep(50);
  expect(watchdog.longestDelay()).toBeGreaterThan(0.2);
  expect(watchdog.longestDelay()).toBeLessThan(0.2);
});
