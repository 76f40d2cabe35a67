// What the rest of the gateway may ask of the alarms. Opened by `openAlarms` in open.ts.
import type { CampusConfig } from "../config/campus.ts";
import type { Alarm, AlarmFilter, Severity } from "../contract/alarms.ts";
import type { Latest } from "../contract/latest.ts";
import type { Journal } from "../journal/journal.ts";
import type { Fresh } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import type { GatewayError } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { WriterThread } from "../kit/writer-thread.ts";
import type { OwnAlarm } from "./own.ts";
import type { PointProfile } from "./rules.ts";

export interface AlarmsOptions {
  /** state.db; made when missing. */
  readonly file: string;
  /** The thread that state.db is written in, when other stores share it. */
  readonly thread?: WriterThread | undefined;
  readonly journal: Journal;
  readonly config: CampusConfig;
  readonly profiles: ReadonlyMap<string, PointProfile>;
  /** The newest values: what a new rule judges first. */
  readonly latest: Pick<Latest, "list">;
  /** Devices that answer now, as the journal says. */
  readonly online: () => ReadonlySet<string>;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once when state.db cannot be written any more. */
  readonly onFailed: (error: GatewayError) => void;
}

/** Who acts, and what they say to it. */
export interface AlarmWish {
  /** Null: whichever it is now. */
  readonly occurrence: number | null;
  readonly comment: string | null;
}

export interface Alarms extends AsyncDisposable {
  /** The consumer: whoever puts the parts together feeds it from `from` on. */
  readonly name: string;
  readonly from: { readonly epoch: string; readonly seq: number };
  take(records: readonly Fresh[]): Promise<void>;
  /** Resolves when alarms of rules and devices that are gone have ended. */
  apply(config: CampusConfig): Promise<void>;
  /** The gateway says how one of its own alarms stands; saying the same again changes nothing. Resolves when it is told. */
  own(own: OwnAlarm, isActive: boolean): Promise<void>;
  /** Worst first. */
  list(filter: AlarmFilter): Alarm[];
  /** Null: there is none, or it was never raised. */
  get(id: string): Alarm | null;
  /**
   * What people do; resolves with the alarm when it is saved, null when there is none. Throws `alarm-changed` when it is another occurrence
   * by now, `store-unavailable` when it cannot be saved (nothing is changed then).
   */
  acknowledge(by: string, id: string, wish: AlarmWish): Promise<Alarm | null>;
  shelve(by: string, id: string, wish: AlarmWish, forMs: number): Promise<Alarm | null>;
  unshelve(by: string, id: string, wish: AlarmWish): Promise<Alarm | null>;
  reset(by: string, id: string, wish: AlarmWish): Promise<Alarm | null>;
  /** How many are open, by severity. */
  openCounts(): ReadonlyMap<Severity, number>;
}
