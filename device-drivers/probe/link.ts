// What the host gets for one probe: a poll asks once and says what came of it. That nobody answers is a finding, not a failure.
import type { DriverContext, DriverDevice, DriverLink, Poll } from "../../gateway/contract/driver.ts";
import { askConnect } from "./connect.ts";
import { type Asks, connectionOf } from "./connection.ts";
import { definitionOf } from "./definition.ts";
import { askDns } from "./dns.ts";
import { addressOf } from "./lookup.ts";
import { downFinding, type Finding, pollOf } from "./map.ts";
import { OwnNeighbours } from "./own-neighbours.ts";
import type { Pinger } from "./pinger.ts";
import { askWeb } from "./web.ts";

type Asked = Exclude<Asks, "neighbours">;

/** What all links of the driver share. */
export interface Shared {
  pinger(): Pinger;
  /** The kernel's table of neighbours. */
  readonly arpTable: string;
  /** A link is closed: what nobody uses any more ends. */
  release(): void;
}

export class ProbeLink implements DriverLink {
  readonly #context: DriverContext;
  readonly #shared: Shared;
  #neighbours: OwnNeighbours | null = null;

  constructor(context: DriverContext, shared: Shared) {
    this.#context = context;
    this.#shared = shared;
  }

  poll(device: DriverDevice, signal: AbortSignal): Promise<Poll> {
    return this.#poll(device, signal, connectionOf(device.connection).sweep);
  }

  /** Without a sweep: nobody has agreed to that yet. */
  look(device: DriverDevice, signal: AbortSignal): Promise<Poll> {
    return this.#poll(device, signal, false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#shared.release();
    await this.#neighbours?.[Symbol.asyncDispose]();
  }

  async #poll(device: DriverDevice, signal: AbortSignal, sweep: boolean): Promise<Poll> {
    const { asks, points } = definitionOf(device.profile);
    if (asks === "neighbours") return await this.#watch(device, points, sweep);
    return pollOf(device.id, points, await this.#ask(device, asks, signal), this.#context.clock.now());
  }

  async #watch({ id, connection }: DriverDevice, points: readonly string[], sweep: boolean): Promise<Poll> {
    const { clock } = this.#context;
    const { network } = connectionOf(connection);
    if (network === null) return pollOf(id, points, downFinding("there is no network to watch"), clock.now());
    this.#neighbours ??= new OwnNeighbours(network, this.#shared.arpTable, clock);
    if (sweep) this.#neighbours.sweep();
    const neighbours = await this.#neighbours.look();
    const finding: Finding = { values: { neighbours: neighbours.length }, reason: "device", detail: null };
    return { ...pollOf(id, points, finding, clock.now()), neighbours };
  }

  async #ask({ connection: written }: DriverDevice, asks: Asked, signal: AbortSignal): Promise<Finding> {
    const { clock } = this.#context;
    const { timeoutMs, host, count, target, url, name, resolver } = connectionOf(written);
    const at = async (named: string, ask: (address: string) => Promise<Finding>) => {
      const address = await addressOf(named, timeoutMs, signal);
      return address === null ? downFinding(`nobody knows an address of ${named}`) : await ask(address);
    };
    switch (asks) {
      case "ping":
        return await at(host, (address) =>
          this.#shared.pinger().ask(host, address, { count, timeoutMs }, clock, signal),
        );
      case "connect":
        return await at(target.host, (address) => askConnect(target, address, timeoutMs, clock, signal));
      case "http":
      case "https":
        return await at(new URL(url).hostname.replaceAll(/^\[|\]$/g, ""), (address) =>
          askWeb(url, address, timeoutMs, clock, signal),
        );
      case "dns":
        return await askDns(name, resolver, timeoutMs, clock, signal);
    }
  }
}
