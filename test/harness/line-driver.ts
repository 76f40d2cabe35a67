// A driver as small as can be, for the tests of the driver host: one line out, one line back over TCP, many units behind one address.
// `read UNIT` → `UNIT {"point": value, …}`; `write UNIT NAME ARGS` → `UNIT ok` or `UNIT no CODE`. It keeps the driver contract in full.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import {
  type CommandOutcome,
  type DeviceCheck,
  type Driver,
  type DriverContext,
  type DriverDevice,
  type DriverLink,
  type DriverRegistry,
  LinkError,
  type Poll,
  type Sample,
} from "#gateway/contract/driver.ts";
import type { Value } from "#gateway/contract/entry.ts";
import { onLines } from "./line-device.ts";

const TIMEOUT_MS = 150;

function pointsOf(device: DriverDevice): string[] {
  return Object.keys(device.profile.points ?? {});
}

class LineLink implements DriverLink {
  readonly #address: string;
  readonly #context: DriverContext;
  #socket: Socket | null = null;
  #answered: (line: string) => void = () => undefined;
  #failed: (error: Error) => void = () => undefined;

  constructor(address: string, context: DriverContext) {
    this.#address = address;
    this.#context = context;
  }

  async poll(device: DriverDevice): Promise<Poll> {
    const unit = String(device.connection.unit);
    const line = await this.#ask(`read ${unit}`, unit);
    const values: Record<string, Value> = line === null ? {} : JSON.parse(line);
    const samples = pointsOf(device).map((point): Sample => {
      const value = values[point];
      if (line === null) return { point, value: null, quality: "bad", reason: "timeout" };
      return value === undefined
        ? { point, value: null, quality: "bad", reason: "exception" }
        : { point, value, quality: "good" };
    });
    const raw = line === null ? {} : { raw: Buffer.from(line).toString("hex") };
    return { device: device.id, measuredMs: this.#context.clock.now(), samples, ...raw };
  }

  async command(device: DriverDevice, { name, args }: { name: string; args: object }): Promise<CommandOutcome> {
    // What no driver should do, and what the host must survive.
    while (name === "hang") {}
    if (name === "die") return await this.#die();
    const unit = String(device.connection.unit);
    const line = await this.#ask(`write ${unit} ${name} ${JSON.stringify(args)}`, unit);
    if (line === null) return { ok: null, code: "timeout", detail: null, data: {} };
    const [, code] = line.split(" ");
    return { ok: line === "ok", code: line === "ok" ? null : (code ?? "exception"), detail: null, data: {} };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket?.destroy();
  }

  #die(): Promise<never> {
    return new Promise(() => {
      this.#context.clock.after(0, () => {
        throw new Error("die");
      });
    });
  }

  async #open(): Promise<Socket> {
    if (this.#socket !== null) return this.#socket;
    const [host = "", port = ""] = this.#address.split(":");
    const socket = connect(Number(port), host);
    try {
      await once(socket, "connect");
    } catch (cause) {
      throw new LinkError("refused", `${this.#address} does not take connections`, { cause });
    }
    socket.on("error", (error) => this.#failed(error));
    socket.on("close", () => this.#failed(new Error("closed")));
    onLines(socket, (line) => this.#answered(line));
    this.#socket = socket;
    return socket;
  }

  /** The answer without the unit; null when none came in time. */
  async #ask(request: string, unit: string): Promise<string | null> {
    const socket = await this.#open();
    if (socket.closed) throw new LinkError("reset", `${this.#address} closed the connection`);
    const { promise, resolve, reject } = Promise.withResolvers<string | null>();
    this.#answered = (line) => {
      if (line.startsWith(`${unit} `)) resolve(line.slice(unit.length + 1));
    };
    this.#failed = (cause) => reject(new LinkError("reset", `${this.#address} closed the connection`, { cause }));
    using _timer = this.#context.clock.after(TIMEOUT_MS, () => resolve(null));
    socket.write(`${request}\n`);
    return await promise;
  }
}

export const line: Driver = {
  name: "line",
  linkKey: (connection) => String(connection.tcp),
  openLink: (connection, context) => new LineLink(String(connection.tcp), context),
};

const check: DeviceCheck = ({ connection }) =>
  typeof connection.unit === "number"
    ? []
    : [{ path: "connection.unit", what: "is missing", remedy: "write the number of the unit" }];

export const drivers: DriverRegistry = { line: { driver: async () => line, check: async () => check } };
