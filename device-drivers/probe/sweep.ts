// Says an empty word to each address of a network in turn, a few a second, so that the kernel asks who has it. Nothing listens for an answer.
import { createSocket, type Socket } from "node:dgram";
import type { DriverClock } from "../../gateway/contract/driver.ts";
import { hostAt, hostCount, type Network } from "./network.ts";

/** The discard service (RFC 863): whoever has it throws the word away, whoever has not says so. */
const DISCARD_PORT = 9;
/** One round takes at least so long, a larger network longer. */
const ROUND_MS = 5 * 60_000;
/** At most four a second: a school's smallest switch does not notice it. */
const SHORTEST_GAP_MS = 250;

/** Milliseconds between two words. */
export function sweepGapMs(network: Network): number {
  return Math.max(SHORTEST_GAP_MS, Math.floor(ROUND_MS / hostCount(network)));
}

/** Milliseconds of one round over all hosts. */
export function sweepRoundMs(network: Network): number {
  return sweepGapMs(network) * hostCount(network);
}

/** Goes round until it is disposed of. `send` is the wire; absent: a socket of its own. */
export class Sweep implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #going: Promise<void>;
  readonly #socket: Socket | null;

  constructor(network: Network, clock: DriverClock, send?: (host: string) => void) {
    this.#socket = send === undefined ? createSocket("udp4") : null;
    // No way there, or nobody: the table says who answered.
    this.#socket?.on("error", () => undefined);
    this.#going = this.#run(network, clock, send ?? ((host) => this.#say(host)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#going;
    this.#socket?.close();
  }

  async #run(network: Network, clock: DriverClock, send: (host: string) => void): Promise<void> {
    const { signal } = this.#stop;
    const [gapMs, count] = [sweepGapMs(network), hostCount(network)];
    for (let at = 0; !signal.aborted; at = (at + 1) % count) {
      send(hostAt(network, at));
      await clock.sleep(gapMs, signal);
    }
  }

  #say(host: string): void {
    this.#socket?.send(Buffer.alloc(0), DISCARD_PORT, host, () => undefined);
  }
}
