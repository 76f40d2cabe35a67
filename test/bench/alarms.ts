// From an entry to its `alarm.raised` on the stream, while 500 devices send and 500 rules judge: what a person on duty waits for.
import { loadavg } from "node:os";
import { deviceIds } from "../harness/campus-file.ts";
import { startGateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { openSse, type SseReader } from "../harness/sse.ts";
import { Histogram } from "./histogram.ts";
import { pinnedLoad } from "./load.ts";
import { slowestConsumer } from "./metrics.ts";
import { cpuSeconds } from "./process-figures.ts";

const DEVICES = 500;
/** Devices that pass their limit and come back, each once a second. */
const PROBES = 40;
const WARM_UP_MS = 5000;
const MEASURE_MS = 15_000;
/** The load's temperatures are below; its rules are judged with every entry and raise nothing. */
const NEVER = 90;

/** One line for each rate. */
export async function* alarmFigures(): AsyncGenerator<Record<string, unknown>> {
  yield await figure(2000, 50);
  yield await figure(10_000, 100);
}

async function figure(perSecond: number, goalMs: number): Promise<Record<string, unknown>> {
  const load = deviceIds(DEVICES);
  const probes = Array.from({ length: PROBES }, (_, i) => `probe-${i}`);
  const rule = (id: string, device: string, more: object) => ({ id, device, point: "temperature", ...more });
  await using gateway = await startGateway({
    devices: Object.fromEntries([...load, ...probes].map((id) => [id, {}])),
    config: {
      alarms: [
        ...load.slice(PROBES).map((id) => rule(`never-${id}`, id, { above: NEVER, deadband: 1 })),
        ...probes.map((id) => rule("spike", id, { above: 50 })).map((one, i) => ({ ...one, id: `spike-${i}` })),
      ],
    },
  });
  const admin = await gateway.admin();
  await using stream = await openSse(admin, "stream?kind=alarm&type=alarm.raised");
  const latency = new Histogram();
  const reading = readRaises(stream, latency);
  const cpu = cpuSeconds(gateway.pid);
  const stop = new AbortController();
  const probing = probe(gateway, probes, stop.signal);
  const result = await pinnedLoad(1, {
    port: gateway.mqttPort,
    devices: gateway.devices.filter(({ id }) => !id.startsWith("probe")),
    boot: `b${Date.now().toString(36)}`,
    window: 50,
    perSecond,
    warmUpMs: WARM_UP_MS,
    measureMs: MEASURE_MS,
  });
  const cores = (cpuSeconds(gateway.pid) - cpu) / ((WARM_UP_MS + MEASURE_MS) / 1000);
  stop.abort();
  await probing;
  const lag = await slowestConsumer(gateway);
  await stream[Symbol.asyncDispose]();
  await reading;
  const { p50, p99, max } = latency.summary();
  return {
    figure: "alarm",
    perSecond: Math.round(result.perSecond),
    asked: perSecond,
    rules: DEVICES,
    raised: latency.count,
    entryToStreamMs: { p50, p99, max },
    goalP99Ms: goalMs,
    met: p99 <= goalMs,
    pubackMs: result.latencyMs,
    // With more than the cores to do, it measures the neighbours.
    machineLoad: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    cores: Math.round(cores * 100) / 100,
    ...lag,
  };
}

/** Every probe passes its limit and comes back, one after the other, until told to stop. */
async function probe(
  gateway: Parameters<typeof connectDevice>[0] & { devices: readonly { id: string; secret: string }[] },
  ids: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const devices = gateway.devices.filter(({ id }) => ids.includes(id));
  const clients = await Promise.all(devices.map((device) => connectDevice(gateway, device)));
  for (let turn = 0; !signal.aborted; turn++) {
    const temperature = Math.floor(turn / clients.length) % 2 === 0 ? 60 : 40;
    await clients[turn % clients.length]?.telemetry({ temperature });
    await new Promise((resolve) => setTimeout(resolve, 1000 / PROBES));
  }
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
}

/** Counts from the moment at which the entry was received, which is that of the raise. */
async function readRaises(stream: SseReader, latency: Histogram): Promise<void> {
  const from = Date.now() + WARM_UP_MS;
  for (;;) {
    const message = await stream.next(60_000).catch(() => null);
    if (message === null) return;
    const now = Date.now();
    if (message.data === null || message.event !== "entry" || now < from) continue;
    const { body } = JSON.parse(message.data) as { body: { raisedAt: string } };
    latency.add(now - Date.parse(body.raisedAt));
  }
}
