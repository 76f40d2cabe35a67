// Opens the driver host: devices that we ask, run by drivers in a thread of their own. Read this first; each import is one idea.
import type { CampusConfig, DeviceConfig } from "../config/campus.ts";
import type { CommandOutcome, DriverCommand } from "../contract/driver.ts";
import type { LatestPoint } from "../contract/latest.ts";
import type { Neighbour } from "../contract/neighbours.ts";
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { createCommandCalls } from "./command-calls.ts";
import { createPresence } from "./presence.ts";
import type { DeviceStatus, FromThread, ReadingMessage, ToThread } from "./protocol.ts";
import { createReadings } from "./readings.ts";
import { isPolled, type PolledProfiles, polledDevices, specOf, specsOf, unitOf } from "./specs.ts";
import { type DriverThread, startDriverThread } from "./thread.ts";
import { createTrials, type Trial } from "./trials.ts";

export interface DriverHostOptions {
  readonly journal: Journal;
  readonly config: CampusConfig;
  readonly profiles: PolledProfiles;
  /** Where campus.yaml lies; absent: where the process runs. */
  readonly folder?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The module whose `drivers` is a DriverRegistry. */
  readonly registry: URL;
  /** False while the gateway's own clock cannot be believed. Absent: always true. */
  readonly clockTrusted?: () => boolean;
  /** Devices that were online, by their last entry, when the gateway stopped. */
  readonly wasOnline?: ReadonlySet<string>;
  /** The newest values of a device, from before a start. Absent: nothing is known. */
  readonly latest?: (device: string) => readonly LatestPoint[];
  /** Takes everybody that a device saw; gives more points of it, which go with its reading. Absent: nobody wants to know. */
  readonly onNeighbours?: (device: string, neighbours: readonly Neighbour[]) => Readonly<Record<string, number>>;
  /** A thread that gives no sign for so long is ended and started afresh; default 10 s. */
  readonly hungAfterMs?: number;
}

export interface DriverHost extends AsyncDisposable {
  /** Takes a new configuration; resolves when it is in force. Devices that are as they were notice nothing. */
  apply(next: CampusConfig): Promise<void>;
  /**
   * Runs a command, before the next poll on its link. `begin` is called when it is the next thing to go out; it goes only if that
   * resolves with true. Rejects with `drivers-restarted` or `command-not-run`: never begun, or (after `begin`) nobody knows.
   */
  command(command: DriverCommand, begin: () => Promise<boolean>): Promise<CommandOutcome>;
  /** Asks a device once that need not be configured, for at most ten seconds. Never rejects. */
  tryDevice(device: DeviceConfig): Promise<Trial>;
  status(): ReadonlyMap<string, DeviceStatus>;
  /** True while the device answers. */
  connected(device: string): boolean;
  /** Times the thread was started afresh. */
  readonly restarts: number;
}

export async function openDriverHost(options: DriverHostOptions): Promise<DriverHost> {
  const { journal, profiles, clock, log, folder = "." } = options;
  let config = options.config;
  let restarts = 0;
  let applyCount = 0;
  let waiting: { readonly n: number; readonly resolve: () => void }[] = [];
  const statuses = new Map<string, DeviceStatus>();
  const disabled = new Set<string>();
  /** By device: points that the gateway itself adds to its next reading. */
  const more = new Map<string, Readonly<Record<string, number>>>();
  const presence = createPresence(journal, clock, log, options.wasOnline ?? new Set());
  const post = (message: ToThread): boolean => thread.post(message);
  const calls = createCommandCalls(post);
  const trials = createTrials(post, clock);
  const readings = createReadings({
    journal,
    clock,
    clockTrusted: options.clockTrusted ?? (() => true),
    unitOf: (id, point) => unitOf(deviceOf(config, id), profiles, point),
    stored: (device, n) => void post({ do: "stored", device, n }),
  });

  const receive = (message: FromThread) => {
    switch (message.is) {
      case "applied":
        for (const { n, resolve } of waiting) if (n <= message.n) resolve();
        waiting = waiting.filter(({ n }) => n > message.n);
        return;
      case "reading":
        if (isAsked(config, message.device)) readings.take(withMore(message, more));
        return;
      case "neighbours":
        if (isAsked(config, message.device))
          more.set(message.device, options.onNeighbours?.(message.device, message.neighbours) ?? {});
        return;
      case "statuses":
        for (const [device, status] of message.statuses) {
          if (!isAsked(config, device)) continue;
          statuses.set(device, status);
          presence.note(device, status);
        }
        return;
      case "begin":
        return calls.begin(message.id);
      case "outcome":
        return calls.end(message.id, message.outcome);
      case "tried":
        return trials.end(message.id, message.outcome);
      case "log":
        return log[message.level](message.detail, message.text);
    }
  };

  /** Tells the thread its devices; false: there are none, and no thread that would have to know. */
  const postDevices = (): boolean => {
    const known = { latest: options.latest ?? (() => []), nowMs: clock.now() };
    const devices = specsOf(config, profiles, folder, known);
    if (devices.length === 0 && !thread.isNeeded) return false;
    applyCount++;
    post({ do: "apply", n: applyCount, devices });
    return true;
  };

  /** What the main thread itself says of devices that are not asked, or not known yet. */
  const sortOut = () => {
    const nowMs = clock.now();
    for (const id of statuses.keys()) if (!isPolledOf(config, id)) statuses.delete(id);
    for (const device of polledDevices(config)) {
      if (device.enabled) {
        disabled.delete(device.id);
        if (statuses.get(device.id)?.state !== "disabled" && statuses.has(device.id)) continue;
        statuses.set(device.id, freshStatus("down", nowMs));
      } else if (!disabled.has(device.id)) {
        disabled.add(device.id);
        statuses.set(device.id, freshStatus("disabled", nowMs));
        presence.gone(device.id, "disabled");
        const points = [...(profiles.get(device.profile)?.points.keys() ?? [])];
        const said = options.latest?.(device.id) ?? [];
        const isSaid = said.length > 0 && said.every(({ reason }) => reason === "disabled");
        if (points.length > 0 && !isSaid) readings.takeDisabled(device, points);
      }
    }
  };

  sortOut();
  const thread: DriverThread = startDriverThread({
    registry: options.registry,
    clock,
    ...(options.hungAfterMs !== undefined && { hungAfterMs: options.hungAfterMs }),
    receive,
    lost: (reason, detail) => {
      restarts++;
      log.error({ reason, detail }, "the drivers' thread is started afresh");
      calls.lost();
      trials.lost();
      journal.add(
        happening("system", "system.drivers-restarted", clock.now(), { reason, detail: detail.slice(0, 500) }),
        {
          settle: () => undefined,
        },
      );
    },
    startedAfresh: () => void postDevices(),
  });
  postDevices();

  return {
    async apply(next) {
      for (const { id } of polledDevices(config)) if (!isPolledOf(next, id)) presence.gone(id, "removed");
      config = next;
      readings.forget();
      sortOut();
      if (!postDevices()) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ n: applyCount, resolve });
      await promise;
    },
    command: (command, begin) => calls.call(command, begin),
    async tryDevice(device) {
      const { samples, ...rest } = await trials.run(specOf(device, profiles, folder));
      const points = samples.map(({ point, value, quality, reason = null }) => {
        return { point, value, unit: unitOf(device, profiles, point), quality, reason };
      });
      return { ok: points.length > 0 && points.every(({ quality }) => quality === "good"), points, ...rest };
    },
    status: () => statuses,
    connected: (device) => statuses.get(device)?.state === "up",
    get restarts() {
      return restarts;
    },
    async [Symbol.asyncDispose]() {
      await thread[Symbol.asyncDispose]();
      for (const { resolve } of waiting) resolve();
      calls.lost();
      trials.lost();
      readings[Symbol.dispose]();
    },
  };
}

function isPolledOf(config: CampusConfig, id: string): boolean {
  const device = config.devices.get(id);
  return device !== undefined && isPolled(device);
}

/** False for what is still on its way of a device that is no longer asked. */
function isAsked(config: CampusConfig, id: string): boolean {
  return isPolledOf(config, id) && config.devices.get(id)?.enabled === true;
}

/** The reading with what the gateway worked out of the same poll. */
function withMore(message: ReadingMessage, more: Map<string, Readonly<Record<string, number>>>): ReadingMessage {
  const added = Object.entries(more.get(message.device) ?? {});
  more.delete(message.device);
  if (added.length === 0) return message;
  const points = [...message.points, ...added.map(([point]) => point)];
  return { ...message, points, values: [...message.values, ...added.map(([, value]) => value)] };
}

function freshStatus(state: "down" | "disabled", sinceMs: number): DeviceStatus {
  return { state, sinceMs, lastPollMs: null, lastError: null, raw: null, skipped: 0 };
}

function deviceOf(config: CampusConfig, id: string): DeviceConfig {
  const device = config.devices.get(id);
  if (device !== undefined) return device;
  throw new GatewayError(
    "unknown-device",
    `there is no device ${id} in campus.yaml`,
    "Check the id, or add the device to campus.yaml.",
  );
}
