// What brings a command to its device: the broker for devices that send to us, the drivers for those that we ask.
import type { CommandOutcome, DriverCommand } from "../contract/driver.ts";
import { formatTime } from "../contract/time.ts";
import { GatewayError } from "../kit/errors.ts";
import type { Command } from "./command.ts";

export interface Carrier {
  /** False while there is nobody to take it: it waits until it expires. */
  ready(command: Command): boolean;
  /**
   * Calls `begin` once, when the command is the next thing to go out, and sends it only if that resolves with true. null: the device
   * answers later, by itself. Rejecting before `begin` means: not sent; afterwards: nobody knows, unless the code says otherwise.
   */
  send(command: Command, begin: () => Promise<boolean>): Promise<CommandOutcome | null>;
}

/** What is needed of the broker. */
export interface Downlink {
  listens(device: string, subtopic: "command"): boolean;
  publishTo(device: string, subtopic: "command", payload: string, how: { readonly retain: boolean }): Promise<void>;
  /** Firmware with words of its own. */
  readonly foreign: {
    orders(device: string): boolean;
    ready(device: string, name: string, args: Command["args"]): boolean;
    run(device: string, name: string, args: Command["args"]): Promise<CommandOutcome>;
  };
}

export function mqttCarrier(broker: Downlink): Carrier {
  return {
    ready: ({ device, name, args }) =>
      broker.foreign.orders(device) ? broker.foreign.ready(device, name, args) : broker.listens(device, "command"),
    async send({ id, device, name, args, expiresMs }, begin) {
      if (!(await begin())) throw notSent(id);
      if (broker.foreign.orders(device)) return await broker.foreign.run(device, name, args);
      const payload = JSON.stringify({ id, name, args, expiresAt: formatTime(expiresMs) });
      await broker.publishTo(device, "command", payload, { retain: false });
      return null;
    },
  };
}

/** What is needed of the driver host. */
export interface Commanded {
  command(command: DriverCommand, begin: () => Promise<boolean>): Promise<CommandOutcome>;
}

export function driverCarrier(drivers: Commanded): Carrier {
  return {
    ready: () => true,
    send: ({ id, device, name, args }, begin) => drivers.command({ id, device, name, args }, begin),
  };
}

function notSent(id: string): GatewayError {
  return new GatewayError(
    "command-not-run",
    `the command ${id} did not go out: its device is no longer asked, or it was too late`,
    "Give the command again when the device is there.",
  );
}
