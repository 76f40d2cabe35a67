// Power cuts under the whole gateway: devices publish over MQTT until the power goes; then a fresh gateway starts on what the disk holds.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Gateway, NotReady } from "../harness/gateway.ts";
import { tempFolder } from "../harness/temp.ts";
import { until, within } from "../harness/wait.ts";
import { Ledger } from "./ledger.ts";
import { type PowerCut, preparePowerCut } from "./power-cut.ts";
import { SteadyDevice } from "./steady-device.ts";

export interface GatewayCutResult extends PowerCut {
  readonly acked: number;
  /** Wrong on the image of the disk; must be empty. */
  readonly faults: readonly string[];
  /** Wrong in the folder as the kernel has it (the process died at an exact operation, the power stayed); must be empty. */
  readonly killFaults: readonly string[];
}

const DEVICES = 4;
const WINDOW = 10;

/** One run. `env` may weaken the gateway (CAMPUS_UNSAFE_SYNCHRONOUS=NORMAL), to prove that the test notices. */
export async function powerCutUnderGateway(
  cut: PowerCut,
  env: Readonly<Record<string, string>> = {},
): Promise<GatewayCutResult> {
  await using work = tempFolder("campus-power-cut");
  const data = join(work.path, "data");
  mkdirSync(data);
  const prepared = preparePowerCut(data, work.path, cut);
  await using gateway = new Gateway({ devices: DEVICES, data, env });
  const devices = gateway.devices.map((device) => new SteadyDevice(device, "power-cut", WINDOW));
  if (cut.fromStart) {
    await startUntilCut(gateway, prepared.env);
  } else {
    await gateway.start({ env: prepared.env });
    await Promise.all(devices.map((device) => device.connect(gateway.mqttPort)));
    await until("first acknowledgements", () => devices.every((device) => device.acked > 0));
    writeFileSync(prepared.arm, "");
  }
  const exit = await within("the power cut", gateway.exited, 60_000);
  if (exit.signal !== "SIGKILL")
    throw new Error(`the gateway ended with ${exit.code} before the cut: ${gateway.stderr}`);
  await until("the devices to notice", () => devices.every((device) => !device.connected));
  const acked = devices.reduce((sum, device) => sum + device.acked, 0);
  const killFaults = await faultsAfterRestart(gateway, devices, []);
  gateway.nextStartOn(prepared.image);
  return { ...cut, acked, killFaults, faults: await faultsAfterRestart(gateway, devices, devices) };
}

/** Starts a gateway whose power goes while it starts. */
async function startUntilCut(gateway: Gateway, env: Readonly<Record<string, string>>): Promise<void> {
  try {
    await gateway.start({ env });
  } catch (error) {
    if (!(error instanceof NotReady) || error.exit.signal !== "SIGKILL") throw error;
  }
}

/** Starts, compares the journal with what the devices know, lets `returning` come back and finish, compares again, and stops. */
async function faultsAfterRestart(
  gateway: Gateway,
  devices: readonly SteadyDevice[],
  returning: readonly SteadyDevice[],
): Promise<readonly string[]> {
  await gateway.start();
  const ledger = new Ledger();
  await ledger.compare(await gateway.admin(), devices);
  if (ledger.faults.length === 0 && returning.length > 0) {
    await Promise.all(returning.map((device) => device.connect(gateway.mqttPort)));
    await Promise.all(returning.map((device) => device.drained()));
    await ledger.compare(await gateway.admin(), devices);
  }
  const exit = await gateway.kill("SIGTERM");
  if (exit.code !== 0) ledger.faults.push(`SIGTERM ended with ${exit.code ?? exit.signal}`);
  return ledger.faults.slice(0, 10);
}
