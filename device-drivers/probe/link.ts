// What the host gets for one probe: a poll asks once and says what came of it. That nobody answers is a finding, not a failure.
import type { DriverContext, DriverDevice, DriverLink, Poll } from "../../gateway/contract/driver.ts";
import { askConnect } from "./connect.ts";
import { connectionOf } from "./connection.ts";
import { definitionOf } from "./definition.ts";
import { askDns } from "./dns.ts";
import { addressOf } from "./lookup.ts";
import { downFinding, type Finding, pollOf } from "./map.ts";
import type { Pinger } from "./pinger.ts";
import { askWeb } from "./web.ts";

/** What all links of the driver share. */
export interface Shared {
  pinger(): Pinger;
  /** A link is closed: what nobody uses any more ends. */
  release(): void;
}

export class ProbeLink implements DriverLink {
  readonly #context: DriverContext;
  readonly #shared: Shared;

  constructor(context: DriverContext, shared: Shared) {
    this.#context = context;
    this.#shared = shared;
  }

  async poll(device: DriverDevice, signal: AbortSignal): Promise<Poll> {
    const finding = await this.#ask(device, signal);
    return pollOf(device.id, definitionOf(device.profile).points, finding, this.#context.clock.now());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#shared.release();
  }

  async #ask({ profile, connection: written }: DriverDevice, signal: AbortSignal): Promise<Finding> {
    const { clock } = this.#context;
    const { asks } = definitionOf(profile);
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
