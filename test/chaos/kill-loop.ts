// kill -9 again and again under load: nothing acknowledged may be missing, doubled or out of order afterwards.
import { performance } from "node:perf_hooks";
import { Gateway, NotReady } from "../harness/gateway.ts";
import { until } from "../harness/wait.ts";
import { Ledger } from "./ledger.ts";
import { randomOf } from "./random.ts";
import { SteadyDevice } from "./steady-device.ts";

export interface KillLoopOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly devices?: number;
  readonly window?: number;
  /** Each round: load runs so long at most before the kill. */
  readonly loadMs?: number;
}

export interface KillLoopResult {
  readonly rounds: number;
  readonly seed: number;
  readonly acked: number;
  readonly stored: number;
  readonly killedWhileStarting: number;
  readonly slowestStartMs: number;
  readonly faults: readonly string[];
}

/** One in so many rounds kills the gateway while it starts, before it is ready. */
const STARTING_ROUNDS = 8;
const START_MS = 600;

/** Runs the loop on one data folder; `faults` must be empty. */
export async function killLoop(options: KillLoopOptions): Promise<KillLoopResult> {
  const { rounds, seed, devices: count = 8, window = 20, loadMs = 250 } = options;
  const random = randomOf(seed);
  await using gateway = new Gateway({ devices: count });
  const devices = gateway.devices.map((device) => new SteadyDevice(device, "kill-loop", window));
  const ledger = new Ledger();
  let killedWhileStarting = 0;
  let slowestStartMs = 0;
  for (let round = 0; round < rounds; round++) {
    if (round > 0 && random.between(1, STARTING_ROUNDS) === 1) {
      killedWhileStarting += await killWhileStarting(gateway, random.between(1, START_MS));
    }
    const from = performance.now();
    await gateway.start();
    slowestStartMs = Math.max(slowestStartMs, performance.now() - from);
    // What the last kill left is checked before new load comes.
    await ledger.compare(await gateway.admin(), devices);
    if (ledger.faults.length > 0) break;
    const before = devices.map((device) => device.acked);
    await Promise.all(devices.map((device) => device.connect(gateway.mqttPort)));
    await until("the first acknowledgement of a round", () => devices.some((d, i) => d.acked > (before[i] ?? 0)));
    await new Promise((resolve) => setTimeout(resolve, random.between(0, loadMs)));
    await gateway.kill("SIGKILL");
    await until("the devices to notice", () => devices.every((device) => !device.connected));
  }
  await gateway.start();
  await Promise.all(devices.map((device) => device.connect(gateway.mqttPort)));
  await Promise.all(devices.map((device) => device.drained()));
  await ledger.compare(await gateway.admin(), devices);
  const acked = devices.reduce((sum, device) => sum + device.acked, 0);
  const stored = devices.reduce((sum, device) => sum + ledger.stored(device.id), 0);
  const faults = ledger.faults.slice(0, 20);
  return { rounds, seed, acked, stored, killedWhileStarting, slowestStartMs: Math.round(slowestStartMs), faults };
}

/** Starts and kills before or around readiness; returns 1 when it was not ready yet. */
async function killWhileStarting(gateway: Gateway, afterMs: number): Promise<number> {
  const started = gateway.start().then(
    () => 0,
    (error: unknown) => {
      if (error instanceof NotReady && error.exit.signal === "SIGKILL") return 1;
      throw error;
    },
  );
  await Promise.race([started, new Promise((resolve) => setTimeout(resolve, afterMs))]);
  await gateway.kill("SIGKILL");
  return await started;
}
