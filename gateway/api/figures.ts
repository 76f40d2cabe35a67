// The figures of contract §10 under /metrics. Names and labels are fixed here; who counts hands in how to read its plain numbers.
import type { Kind } from "../contract/entry.ts";
import { KINDS } from "../contract/entry.ts";
import type { Journal, Projection } from "../journal/journal.ts";
import type { Fresh, Happening } from "../journal/record.ts";
import type { Durations, Metrics, Sample } from "../kit/metrics.ts";
import type { ConsumerLag } from "./parts.ts";
import type { StreamHub } from "./stream/hub.ts";

/** Commits take from well below a millisecond (SSD) to seconds (a dying card). */
const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export interface FigureSources {
  readonly journal: Journal;
  readonly counts: EntryCounts;
  readonly consumers: () => readonly ConsumerLag[];
  /** Repeated messages by device id. */
  readonly repeats: () => ReadonlyMap<string, number>;
  /** Devices of which somebody can say whether they are connected. */
  readonly devicesUp: () => Iterable<readonly [device: string, up: boolean]>;
  /** Open alarms by severity. */
  readonly openAlarms: () => ReadonlyMap<string, number>;
  /** How alarms come: how many chatter, and whether there are more than people can handle. */
  readonly alarmPace: () => { readonly chattering: number; readonly flood: boolean };
  /** Frames not yet acknowledged, by lane. */
  readonly outbox: () => ReadonlyMap<string, number>;
  /** The longest delay of the event loop since it was last asked, in seconds. */
  readonly longestDelay: () => number;
}

/** Counts entries as they are committed, from the first on: handed to the journal as a projection that keeps nothing. */
export class EntryCounts implements Projection {
  readonly name = "entry-counts";
  readonly kinds = new Map<Kind, number>(KINDS.map((kind) => [kind, 0]));
  readonly losses = new Map<
    string,
    { readonly labels: { readonly type: string; readonly reason: string }; value: number }
  >();

  apply(batch: readonly Fresh[]): void {
    let readings = 0;
    for (const record of batch) {
      if (record.kind === "reading") readings++;
      else this.#count(record);
    }
    this.kinds.set("reading", (this.kinds.get("reading") ?? 0) + readings);
  }

  #count(record: Happening): void {
    this.kinds.set(record.kind, (this.kinds.get(record.kind) ?? 0) + 1);
    if (record.kind !== "loss") return;
    const { reason, count } = record.body;
    const labels = { type: record.type, reason: typeof reason === "string" ? reason : "" };
    const key = `${labels.type} ${labels.reason}`;
    const sum = this.losses.get(key) ?? { labels, value: 0 };
    sum.value += typeof count === "number" ? count : 1;
    this.losses.set(key, sum);
  }

  // Prometheus expects counters to begin at 0 with the process.
  load(): void {}
  replay(): void {}
  save(): [] {
    return [];
  }
}

function* samples<K extends string>(label: K, values: Iterable<readonly [string, number]>): Generator<Sample> {
  for (const [name, value] of values) yield { labels: { [label]: name }, value };
}

/** Registers every figure but `campus_stream_clients`; what is returned takes the seconds of each commit. */
export function registerFigures(metrics: Metrics, sources: FigureSources): Durations {
  const { journal, counts, consumers } = sources;
  metrics.counter("campus_entries_total", "Entries committed since the start, by kind", ["kind"], () =>
    samples("kind", counts.kinds),
  );
  metrics.gauge("campus_head_seq", "Seq of the newest entry on disk", [], () => journal.head);
  metrics.gauge("campus_consumer_lag_entries", "Entries a consumer has not passed yet", ["consumer"], () =>
    samples(
      "consumer",
      consumers().map(({ consumer, entries }) => [consumer, entries] as const),
    ),
  );
  metrics.gauge(
    "campus_consumer_lag_seconds",
    "Age of the oldest entry a consumer has not passed yet",
    ["consumer"],
    () =>
      samples(
        "consumer",
        consumers().map(({ consumer, seconds }) => [consumer, seconds] as const),
      ),
  );
  metrics.counter("campus_repeats_total", "Messages acknowledged as repeats, by device", ["device"], () =>
    samples("device", sources.repeats()),
  );
  metrics.counter(
    "campus_loss_total",
    "Messages or entries lost, thinned, rejected or expired, by type and reason",
    ["type", "reason"],
    () => counts.losses.values(),
  );
  metrics.gauge("campus_device_up", "1 while the device is connected", ["device"], () =>
    samples(
      "device",
      [...sources.devicesUp()].map(([device, up]) => [device, up ? 1 : 0] as const),
    ),
  );
  metrics.gauge("campus_alarms_open", "Alarms that somebody has to look at, by severity", ["severity"], () =>
    samples("severity", sources.openAlarms()),
  );
  metrics.gauge(
    "campus_alarms_chattering",
    "Alarms with three or more changes within a minute",
    [],
    () => sources.alarmPace().chattering,
  );
  metrics.gauge(
    "campus_alarm_flood",
    "1 while ten or more alarms came within ten minutes, until fewer than five do",
    [],
    () => (sources.alarmPace().flood ? 1 : 0),
  );
  metrics.gauge("campus_outbox_frames", "Frames that the county has not acknowledged, by lane", ["lane"], () =>
    samples("lane", sources.outbox()),
  );
  metrics.gauge(
    "campus_event_loop_delay_seconds",
    "Longest time the main thread was busy with one thing since the last reading of this figure",
    [],
    sources.longestDelay,
  );
  const commits = metrics.durations(
    "campus_commit_seconds",
    "Time from handing a batch to the store until it is on disk",
    COMMIT_SECONDS,
  );
  return commits;
}

/** Registers what the interface itself counts. */
export function registerApiFigures(metrics: Metrics, streams: StreamHub): void {
  metrics.gauge("campus_stream_clients", "Open streams of server-sent events", [], () => streams.size);
}
