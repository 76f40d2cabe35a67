// A gateway with steady devices at it: the setting of every fault test. Its question is always the same: is what was acknowledged kept, once, in order?
import { Gateway, type GatewayOptions } from "../harness/gateway.ts";
import { until } from "../harness/wait.ts";
import { Ledger, type LedgerOptions } from "./ledger.ts";
import { SteadyDevice } from "./steady-device.ts";

export interface LoadedOptions extends GatewayOptions, LedgerOptions {
  readonly devices?: number;
  readonly window?: number;
}

export class LoadedGateway implements AsyncDisposable {
  readonly gateway: Gateway;
  readonly devices: readonly SteadyDevice[];
  readonly #ledgerOptions: LedgerOptions;
  #ledger: Ledger;

  constructor(options: LoadedOptions) {
    this.gateway = new Gateway({ ...options, devices: options.devices ?? 4 });
    this.#ledgerOptions = { gaps: options.gaps ?? false };
    this.#ledger = new Ledger(this.#ledgerOptions);
    this.devices = this.gateway.devices.map((device) => new SteadyDevice(device, "boot-1", options.window ?? 10));
  }

  get acked(): number {
    return this.devices.reduce((sum, device) => sum + device.acked, 0);
  }
  get disconnects(): number {
    return this.devices.reduce((sum, device) => sum + device.disconnects, 0);
  }

  /** Starts the gateway and lets the devices send; resolves when each of them was acknowledged anew. */
  async start(more: Parameters<Gateway["start"]>[0] = {}): Promise<void> {
    await this.gateway.start(more);
    await this.connect();
  }

  async connect(keepaliveS = 0): Promise<void> {
    const before = this.devices.map((device) => device.acked);
    await Promise.all(this.devices.map((device) => device.connect(this.gateway.mqttPort, keepaliveS)));
    await this.progress(before);
  }

  /** Resolves when every device has more acknowledgements than `before` (default: than now). */
  async progress(before = this.devices.map((device) => device.acked), deadlineMs = 20_000): Promise<void> {
    const moved = () => this.devices.every((device, i) => device.acked > (before[i] ?? 0));
    await until("an acknowledgement for every device", moved, deadlineMs);
  }

  /** Resolves when the devices have noticed that the gateway is gone. */
  async noticed(): Promise<void> {
    await until("the devices to notice", () => this.devices.every((device) => !device.connected));
  }

  /** Reads the journal of the running gateway on from the last look; what is wrong, in words. */
  async faults(): Promise<readonly string[]> {
    await this.#ledger.compare(await this.gateway.admin(), this.devices);
    return this.#ledger.faults.slice(0, 10);
  }

  /** After an end of the process: starts again, compares, lets the devices come back and finish, compares again. */
  async faultsAfterRestart(more: Parameters<Gateway["start"]>[0] = {}): Promise<readonly string[]> {
    await this.noticed();
    this.#ledger = new Ledger(this.#ledgerOptions);
    await this.gateway.start(more);
    const faults = await this.faults();
    if (faults.length > 0) return faults;
    await this.connect();
    await Promise.all(this.devices.map((device) => device.drained()));
    return await this.faults();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const device of this.devices) device.drop();
    await this.gateway[Symbol.asyncDispose]();
  }
}

/** Starts a gateway with steady devices that already send. */
export async function loadedGateway(options: LoadedOptions = {}): Promise<LoadedGateway> {
  const loaded = new LoadedGateway(options);
  try {
    await loaded.start();
    return loaded;
  } catch (error) {
    await loaded[Symbol.asyncDispose]();
    throw error;
  }
}
