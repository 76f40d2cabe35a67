// What the drivers' thread does: devices by difference, each on the queue of its link; statuses are told in bundles. Knows no thread, so
// that tests can run it with a clock of their own.
import { isDeepStrictEqual } from "node:util";
import type { CommandOutcome, Driver, DriverCommand, DriverContext } from "../contract/driver.ts";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import { LinkQueue } from "./link-queue.ts";
import { PolledDevice } from "./polled-device.ts";
import type { DeviceSpec, DeviceState, FromThread, TrialOutcome } from "./protocol.ts";
import { failedTrial } from "./trials.ts";
import type { Board } from "./trust/judge.ts";

/** A change of state is told at once; the time and bytes of the last poll so often. */
const TELL_EVERY_MS = 1000;

export interface EngineOptions {
  /** The driver of that name. Throws when there is none, or when it cannot be loaded. */
  readonly driver: (name: string) => Promise<Driver>;
  readonly context: DriverContext;
  readonly clock: Clock;
  readonly random: () => number;
  readonly tell: (message: FromThread) => void;
}

interface Seat {
  readonly device: PolledDevice;
  readonly queue: LinkQueue;
  told: DeviceState | null;
}

export class Engine implements AsyncDisposable {
  readonly #options: EngineOptions;
  readonly #seats = new Map<string, Seat>();
  readonly #links = new Map<string, LinkQueue>();
  readonly #dirty = new Set<Seat>();
  /** What devices say of the same things as others. */
  readonly #board: Board = new Map();
  readonly #beginning = new Map<string, (go: boolean) => void>();
  readonly #timer: Disposable;
  /** Changes never overlap. */
  #applying: Promise<void> = Promise.resolve();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#timer = options.clock.every(TELL_EVERY_MS, () => this.#tellStatuses());
  }

  /** These devices and no others; those that are as they were notice nothing. */
  apply(specs: readonly DeviceSpec[]): Promise<void> {
    this.#applying = this.#applying.then(() => this.#apply(specs));
    return this.#applying;
  }

  stored(id: string, n: number): void {
    const seat = this.#seats.get(id);
    if (seat === undefined) return;
    seat.device.stored(n);
    seat.queue.wake();
  }

  command(command: DriverCommand): void {
    const { tell } = this.#options;
    const end = (outcome: CommandOutcome | null) => tell({ is: "outcome", id: command.id, outcome });
    const seat = this.#seats.get(command.device);
    if (seat === undefined) {
      end(null);
      return;
    }
    const begin = () => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      this.#beginning.set(command.id, resolve);
      tell({ is: "begin", id: command.id });
      return promise;
    };
    seat.queue.command({ device: seat.device, command, begin, end });
  }

  /** Asks a device once that is not among ours: over its link if that is in use, else over one that is closed again. */
  async tryDevice({ driver: name, device }: DeviceSpec): Promise<TrialOutcome> {
    try {
      const driver = await this.#options.driver(name);
      const linkKey = `${name} ${driver.linkKey(device.connection)}`;
      const queue = this.#links.get(linkKey) ?? this.#newQueue(driver);
      this.#links.set(linkKey, queue);
      const outcome = await queue.tryDevice(device);
      if (queue.isIdle && this.#links.get(linkKey) === queue) {
        this.#links.delete(linkKey);
        await queue[Symbol.asyncDispose]();
      }
      return outcome;
    } catch (thrown) {
      return failedTrial("driver-failed", messageOf(thrown));
    }
  }

  begun(id: string, go: boolean): void {
    this.#beginning.get(id)?.(go);
    this.#beginning.delete(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer[Symbol.dispose]();
    await this.#applying;
    for (const resolve of this.#beginning.values()) resolve(false);
    await Promise.all([...this.#links.values()].map((queue) => queue[Symbol.asyncDispose]()));
    for (const { device } of this.#seats.values()) this.#flush(device);
    this.#tellStatuses();
  }

  #flush(device: PolledDevice): void {
    const reading = device.flush();
    if (reading !== null) this.#options.tell({ is: "reading", ...reading });
  }

  async #apply(specs: readonly DeviceSpec[]): Promise<void> {
    const wanted = new Map(specs.map((spec) => [spec.device.id, spec]));
    for (const [id, seat] of this.#seats) {
      const spec = wanted.get(id);
      if (spec !== undefined && sameSchedule(seat.device.spec, spec)) seat.device.spec = spec;
      else this.#remove(id, seat, spec);
    }
    for (const spec of specs) if (!this.#seats.has(spec.device.id)) await this.#add(spec);
    const idle = [...this.#links].filter(([, queue]) => queue.isIdle);
    for (const [key] of idle) this.#links.delete(key);
    await Promise.all(idle.map(([, queue]) => queue[Symbol.asyncDispose]()));
  }

  #remove(id: string, seat: Seat, next: DeviceSpec | undefined): void {
    this.#seats.delete(id);
    this.#dirty.delete(seat);
    seat.queue.devices.delete(id);
    this.#flush(seat.device);
    if (next !== undefined && !isDeepStrictEqual(seat.device.spec.device.connection, next.device.connection))
      seat.queue.reopen();
  }

  async #add(spec: DeviceSpec): Promise<void> {
    const { clock, context } = this.#options;
    const { id } = spec.device;
    try {
      const driver = await this.#options.driver(spec.driver);
      const linkKey = `${spec.driver} ${driver.linkKey(spec.device.connection)}`;
      const queue = this.#links.get(linkKey) ?? this.#newQueue(driver);
      this.#links.set(linkKey, queue);
      const device = new PolledDevice(spec, clock.monotonic(), clock.now(), this.#board);
      const seat: Seat = { device, queue, told: null };
      this.#seats.set(id, seat);
      queue.devices.set(id, device);
      this.#changed(seat);
      queue.wake();
    } catch (thrown) {
      // One driver that cannot be loaded must not keep the others from running.
      context.log.warn({ device: id, error: messageOf(thrown) }, "a device cannot be asked");
      const lastError = { code: "driver-failed", message: messageOf(thrown) };
      const status = {
        state: "down",
        sinceMs: clock.now(),
        lastPollMs: null,
        lastError,
        raw: null,
        skipped: 0,
      } as const;
      this.#options.tell({ is: "statuses", statuses: [[id, status]] });
    }
  }

  #newQueue(driver: Driver): LinkQueue {
    const { context, clock, random, tell } = this.#options;
    return new LinkQueue({
      driver,
      context,
      clock,
      random,
      report: (reading) => tell({ is: "reading", ...reading }),
      saw: (device, neighbours) => tell({ is: "neighbours", device, neighbours }),
      changed: ({ id }) => {
        const seat = this.#seats.get(id);
        if (seat !== undefined) this.#changed(seat);
      },
    });
  }

  #changed(seat: Seat): void {
    this.#dirty.add(seat);
    if (seat.device.status().state !== seat.told) this.#tellStatuses();
  }

  #tellStatuses(): void {
    if (this.#dirty.size === 0) return;
    const statuses = [...this.#dirty].map((seat) => [seat.device.id, seat.device.status()] as const);
    for (const seat of this.#dirty) seat.told = seat.device.status().state;
    this.#dirty.clear();
    this.#options.tell({ is: "statuses", statuses });
  }
}

/** True when the device goes on as it does, with at most another policy of what is reported. */
function sameSchedule(a: DeviceSpec, b: DeviceSpec): boolean {
  return a.driver === b.driver && a.everyMs === b.everyMs && isDeepStrictEqual(a.device, b.device);
}
