// Fills InfluxDB with everything that the contract (§8) sends there, as long as campus.yaml has `influx`. Read this first.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CampusConfig } from "../../config/campus.ts";
import { formatTime } from "../../contract/time.ts";
import type { Journal } from "../../journal/journal.ts";
import type { Clock } from "../../kit/clock.ts";
import type { GatewayError } from "../../kit/errors.ts";
import type { Trouble } from "../../kit/line-store/answers.ts";
import { targetOf } from "../../kit/line-store/target.ts";
import type { Log } from "../../kit/log.ts";
import { openStore, type Store } from "../../kit/store-worker.ts";
import type { WriterThread } from "../../kit/writer-thread.ts";
import { type OwnAlarms, TroubleAlarms } from "./alarms.ts";
import { Delivery } from "./delivery.ts";
import { CONSUMER, Debts } from "./losses.ts";
import { feedRollups, type RollupSource } from "./rollup-feed.ts";
import type { InfluxWrites } from "./store.ts";

export interface InfluxOptions {
  /** The data folder: journal.db is read, influx.db is made. */
  readonly folder: string;
  /** The module that reads the journal (SourceModule). */
  readonly source: URL;
  readonly journal: Journal;
  readonly config: Configured;
  readonly alarms: OwnAlarms;
  readonly thread?: WriterThread | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once when influx.db cannot be written any more. */
  readonly onFailed: (error: GatewayError) => void;
}

/** The configuration in force. */
export interface Configured {
  readonly current: CampusConfig;
  /** Where relative paths in it start. */
  readonly folder: string;
  onApplied(listener: (next: CampusConfig) => unknown): Disposable;
}

/** How the store is doing, for /status and /metrics. */
export interface InfluxState {
  readonly consumer: string;
  readonly entries: number;
  readonly seconds: number;
  /** What is in the way; null: lines are taken. */
  readonly trouble: { readonly code: Trouble; readonly detail: string; readonly since: string } | null;
}

export interface Influx extends AsyncDisposable {
  /** One, or none while no store is configured. */
  lags(): readonly InfluxState[];
}

/** Goes on where the run before ended. */
export async function openInflux(options: InfluxOptions, rollups: RollupSource): Promise<Influx> {
  const filler = new Filler(options, rollups);
  await filler.begin();
  return filler;
}

/** What is written down of all stores that were ever filled. */
interface Kept {
  readonly store: Store<InfluxWrites>;
  readonly debts: Debts;
}

class Filler implements Influx {
  readonly #options: InfluxOptions;
  readonly #source: RollupSource;
  readonly #file: string;
  readonly #alarms: TroubleAlarms;
  readonly #applied: Disposable;
  /** Null while no store was ever configured. */
  #kept: Kept | null = null;
  #delivery: Delivery | null = null;
  #rollups: Disposable | null = null;
  /** What is in force, as text. */
  #wish = "";
  #trouble: InfluxState["trouble"] = null;
  #lane: Promise<void> = Promise.resolve();

  constructor(options: InfluxOptions, rollups: RollupSource) {
    this.#options = options;
    this.#source = rollups;
    this.#file = join(options.folder, "influx.db");
    this.#alarms = new TroubleAlarms(options.alarms, options.clock, options.log);
    this.#applied = options.config.onApplied((next) => this.apply(next));
  }

  /** What an earlier run still owes is told, also when no store is configured any more. */
  async begin(): Promise<void> {
    if (existsSync(this.#file)) await this.#open();
    await this.apply(this.#options.config.current);
  }

  /** Resolves when nothing goes to the store before any more. */
  apply(config: CampusConfig): Promise<void> {
    this.#lane = this.#lane.then(() => this.#apply(config));
    return this.#lane;
  }

  lags(): readonly InfluxState[] {
    return this.#delivery === null ? [] : [{ ...this.#delivery.lag(), trouble: this.#trouble }];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#applied[Symbol.dispose]();
    await this.#lane;
    this.#alarms[Symbol.dispose]();
    this.#rollups?.[Symbol.dispose]();
    await this.#delivery?.[Symbol.asyncDispose]();
    await this.#kept?.debts[Symbol.asyncDispose]();
    await this.#kept?.store[Symbol.asyncDispose]();
  }

  async #open(): Promise<Kept> {
    if (this.#kept !== null) return this.#kept;
    const { thread, journal, clock, log, onFailed } = this.#options;
    const module = new URL("./store.ts", import.meta.url);
    const store = await openStore<InfluxWrites>({ file: this.#file, module, thread, onFailed });
    const debts = new Debts({ store, append: (record) => journal.append(record), clock, log });
    debts.pay();
    this.#kept = { store, debts };
    return this.#kept;
  }

  async #apply({ influx, campus }: CampusConfig): Promise<void> {
    const { folder, config, source, journal, clock, log } = this.#options;
    const wish = influx === null ? "none" : JSON.stringify([influx, campus.id]);
    if (wish === this.#wish) return;
    this.#wish = wish;
    this.#rollups?.[Symbol.dispose]();
    await this.#delivery?.[Symbol.asyncDispose]();
    this.#delivery = null;
    this.#trouble = null;
    if (influx === null) {
      // Nobody waits for what it has not got.
      journal.setCursor(CONSUMER, null);
      this.#alarms.tell(null);
      return;
    }
    const { store, debts } = await this.#open();
    const delivery = new Delivery({
      journal,
      file: join(folder, "journal.db"),
      source,
      campus: campus.id,
      target: targetOf(influx, config.folder),
      store,
      debts,
      clock,
      log,
      onTrouble: (code, detail) => {
        this.#trouble = code === null ? null : { code, detail, since: formatTime(clock.now()) };
        this.#alarms.tell(code);
      },
    });
    this.#delivery = delivery;
    const send = (lines: readonly string[]) => delivery.send(lines);
    this.#rollups = feedRollups({
      source: this.#source,
      target: delivery.id,
      campus: campus.id,
      store,
      send,
      clock,
      log,
    });
  }
}
