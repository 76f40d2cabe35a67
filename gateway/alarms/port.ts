// What the rest of the gateway may ask of the alarms. Opened by `openAlarms` in open.ts.
import type { AlarmRule, CampusConfig } from "../config/campus.ts";
import type { AlarmDeskView, AlarmHistory, Maintenance, RulePreview, RuleView } from "../contract/alarm-desk.ts";
import type { Alarm, AlarmFilter, Severity } from "../contract/alarms.ts";
import type { Latest } from "../contract/latest.ts";
import type { Journal } from "../journal/journal.ts";
import type { Fresh } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import type { GatewayError } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { WriterThread } from "../kit/writer-thread.ts";
import type { WindowWish } from "./maintenance.ts";
import type { HistoryWish } from "./occurrences.ts";
import type { OwnAlarm } from "./own.ts";
import type { QuietBook } from "./quiet-book.ts";
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
  /** Where the readings of the past are: journal.db, and the module that reads points from it. */
  readonly past: { readonly file: string; readonly source: URL };
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

/** Whose an alarm is; null: the gateway's own, or a link's. */
export type Whose = Pick<Alarm, "device">;

export interface PageWish {
  readonly after: string | null;
  readonly limit: number;
  readonly sees: (alarm: Whose) => boolean;
}

export interface RulePreviewWish {
  readonly rule: AlarmRule;
  readonly fromMs: number;
  readonly toMs: number;
  readonly sees: (alarm: Whose) => boolean;
}

/** What is told about alarms beside the alarms themselves; everything here only looks, but for maintenance. */
export interface AlarmsDesk {
  /** How many of those that `sees` lets through follow `after`, `next` of the page before. Null: it is no cursor. */
  page(filter: AlarmFilter, wish: PageWish): { readonly alarms: readonly Alarm[]; readonly next: string | null } | null;
  /** The rules in force. */
  rules(): readonly RuleView[];
  /** Alarms that the rules make, with their devices. */
  owners(): Iterable<readonly [alarm: string, device: string | null]>;
  /** Open alarms by cause, and how fast they come; `sees`: the asker's rights, and `rights` equal for those who have the same. */
  view(sees: (alarm: Whose) => boolean, rights: string): AlarmDeskView;
  /** How many chatter, and whether there is a flood. */
  pace(): { readonly chattering: number; readonly flood: boolean };
  /** Null: nobody waits any more. Throws `slow-down`, `history-failed`. */
  history(wish: Omit<HistoryWish, "timezone" | "epoch">, signal: AbortSignal): Promise<AlarmHistory | null>;
  /** What a rule would have raised at devices that `sees` lets through. */
  preview(wish: RulePreviewWish, signal: AbortSignal): Promise<RulePreview | null>;
  /** Those that have not ended. */
  maintenance(): readonly Maintenance[];
  addMaintenance(wish: WindowWish): Promise<Maintenance>;
  /** Null: there is none. */
  endMaintenance(id: string): Promise<Maintenance | null>;
  /** Quiet times: maintenance that comes again, planned power-offs, holidays. */
  readonly quiet: QuietBook;
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
  readonly desk: AlarmsDesk;
}
