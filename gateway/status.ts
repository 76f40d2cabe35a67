// What /status is told by the parts that the HTTP interface does not know.
import type { CountyLink } from "#bridge/edge/open.ts";
import type { ConsumerLag, Polling, StatusReport } from "./api/parts.ts";
import type { Broker } from "./broker/port.ts";
import { formatProblem } from "./config/problem.ts";
import type { ConfigStore } from "./config/store.ts";
import type { DeviceStates } from "./consumers/device-states.ts";
import { DERIVED_DRIVER } from "./contract/derived-wiring.ts";
import { formatTime } from "./contract/time.ts";
import type { DriverHost } from "./drivers/open.ts";
import type { DeviceStatus } from "./drivers/protocol.ts";
import type { Clock } from "./kit/clock.ts";
import type { ClockWatch } from "./kit/clock-watch.ts";

export interface StatusSources {
  readonly config: ConfigStore;
  readonly clockWatch: ClockWatch;
  readonly broker: Broker;
  readonly drivers: DriverHost;
  readonly deviceStates: DeviceStates;
  readonly consumers: readonly ConsumerLag[];
  readonly county: Pick<CountyLink, "state" | "trouble" | "progress">;
  readonly clock: Clock;
}

/** Each device that somebody can be connected to, or as, and whether somebody is; a computed one is neither. */
export function connectionsOf({ config, broker, drivers }: Pick<StatusSources, "config" | "broker" | "drivers">) {
  return [...config.current.devices.values()]
    .filter(({ driver }) => driver !== DERIVED_DRIVER)
    .map(({ id }) => [id, broker.connected(id) || drivers.connected(id)] as const);
}

/** Collects the report; plain JSON. */
export function statusOf({
  config,
  clockWatch,
  broker,
  drivers,
  deviceStates,
  consumers,
  county,
  clock,
}: StatusSources): StatusReport {
  const { lastStep } = clockWatch;
  const enabled = connectionsOf({ config, broker, drivers }).filter(([id]) => config.current.devices.get(id)?.enabled);
  const connected = new Set(enabled.flatMap(([id, up]) => (up ? [id] : [])));
  const { sockets, signedIn, waiting } = broker.status();
  const { messages, signInFailures, takeovers, oversized, malformed, refusedSockets, slowedDown } = broker.counters;
  const badMessages = new Map(
    [...broker.badMessages].map(([id, { atMs, ...bad }]) => [id, { at: formatTime(atMs), ...bad }]),
  );
  const polling = new Map([...drivers.status()].map(([id, status]) => [id, pollingOf(status)]));
  return {
    clock: {
      now: formatTime(clock.now()),
      state: clockWatch.trusted ? "trusted" : "unsynced",
      lastStep: lastStep === null ? null : { offsetMs: lastStep.offsetMs, at: formatTime(lastStep.atMs) },
    },
    broker: {
      sockets, signedIn, waiting, messages, signInFailures, takeovers, oversized, malformed, refusedSockets, slowedDown,
    }, // biome-ignore format: a list of counts
    drivers: { restarts: drivers.restarts, devices: countsOf(polling) },
    polling,
    badMessages,
    presence: presenceOf(deviceStates),
    configuration: {
      version: config.current.version,
      lastGood: config.degraded !== null,
      problems: config.disk.problems.map(formatProblem),
    },
    consumers,
    county: county.state === "off" ? null : { state: county.state, trouble: county.trouble, ...county.progress() },
    connected,
    disconnected: new Set(enabled.flatMap(([id, up]) => (up ? [] : [id]))),
    notReady:
      process.env.CAMPUS_UNSAFE_SYNCHRONOUS === "NORMAL"
        ? ["the journal does not sync to disk (CAMPUS_UNSAFE_SYNCHRONOUS)"]
        : [],
  };
}

function pollingOf({ state, sinceMs, lastPollMs, lastError, raw, lastBad, skipped }: DeviceStatus): Polling {
  const lastPoll = lastPollMs === null ? null : formatTime(lastPollMs);
  const bad =
    lastBad === undefined
      ? null
      : { at: formatTime(lastBad.atMs), code: lastBad.code, message: lastBad.message, raw: lastBad.raw };
  return { state, since: formatTime(sinceMs), lastPoll, lastError, raw, lastBad: bad, skipped };
}

function presenceOf({ presence }: DeviceStates): StatusReport["presence"] {
  return new Map(
    [...presence].map(([id, { online, sinceMs, reason }]) => {
      return [id, { online, since: sinceMs === null ? null : formatTime(sinceMs), reason }];
    }),
  );
}

/** How many devices that we ask are in which state. */
function countsOf(polling: ReadonlyMap<string, Polling>): Record<Polling["state"], number> {
  const counts = { up: 0, down: 0, "backing-off": 0, disabled: 0 };
  for (const { state } of polling.values()) counts[state]++;
  return counts;
}
