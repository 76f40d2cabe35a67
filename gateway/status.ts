// What /status is told by the parts that the HTTP interface does not know.
import type { ConsumerLag, StatusReport } from "./api/parts.ts";
import type { Broker } from "./broker/port.ts";
import { formatProblem } from "./config/problem.ts";
import type { ConfigStore } from "./config/store.ts";
import { formatTime } from "./contract/time.ts";
import type { Clock } from "./kit/clock.ts";
import type { ClockWatch } from "./kit/clock-watch.ts";

export interface StatusSources {
  readonly config: ConfigStore;
  readonly clockWatch: ClockWatch;
  readonly broker: Broker;
  readonly consumers: readonly ConsumerLag[];
  readonly clock: Clock;
}

/** Collects the report; plain JSON. */
export function statusOf({ config, clockWatch, broker, consumers, clock }: StatusSources): StatusReport {
  const { lastStep } = clockWatch;
  const devices = [...config.current.devices.values()].filter((device) => device.driver === "mqtt" && device.enabled);
  const connected = new Set(devices.flatMap(({ id }) => (broker.connected(id) ? [id] : [])));
  const { sockets, signedIn, waiting } = broker.status();
  const { messages, signInFailures, takeovers, oversized, malformed, refusedSockets, slowedDown } = broker.counters;
  return {
    clock: {
      now: formatTime(clock.now()),
      state: clockWatch.trusted ? "trusted" : "unsynced",
      lastStep: lastStep === null ? null : { offsetMs: lastStep.offsetMs, at: formatTime(lastStep.atMs) },
    },
    broker: {
      sockets, signedIn, waiting, messages, signInFailures, takeovers, oversized, malformed, refusedSockets, slowedDown,
    }, // biome-ignore format: a list of counts
    configuration: {
      version: config.current.version,
      lastGood: config.degraded !== null,
      problems: config.degraded?.map(formatProblem) ?? [],
    },
    consumers,
    connected,
    disconnected: new Set(devices.flatMap(({ id }) => (connected.has(id) ? [] : [id]))),
    notReady:
      process.env.CAMPUS_UNSAFE_SYNCHRONOUS === "NORMAL"
        ? ["the journal does not sync to disk (CAMPUS_UNSAFE_SYNCHRONOUS)"]
        : [],
  };
}
