// Memory of a gateway with 500 devices: connected and silent, then each sending once per second.
import { newSecret } from "../harness/campus-file.ts";
import { startGateway } from "../harness/gateway.ts";
import { type DeviceSocket, openDeviceSocket } from "./device-socket.ts";
import { runLoad } from "./generator.ts";
import { memoryMb } from "./process-figures.ts";

const DEVICES = 500;
const SETTLE_MS = 10_000;
const PACED_MS = 20_000;

export async function memoryFigure(): Promise<Record<string, unknown>> {
  await using gateway = await startGateway({ devices: DEVICES });
  const empty = memoryMb(gateway.pid).rss;
  const sockets: DeviceSocket[] = [];
  let disconnects = 0;
  for (const { id, secret } of gateway.devices) {
    const login = { host: "127.0.0.1", port: gateway.mqttPort, id, username: id, password: secret };
    const events = { acked: () => undefined, closed: () => disconnects++ };
    sockets.push(await openDeviceSocket(login, events));
  }
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const idle = memoryMb(gateway.pid).rss;
  for (const socket of sockets) socket.end();
  const load = await runLoad({
    port: gateway.mqttPort,
    devices: gateway.devices,
    boot: newSecret().slice(0, 8),
    window: 4,
    perSecond: DEVICES,
    measureMs: PACED_MS,
  });
  const { rss, peak } = memoryMb(gateway.pid);
  return {
    figure: "memory",
    devices: DEVICES,
    rssMbNoDevices: empty,
    rssMbConnectedIdle: idle,
    goal: 200,
    rssMbAtOnePerSecond: rss,
    peakMb: peak,
    pubackMs: load.latencyMs,
    disconnects: disconnects + load.disconnects,
  };
}
