import { expect, test } from "vitest";
import { Gateway } from "../harness/gateway.ts";
import { readRunJson } from "../harness/run-json.ts";
import { killLoop } from "./kill-loop.ts";
import { loadedGateway } from "./loaded-gateway.ts";

test("twenty times kill -9 under load, also while starting: nothing acknowledged is lost, doubled or out of order", async () => {
  const result = await killLoop({ rounds: 20, seed: 20_261_122 });
  expect(result.faults).toEqual([]);
  expect(result.stored).toBe(result.acked);
  expect(result.slowestStartMs).toBeLessThan(10_000);
}, 180_000);

test("SIGTERM during load ends with 0 within five seconds and keeps everything acknowledged", async () => {
  await using loaded = await loadedGateway({ devices: 8, window: 20 });
  await loaded.progress();
  const from = performance.now();
  const exit = await loaded.gateway.kill("SIGTERM");
  expect(exit).toEqual({ code: 0, signal: null });
  expect(performance.now() - from).toBeLessThan(5000);
  expect(await readRunJson(loaded.gateway.data)).toBeNull();
  expect(await loaded.faultsAfterRestart()).toEqual([]);
}, 120_000);

test("a second gateway on the same data folder ends with 75 and does not disturb the first", async () => {
  await using loaded = await loadedGateway();
  await using second = new Gateway({ data: loaded.gateway.data });
  const exit = await second.startToEnd();
  expect(exit.code).toBe(75);
  expect(second.stderr).toContain(loaded.gateway.data);
  expect((await readRunJson(loaded.gateway.data))?.pid).toBe(loaded.gateway.pid);
  await loaded.progress();
  expect(await loaded.faults()).toEqual([]);
}, 120_000);

test("a folder left behind by kill -9 is not taken for a running gateway", async () => {
  await using loaded = await loadedGateway();
  const before = loaded.gateway.pid;
  await loaded.gateway.kill("SIGKILL");
  expect((await readRunJson(loaded.gateway.data))?.pid).toBe(before);
  expect(await loaded.faultsAfterRestart()).toEqual([]);
}, 120_000);

test("a process that dies of its heap limit loses nothing acknowledged, and starts again", async () => {
  await using loaded = await loadedGateway({ devices: 8, window: 50 });
  await loaded.progress();
  // V8 ends a process at its heap limit by SIGABRT from within.
  const exit = await loaded.gateway.kill("SIGABRT");
  expect(exit.signal).toBe("SIGABRT");
  expect(await loaded.faultsAfterRestart()).toEqual([]);
}, 120_000);

test("memory stays bounded: a gateway with a heap of 64 MB carries the load of devices that never pause", async () => {
  await using loaded = await loadedGateway({ devices: 20, window: 50, nodeArgs: ["--max-old-space-size=64"] });
  for (let i = 0; i < 20; i++) await loaded.progress();
  expect(loaded.disconnects).toBe(0);
  for (const device of loaded.devices) device.pause();
  expect(await loaded.faults()).toEqual([]);
}, 120_000);
