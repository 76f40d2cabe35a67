// Who is on a network that this machine is itself in: the kernel's table, looked at more often while a sweep fills it, because the kernel
// forgets those that it does not need.
import { readFile } from "node:fs/promises";
import { type DriverClock, LinkError } from "../../gateway/contract/driver.ts";
import type { Neighbour } from "../../gateway/contract/neighbours.ts";
import { neighboursIn } from "./arp-table.ts";
import type { Network } from "./network.ts";
import { Sweep, sweepRoundMs } from "./sweep.ts";

export const ARP_TABLE = "/proc/net/arp";
/** The kernel keeps what it does not need for at least a minute (gc_stale_time). */
const LOOK_EVERY_MS = 20_000;
/** Who was missed in one round is waited for in the next. */
const ROUNDS = 2;

export class OwnNeighbours implements AsyncDisposable {
  readonly #network: Network;
  readonly #file: string;
  readonly #clock: DriverClock;
  readonly #seen = new Map<string, { readonly neighbour: Neighbour; readonly atMs: number }>();
  #sweep: Sweep | null = null;
  #looking: Disposable | null = null;

  constructor(network: Network, file: string, clock: DriverClock) {
    this.#network = network;
    this.#file = file;
    this.#clock = clock;
  }

  /** Fills the table from now on; a second call does nothing. */
  sweep(): void {
    if (this.#sweep !== null) return;
    this.#sweep = new Sweep(this.#network, this.#clock);
    this.#lookLater();
  }

  /** Everybody in the table now; with a sweep also who was in it during the last two rounds. Throws LinkError without a table. */
  async look(): Promise<Neighbour[]> {
    const now = neighboursIn(await this.#table(), this.#network);
    if (this.#sweep === null) return now;
    const atMs = this.#clock.monotonic();
    for (const neighbour of now) if (neighbour.ip !== null) this.#seen.set(neighbour.ip, { neighbour, atMs });
    const since = atMs - ROUNDS * sweepRoundMs(this.#network);
    for (const [ip, seen] of this.#seen) if (seen.atMs < since) this.#seen.delete(ip);
    return [...this.#seen.values()].map(({ neighbour }) => neighbour);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#looking?.[Symbol.dispose]();
    await this.#sweep?.[Symbol.asyncDispose]();
    this.#sweep = null;
  }

  #lookLater(): void {
    this.#looking = this.#clock.after(LOOK_EVERY_MS, () => {
      // A table that cannot be read is told by the next poll.
      this.look().then(
        () => this.#again(),
        () => this.#again(),
      );
    });
  }

  #again(): void {
    if (this.#sweep !== null) this.#lookLater();
  }

  async #table(): Promise<string> {
    try {
      return await readFile(this.#file, "latin1");
    } catch (cause) {
      throw new LinkError(
        "neighbours-unreadable",
        `${this.#file} cannot be read: this needs Linux, and a service that may read it`,
        { cause },
      );
    }
  }
}
