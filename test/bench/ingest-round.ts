// One round of load against a fresh gateway, or a fresh Mosquitto, pinned to core 0 with the generator on core 1.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#gateway/kit/sqlite.ts";
import { deviceIds } from "../harness/campus-file.ts";
import { type GatewayOptions, startGateway } from "../harness/gateway.ts";
import { startMosquitto } from "../harness/mosquitto.ts";
import type { LoadResult } from "./generator.ts";
import { pinnedLoad } from "./load.ts";
import { slowestConsumer } from "./metrics.ts";
import { cpuSeconds, folderBytes, memoryMb, writtenBytes } from "./process-figures.ts";

export interface Shape {
  readonly clients: number;
  readonly window: number;
}

export interface RoundOptions {
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface GatewayRound {
  readonly load: LoadResult;
  readonly acked: number;
  readonly stored: number;
  readonly fileBytesPerMessage: number;
  readonly writtenBytesPerMessage: number;
  readonly cpuMicrosPerMessage: number;
  readonly rssMb: number;
  readonly peakMb: number;
  readonly consumers: number;
  /** Of the slowest consumer, five seconds after the last PUBACK. */
  readonly lagSeconds: number;
}

const LAG_LOOK_MS = 5000;
const TWO_CORES = availableParallelism() >= 2;
const BROKER_CORE = TWO_CORES ? ["taskset", "-c", "0"] : [];
const GENERATOR_CORE = TWO_CORES ? 1 : null;

function newBoot(): string {
  return `b${Date.now().toString(36)}`;
}

/** Loads a fresh gateway; `more` may bring a slow disk or a data folder of its own. */
export async function gatewayRound(
  shape: Shape,
  options: RoundOptions,
  more: GatewayOptions = {},
): Promise<GatewayRound> {
  await using gateway = await startGateway({ devices: shape.clients, prefix: BROKER_CORE, ...more });
  const before = { disk: folderBytes(gateway.data), written: writtenBytes(gateway.pid), cpu: cpuSeconds(gateway.pid) };
  const load = await pinnedLoad(GENERATOR_CORE, {
    port: gateway.mqttPort,
    devices: gateway.devices,
    boot: newBoot(),
    window: shape.window,
    keepaliveS: 60,
    drainMs: 30_000,
    ...options,
  });
  const cpu = cpuSeconds(gateway.pid) - before.cpu;
  const memory = memoryMb(gateway.pid);
  const acked = load.acked.reduce((sum, n) => sum + n, 0);
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, load.lastAckAt + LAG_LOOK_MS - Date.now())));
  const lag = await slowestConsumer(gateway);
  const written = writtenBytes(gateway.pid) - before.written;
  await gateway.kill("SIGTERM");
  return {
    load,
    acked,
    stored: storedReadings(gateway.data),
    fileBytesPerMessage: (folderBytes(gateway.data) - before.disk) / acked,
    writtenBytesPerMessage: written / acked,
    cpuMicrosPerMessage: (cpu * 1e6) / acked,
    rssMb: memory.rss,
    peakMb: memory.peak,
    ...lag,
  };
}

/** Loads a fresh Mosquitto that keeps nothing on disk. */
export async function mosquittoRound(shape: Shape, options: RoundOptions, nodelay: boolean): Promise<LoadResult> {
  const lines = [
    "persistence false",
    "allow_anonymous true",
    "max_inflight_messages 0",
    "max_queued_messages 0",
    ...(nodelay ? ["set_tcp_nodelay true"] : []),
  ];
  await using mosquitto = await startMosquitto(lines, BROKER_CORE);
  const devices = deviceIds(shape.clients).map((id) => ({ id, secret: "any" }));
  const { port } = mosquitto;
  return await pinnedLoad(GENERATOR_CORE, { port, devices, boot: newBoot(), window: shape.window, ...options });
}

/** Readings in a stopped gateway's journal file. */
export function storedReadings(data: string): number {
  const db = openDatabase(join(data, "journal.db"), { readOnly: true });
  try {
    return Number(db.prepare("SELECT count(*) AS n FROM reading").get()?.n ?? 0);
  } finally {
    db.close();
  }
}
