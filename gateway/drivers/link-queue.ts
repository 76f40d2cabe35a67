// One link and the devices behind it: one call at a time, commands before polls, what is longest due first; a link that fails is left alone
// for a while and then opened anew. The only file that calls a DriverLink.
import {
  type CommandOutcome,
  type Driver,
  type DriverCommand,
  type DriverContext,
  type DriverDevice,
  type DriverLink,
  LinkError,
} from "../contract/driver.ts";
import { MOST_NEIGHBOURS, type Neighbour } from "../contract/neighbours.ts";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import { FAILURES_UNTIL_GONE, linkShareMs, linkWaitMs } from "./patience.ts";
import type { Failure, PolledDevice } from "./polled-device.ts";
import type { ReadingMessage, TrialOutcome } from "./protocol.ts";
import { failedTrial, TRIAL_MS, trialOf } from "./trials.ts";

/** No call may take longer, whatever the driver's own deadlines are: it is given up and the link is opened anew. */
const CALL_DEADLINE_MS = 30_000;
/** Closing a link that does not close is not waited for. */
const CLOSE_PATIENCE_MS = 2000;

export interface LinkParts {
  readonly driver: Driver;
  readonly context: DriverContext;
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: (reading: ReadingMessage) => void;
  /** Everybody that a device saw. */
  readonly saw: (device: string, neighbours: readonly Neighbour[]) => void;
  /** Something of the device's status is different. */
  readonly changed: (device: PolledDevice) => void;
}

export interface QueuedCommand {
  readonly device: PolledDevice;
  readonly command: DriverCommand;
  /** Resolves with false when it must not run any more. */
  begin(): Promise<boolean>;
  /** null: it did not run. */
  end(outcome: CommandOutcome | null): void;
}

interface QueuedTrial {
  readonly device: DriverDevice;
  /** Monotonic; later than this nobody waits for it. */
  readonly untilMs: number;
  end(outcome: TrialOutcome): void;
}

export class LinkQueue implements AsyncDisposable {
  readonly devices = new Map<string, PolledDevice>();
  readonly #parts: LinkParts;
  readonly #commands: QueuedCommand[] = [];
  readonly #trials: QueuedTrial[] = [];
  #trying = 0;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #link: DriverLink | null = null;
  #reopen = false;
  #failures = 0;
  #wake: () => void = () => undefined;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.#ended = this.#run();
  }

  /** Something new to do, or a receipt has come. */
  wake(): void {
    this.#wake();
  }

  /** The settings of the link changed: the next call opens it with the new ones. */
  reopen(): void {
    this.#reopen = true;
  }

  command(queued: QueuedCommand): void {
    if (this.#stop.signal.aborted) queued.end(null);
    else this.#commands.push(queued);
    this.wake();
  }

  /** True when nobody hangs on it. */
  get isIdle(): boolean {
    return this.devices.size === 0 && this.#trying === 0;
  }

  /** Asks a device once that is not one of ours. Never rejects. */
  async tryDevice(device: DriverDevice): Promise<TrialOutcome> {
    const { promise, resolve } = Promise.withResolvers<TrialOutcome>();
    if (this.#stop.signal.aborted) return failedTrial("link-closed", "the link was closed");
    this.#trying++;
    this.#trials.push({ device, untilMs: this.#parts.clock.monotonic() + TRIAL_MS, end: resolve });
    this.wake();
    const outcome = await promise;
    this.#trying--;
    return outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#ended;
    for (const queued of this.#commands.splice(0)) queued.end(null);
    for (const { end } of this.#trials.splice(0)) end(failedTrial("link-closed", "the link was closed"));
  }

  async #run(): Promise<void> {
    const { clock } = this.#parts;
    while (!this.#stop.signal.aborted) {
      const command = this.#commands.shift();
      if (command !== undefined) {
        await this.#runCommand(command);
        continue;
      }
      const trial = this.#trials.shift();
      if (trial !== undefined) {
        await this.#runTrial(trial);
        continue;
      }
      const next = this.#next();
      const waitMs = next === null ? null : next.dueMs - clock.monotonic();
      if (next !== null && waitMs !== null && waitMs <= 0) await this.#poll(next);
      else await this.#idle(waitMs);
    }
    await this.#close();
  }

  /** The device that is due first among those that may be asked. */
  #next(): PolledDevice | null {
    let next: PolledDevice | null = null;
    for (const device of this.devices.values()) {
      if (device.mayBeAsked && (next === null || device.dueMs < next.dueMs)) next = device;
    }
    return next;
  }

  async #idle(waitMs: number | null): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    using _timer = waitMs === null ? null : this.#parts.clock.after(waitMs, resolve);
    if (!this.#stop.signal.aborted) await promise;
    this.#wake = () => undefined;
  }

  async #poll(device: PolledDevice): Promise<void> {
    const { clock, random, report, saw, changed } = this.#parts;
    let reading: ReadingMessage | null;
    const beganMs = clock.monotonic();
    const wasDark = this.#isDark;
    try {
      const poll = await this.#call(device.spec.device, (link, signal) => link.poll(device.spec.device, signal));
      this.#failures = 0;
      if (!this.#has(device)) return;
      reading = device.answered(poll, clock.monotonic(), clock.now(), random);
      if (poll.neighbours !== undefined) saw(device.id, poll.neighbours.slice(0, MOST_NEIGHBOURS));
      this.#share(device, clock.monotonic() - beganMs, wasDark);
    } catch (thrown) {
      await this.#close();
      if (this.#stop.signal.aborted) return;
      if (thrown instanceof LinkError) {
        this.#linkFailed({ code: thrown.code, message: thrown.message }, device);
        return;
      }
      if (!this.#has(device)) return;
      const failure = { code: "driver-failed", message: messageOf(thrown) };
      reading = device.stumbled(failure, clock.monotonic(), clock.now(), random);
    }
    changed(device);
    if (reading !== null) report(reading);
  }

  async #runCommand({ device, command, begin, end }: QueuedCommand): Promise<void> {
    let outcome: CommandOutcome | null = null;
    let began = false;
    try {
      if (this.#has(device) && (await begin())) {
        began = true;
        outcome = await this.#call(device.spec.device, async (link, signal) => {
          if (link.command === undefined) return refusal("read-only", "the driver writes nothing");
          return await link.command(device.spec.device, command, signal);
        });
        if (outcome.ok !== null) device.heard(this.#parts.clock.monotonic());
      }
    } catch (thrown) {
      // A LinkError says that nothing went out; of anything else nobody knows.
      if (began) outcome = thrown instanceof LinkError ? refusal(thrown.code, thrown.message) : lost(messageOf(thrown));
      await this.#close();
    }
    end(outcome);
  }

  async #runTrial({ device, untilMs, end }: QueuedTrial): Promise<void> {
    const leftMs = untilMs - this.#parts.clock.monotonic();
    if (leftMs <= 0) return end(failedTrial("timeout", "its link was busy with other devices all the time"));
    const ours = this.#link !== null;
    let isHarmless = false;
    let outcome: TrialOutcome;
    try {
      const work = (link: DriverLink, signal: AbortSignal) => {
        isHarmless = link.look !== undefined;
        return link.look?.(device, signal) ?? link.poll(device, signal);
      };
      outcome = trialOf(await this.#call(device, work, leftMs));
    } catch (thrown) {
      const isLinkError = thrown instanceof LinkError;
      outcome = failedTrial(isLinkError ? thrown.code : "driver-failed", messageOf(thrown));
      // What it says of this device, others on the link need not suffer from.
      if (!isHarmless || !isLinkError) await this.#close();
    }
    // It was opened with settings that nobody has confirmed.
    if (!ours) await this.#close();
    end(outcome);
  }

  /** True when none of several devices answers: their bus may be dead. */
  get #isDark(): boolean {
    return this.devices.size > 1 && [...this.devices.values()].every(({ isSilent }) => isSilent);
  }

  /** A silent device takes no more than its share of the link's time; when the first of a dead bus answers, all are asked again. */
  #share(device: PolledDevice, spentMs: number, wasDark: boolean): void {
    const nowMs = this.#parts.clock.monotonic();
    if (device.isSilent) {
      const silent = [...this.devices.values()].filter(({ isSilent }) => isSilent).length;
      device.postpone(nowMs + linkShareMs(spentMs, silent, this.devices.size));
    } else if (wasDark) for (const other of this.devices.values()) if (other.isSilent) other.hasten(nowMs);
  }

  #has(device: PolledDevice): boolean {
    return this.devices.get(device.id) === device;
  }

  #linkFailed(failure: Failure, tried: PolledDevice): void {
    const { clock, random, report, changed } = this.#parts;
    this.#failures++;
    const untilMs = clock.monotonic() + linkWaitMs(this.#failures, random);
    const gone = this.#failures >= FAILURES_UNTIL_GONE;
    for (const device of this.devices.values()) {
      const reading = device.linkFailed(failure, gone, device === tried, untilMs, clock.now());
      changed(device);
      if (reading !== null) report(reading);
    }
  }

  /** One call of the driver. It ends at the latest with the deadline or with this queue, whatever the driver does. */
  async #call<T>(
    device: DriverDevice,
    work: (link: DriverLink, signal: AbortSignal) => Promise<T>,
    deadlineMs = CALL_DEADLINE_MS,
  ): Promise<T> {
    const { driver, context, clock } = this.#parts;
    if (this.#reopen) await this.#close();
    this.#reopen = false;
    this.#link ??= driver.openLink(device.connection, context);
    const call = new AbortController();
    const { promise: cut, reject } = Promise.withResolvers<never>();
    const end = (why: string) => {
      call.abort();
      reject(new Error(why));
    };
    const onStop = () => end("the link was closed");
    this.#stop.signal.addEventListener("abort", onStop);
    using _deadline = clock.after(deadlineMs, () => end(`no answer of the driver in ${Math.round(deadlineMs)} ms`));
    try {
      return await Promise.race([work(this.#link, call.signal), cut]);
    } finally {
      this.#stop.signal.removeEventListener("abort", onStop);
    }
  }

  async #close(): Promise<void> {
    const { context, clock } = this.#parts;
    const link = this.#link;
    this.#link = null;
    if (link === null) return;
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    using _patience = clock.after(CLOSE_PATIENCE_MS, resolve);
    try {
      await Promise.race([link[Symbol.asyncDispose](), enough]);
    } catch (thrown) {
      context.log.debug({ error: messageOf(thrown) }, "a link did not close as it should");
    }
  }
}

function refusal(code: string, detail: string): CommandOutcome {
  return { ok: false, code, detail, data: {} };
}

function lost(detail: string): CommandOutcome {
  return { ok: null, code: "driver-failed", detail, data: {} };
}
