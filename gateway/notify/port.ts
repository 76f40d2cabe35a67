// What the rest of the gateway may ask of notification, and what it asks of the others. Opened by `openNotify` in open.ts.
import type { PlaceConfig } from "../config/campus.ts";
import type { RuleView } from "../contract/alarm-desk.ts";
import type { Alarm, AlarmFilter, Severity } from "../contract/alarms.ts";
import type { Person, PostSettings } from "../contract/duty.ts";
import type { AnswerRoad, Delivery, DeliveryState, NotifySettings, RoadView, Says } from "../contract/notify.ts";
import type { DayPart, RoadRecord } from "../contract/sheets.ts";
import type { Journal } from "../journal/journal.ts";
import type { AuditRecord } from "../kit/accounts/accounts.ts";
import type { Clock } from "../kit/clock.ts";
import type { GatewayError } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { WriterThread } from "../kit/writer-thread.ts";
import type { Consumer, Position, RunningConsumer } from "./follow.ts";
import type { Road } from "./roads/road.ts";

/** Who can be called now. */
export interface OnCall {
  /** Ids of the persons on duty at a post, best first; empty: nobody. */
  onDuty(post: string): readonly string[];
  person(id: string): Person | null;
}

/** Of the alarms: what they are, and what is done with them. */
export interface AlarmsForNotify {
  get(id: string): Alarm | null;
  list(filter: AlarmFilter): readonly Alarm[];
  acknowledge(
    by: string,
    id: string,
    wish: { readonly occurrence: number | null; readonly comment: string | null },
  ): Promise<Alarm | null>;
  own(
    own: { readonly id: string; readonly severity: Severity; readonly text: Readonly<Record<string, string>> },
    isActive: boolean,
  ): Promise<void>;
  readonly desk: {
    rules(): readonly RuleView[];
    owners(): Iterable<readonly [alarm: string, device: string | null]>;
    pace(): { readonly flood: boolean };
  };
}

/** What of the installation notification asks for. */
export interface CampusForNotify {
  readonly campus: { readonly id: string; readonly name: string; readonly timezone: string };
  readonly places: ReadonlyMap<string, PlaceConfig>;
  readonly devices: ReadonlyMap<string, { readonly name: string; readonly place: string | null }>;
  readonly duty: { readonly posts: readonly PostSettings[] };
  readonly notify: NotifySettings | null;
}

/** Makes a link by which a person may acknowledge one alarm from outside; null: none can be made. */
export type MakeLink = (wish: {
  readonly person: string;
  readonly alarm: string;
  readonly occurrence: number;
}) => Promise<{ readonly url: string; readonly token: string } | null>;

/** What roads stand on and what stays open between settings: the modem. */
export interface RoadGround {
  /** Closes it: no settings want it any more. */
  close(): Promise<void>;
  /** Resolves when what the newest settings opened works. Throws a GatewayError that says what does not; it is tried on all the same. */
  works(): Promise<void>;
}

/** Settings that could not come into force: those of before are used until they do. */
export interface SettingsTrouble {
  readonly since: string;
  readonly code: string;
  readonly detail: string;
}

/** The lines of 今日平安, first to last; null: there is no such day. */
export type SheetText = (wish: {
  readonly day: string;
  readonly part: DayPart;
  readonly withNames: boolean;
  readonly language: NotifySettings["language"];
}) => Promise<readonly string[] | null>;

export interface NotifyParts {
  /** The data folder: notify.db is made in it when alarms are to reach somebody. */
  readonly folder: string;
  readonly thread?: WriterThread | undefined;
  readonly journal: Journal;
  readonly config: { readonly current: CampusForNotify; onApplied(listener: () => unknown): Disposable };
  readonly alarms: AlarmsForNotify;
  readonly onCall: OnCall;
  /** Makes the roads of these settings; asked again with each other settings. */
  readonly roads: (settings: NotifySettings) => Promise<ReadonlyMap<string, Road>>;
  readonly ground: RoadGround;
  readonly makeLink: MakeLink | null;
  /** Absent: no sheets are made. */
  readonly sheetText?: SheetText;
  readonly audit: (record: AuditRecord) => Promise<void>;
  /** Feeds a consumer from the journal. */
  readonly follow: (consumer: Consumer, from: Position) => RunningConsumer;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once when notify.db cannot be written any more. */
  readonly onFailed: (error: GatewayError) => void;
}

/** Which deliveries are asked for. */
export interface DeliveryWish {
  readonly alarm: string | null;
  readonly occurrence: number | null;
  readonly road: string | null;
  readonly person: string | null;
  readonly state: DeliveryState | null;
  readonly says: Says | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly limit: number;
  /** `next` of the page before. */
  readonly before: number | null;
}

/** Somebody who is being called for now. */
export interface CallView {
  readonly alarm: string;
  readonly occurrence: number;
  readonly severity: Severity;
  readonly state: "calling" | "held";
  readonly since: string;
  /** Steps taken, of so many. */
  readonly taken: number;
  readonly steps: number;
  readonly next: { readonly at: string; readonly to: string } | null;
  /** No step follows, and nobody can know of it: every try has failed. */
  readonly unheard: boolean;
}

/** Somebody has answered an alarm by a road. */
export interface Answer {
  readonly person: string;
  readonly alarm: string;
  readonly occurrence: number;
  readonly road: AnswerRoad;
  readonly comment: string | null;
}

export interface Notify extends AsyncDisposable {
  /** False: campus.yaml has no `notify`. */
  readonly configured: boolean;
  /** Null: the settings of campus.yaml are in force. */
  readonly trouble: SettingsTrouble | null;
  roads(): readonly RoadView[];
  calls(): readonly CallView[];
  /** Newest first. */
  deliveries(wish: DeliveryWish): { readonly deliveries: readonly Delivery[]; readonly next: number | null };
  /** Those that name an occurrence, oldest first; without tests. */
  deliveriesOf(alarm: string, occurrence: number): readonly Delivery[];
  records(fromMs: number, toMs: number): readonly RoadRecord[];
  /** Of the plan, from 0; of a delivery that is on its way. */
  stepOf(delivery: number): number;
  /** Deliveries handed to a road since then: all, and those for a person (0 for null). What a budget refused is not counted. */
  handed(road: string, person: string | null, sinceMs: number): { readonly all: number; readonly person: number };
  /**
   * Sends a note marked as test; gives its number. `noted` resolves when it is written down who wants it, before it is sent.
   * Throws GatewayErrors `not-notifying`, `not-found`, `nobody-to-tell`, `tested-enough`; so does `testRule`.
   */
  testRoad(
    road: string,
    to: { readonly person: string | null; readonly post: string | null },
    noted: () => Promise<void>,
  ): Promise<number>;
  /** Plays what an alarm of a rule would tell, marked as test. */
  testRule(
    rule: string,
    device: string | null,
    steps: "first" | "all",
    noted: () => Promise<void>,
  ): Promise<readonly number[]>;
  /** Acknowledges; the same again changes nothing. Throws what `alarms.acknowledge` throws. */
  answered(answer: Answer): Promise<void>;
  /**
   * A text message came in; `at`: when it was sent, as its network says, or empty; `key`: the same whenever the same message comes again.
   * Resolves when what it means is durable; throws `not-notifying` while nobody would note it.
   */
  smsReply(fromPhone: string, text: string, of?: { readonly at: string; readonly key: string }): Promise<void>;
  lag(): readonly { readonly consumer: string; readonly entries: number; readonly seconds: number }[];
}
