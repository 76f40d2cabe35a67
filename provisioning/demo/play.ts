// The virtual campus: one process that plays every device of the school, Modbus devices on loopback ports and MQTT devices that sign in
// at the gateway whose folder it is given. Everything it says is invented.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import { MQTT } from "./campus-data.ts";
import { clockTime } from "./day/time.ts";
import { SWITCH_HOST, SWITCH_SECRET } from "./switch-data.ts";
import { type CampusClock, campusClock } from "./wires/campus-clock.ts";
import { startLink } from "./wires/modbus-links.ts";
import { playMqttDevice } from "./wires/mqtt-device.ts";
import { startNetwork } from "./wires/network.ts";

const USAGE =
  "Usage: node provisioning/demo/start.mjs --campus FOLDER [--mr1 PORT] [--io PORT] [--pdu PORT] [--net PORT] [--modem PATH] [--speed N] [--from HH:MM] [--seed N]";
const LOOK_EVERY_MS = 100;

/** Plays until SIGINT or SIGTERM. */
export async function play(args: readonly string[]): Promise<void> {
  const text = { type: "string" } as const;
  const options = {
    campus: text,
    mr1: text,
    io: text,
    pdu: text,
    net: text,
    modem: text,
    speed: text,
    from: text,
    seed: text,
  };
  const { values } = parseArgs({ args: [...args], options });
  const folder = values.campus;
  const speed = Number(values.speed ?? 1);
  const seed = Number(values.seed ?? 1);
  const from = values.from === undefined ? null : clockTime(values.from);
  if (
    folder === undefined ||
    !(speed > 0) ||
    !Number.isSafeInteger(seed) ||
    (from === null) !== (values.from === undefined)
  ) {
    console.error(USAGE);
    process.exitCode = 64;
    return;
  }
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());

  const campus = campusClock(clock, speed, from);
  await using links = new AsyncDisposableStack();
  for (const link of ["mr1", "io", "pdu"] as const) {
    const port = values[link];
    if (port === undefined) continue;
    links.use(await startLink({ link, port: Number(port), seed, clock, campus }));
    console.log(`serial server ${link}: 127.0.0.1:${port}`);
  }
  if (values.net !== undefined) {
    links.use(await startNetwork({ port: Number(values.net), seed, clock, campus }));
    console.log(`network: 127.0.0.20 and following, port ${values.net}`);
    links.use(await playedSwitch(folder, Number(values.net), { seed, campus }));
  }
  if (values.modem !== undefined) links.use(await telephones(values.modem));
  const playing = MQTT.map((spec) => ({ spec, file: join(folder, "devices", `${spec.id}.secret`) }))
    .filter(({ file }) => existsSync(file))
    .map(({ spec, file }) => {
      const secret = readFileSync(file, "utf8").trim();
      return playMqttDevice({ spec, secret, seed, clock, campus, urlOf: () => mqttOf(folder) }, stopping.signal);
    });
  await gatewayOf(folder, stopping.signal);
  campus.start();
  await Promise.all([...playing, aborted(stopping.signal)]);
}

/** The modem and who is behind it; null: this machine has no pseudo-terminal for it. */
async function telephones(path: string): Promise<AsyncDisposable | null> {
  const { playTelephones } = await import("./telephones.ts");
  const [started] = await Promise.allSettled([playTelephones(path, clock)]);
  console.log(started.status === "fulfilled" ? `modem: ${path}` : `modem: ${messageOf(started.reason)}`);
  return started.status === "fulfilled" ? started.value : null;
}

/** The core switch, where the folder has its community: one of an earlier start may not. */
async function playedSwitch(
  folder: string,
  port: number,
  { seed, campus }: { readonly seed: number; readonly campus: CampusClock },
): Promise<AsyncDisposable | null> {
  const file = join(folder, "devices", `${SWITCH_SECRET}.secret`);
  if (!existsSync(file)) return null;
  const { startCoreSwitch } = await import("./wires/core-switch.ts");
  const community = readFileSync(file, "utf8").trim();
  const [started] = await Promise.allSettled([startCoreSwitch({ port, community, seed, clock, campus })]);
  if (started.status === "fulfilled") return started.value;
  console.log(`core switch: ${SWITCH_HOST}:${port} is taken or not there`);
  return null;
}

/** Resolves when the gateway is ready, or `signal` aborts. */
async function gatewayOf(folder: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && mqttOf(folder) === null) await clock.sleep(LOOK_EVERY_MS, signal);
}

/** Where the gateway of this folder takes devices, or null while it does not run. */
function mqttOf(folder: string): string | null {
  const file = join(folder, "run.json");
  if (!existsSync(file)) return null;
  const run: unknown = JSON.parse(readFileSync(file, "utf8"));
  return typeof run === "object" && run !== null && "mqtt" in run && typeof run.mqtt === "string" ? run.mqtt : null;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
