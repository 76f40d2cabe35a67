// What the HTTP interface stands on: the parts that the composition root hands in.

import type { AlarmRule, CampusConfig, ListenAddress } from "../config/campus.ts";
import type { AlarmDeskView, AlarmHistory, Maintenance, RulePreview, RuleView } from "../contract/alarm-desk.ts";
import type { Alarm, AlarmFilter, Severity } from "../contract/alarms.ts";
import type { Value } from "../contract/entry.ts";
import type { History } from "../contract/history.ts";
import type { Latest } from "../contract/latest.ts";
import type { Polling } from "../contract/polling.ts";
import type { QuietPreview, QuietTime, QuietWhen, QuietWish } from "../contract/quiet.ts";
import type { Journal } from "../journal/journal.ts";
import type { Accounts } from "../kit/accounts/accounts.ts";
import type { Clock } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";
import type { Metrics } from "../kit/metrics.ts";
import type { AfterwardsDesk } from "./afterwards-desk.ts";
import type { ConfigDesk } from "./config-desk.ts";
import type { DutyDesk } from "./duty-desk.ts";
import type { NotifyDesk } from "./notify-desk.ts";
import type { RepairDesk } from "./repair-desk.ts";

/** How far one consumer is behind the journal's head. */
export interface ConsumerLag {
  readonly consumer: string;
  readonly entries: number;
  readonly seconds: number;
  /** What is in its way, and since when; null when nothing is, absent when it never says. */
  readonly trouble?: { readonly code: string; readonly detail: string; readonly since: string } | null;
}

export type { Polling } from "../contract/polling.ts";

/** Whether a device was there by its last state, from when, and why not. */
export interface DevicePresence {
  readonly online: boolean;
  readonly since: string | null;
  readonly reason: string | null;
}

/** What other parts say about themselves in /status, as plain JSON. */
export interface StatusReport {
  readonly clock: Readonly<Record<string, unknown>>;
  readonly broker: Readonly<Record<string, unknown>> | null;
  readonly drivers: Readonly<Record<string, unknown>> | null;
  /** By device; only those that we ask. */
  readonly polling: ReadonlyMap<string, Polling>;
  /** By device; of those that send to us, the newest message that was not all believed. Absent: nobody says. */
  readonly badMessages?: ReadonlyMap<string, NonNullable<Polling["lastBad"]>>;
  /** By device, as its last entry says; absent: never heard of. */
  readonly presence: ReadonlyMap<string, DevicePresence>;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly consumers: readonly ConsumerLag[];
  /** How the link to the county is and what waits for it; null: no county is configured. */
  readonly county?: Readonly<Record<string, unknown>> | null;
  /** Ids of the devices that are connected now; a device of which nobody can say is in neither set. */
  readonly connected: ReadonlySet<string>;
  readonly disconnected: ReadonlySet<string>;
  /** Reasons why the gateway cannot do its work now, besides the journal's; empty when ready. */
  readonly notReady: readonly string[];
}

/** The certificate that https is served with, and the authority that browsers must trust for it. */
export interface Authority {
  /** Null with the owner's own certificate: nothing of ours is to be installed then. */
  readonly authorityPem: string | null;
  /** SHA-256 of the authority's certificate (else of the server's), upper-case hex pairs joined by colons. */
  readonly fingerprint: string;
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly expiresAt: string;
}

/** What a device model can say and do. */
export interface ProfileInfo {
  readonly id: string;
  readonly driver: string;
  readonly name: { readonly "zh-CN": string; readonly en: string };
  readonly personal: boolean;
  readonly camera: boolean;
  readonly anyPoint: boolean;
  readonly maxPacket: number | null;
  readonly points: ReadonlyMap<string, { readonly unit: string; readonly type: "number" | "boolean" | "text" }>;
  /** The profile's JSON as it was checked. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A command as contract §6 shows it. */
export interface CommandView {
  readonly id: string;
  readonly device: string;
  readonly name: string;
  readonly args: Readonly<Record<string, Value>>;
  readonly state: string;
  readonly by: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly result: {
    readonly code: string | null;
    readonly detail: string | null;
    readonly data: Readonly<Record<string, unknown>>;
  } | null;
}

/** Where commands are asked for; the asker's rights are checked before. */
export interface CommandDesk {
  /** `fresh`: false when the same account asked for the same under the same key before. Throws GatewayErrors of contract §6. */
  request(
    by: string,
    device: string,
    wish: { readonly name: string; readonly args: Readonly<Record<string, Value>>; readonly expiresInMs: number },
    key: string | null,
  ): Promise<{ readonly command: CommandView; readonly fresh: boolean }>;
  get(id: string): CommandView | null;
  /** Newest first. */
  newest(): readonly CommandView[];
}

/** What somebody says who acts on an alarm; without an occurrence whichever it is now is meant. */
export interface AlarmWish {
  readonly occurrence: number | null;
  readonly comment: string | null;
}

/**
 * Where alarms are looked at and acted on; the asker's rights are checked before. An act resolves with the alarm when it is saved, with null
 * when there is none of that id. Throws GatewayErrors `alarm-changed`, `store-unavailable`.
 */
export interface AlarmDesk {
  /** Worst first. */
  list(filter: AlarmFilter): readonly Alarm[];
  /** Null: there is none, or it was never raised. */
  get(id: string): Alarm | null;
  acknowledge(by: string, id: string, wish: AlarmWish): Promise<Alarm | null>;
  shelve(by: string, id: string, wish: AlarmWish, forMs: number): Promise<Alarm | null>;
  unshelve(by: string, id: string, wish: AlarmWish): Promise<Alarm | null>;
  reset(by: string, id: string, wish: AlarmWish): Promise<Alarm | null>;
  /** How many are open. */
  openCounts(): ReadonlyMap<Severity, number>;
  readonly desk: AlarmViews;
}

/** Whether the asker may see an alarm of this device; null: one of the gateway itself or of a link. */
type Sees = (alarm: { readonly device: string | null }) => boolean;

/** What is told about alarms beside the alarms themselves. */
export interface AlarmViews {
  /** Worst first; null: `after` is not `next` of another page. */
  page(
    filter: AlarmFilter,
    wish: { readonly after: string | null; readonly limit: number; readonly sees: Sees },
  ): { readonly alarms: readonly Alarm[]; readonly next: string | null } | null;
  rules(): readonly RuleView[];
  /** Alarms that the rules make, with their devices. */
  owners(): Iterable<readonly [alarm: string, device: string | null]>;
  /** `rights`: equal for those who may see the same. */
  view(sees: Sees, rights: string): AlarmDeskView;
  /** Null: nobody waits any more. Throws GatewayErrors `slow-down`, `history-failed`; so does `preview`. */
  history(
    wish: {
      readonly fromMs: number;
      readonly toMs: number;
      /** Only alarms of these devices; null: all. */
      readonly visible: readonly string[] | null;
      /** Empty lists: all. */
      readonly devices: readonly string[];
      readonly rules: readonly string[];
      readonly severities: readonly Severity[];
      readonly limit: number;
      readonly before: number | null;
    },
    signal: AbortSignal,
  ): Promise<AlarmHistory | null>;
  preview(
    wish: { readonly rule: AlarmRule; readonly fromMs: number; readonly toMs: number; readonly sees: Sees },
    signal: AbortSignal,
  ): Promise<RulePreview | null>;
  maintenance(): readonly Maintenance[];
  addMaintenance(wish: {
    readonly scope: Maintenance["scope"];
    readonly fromMs: number;
    readonly toMs: number;
    readonly comment: string | null;
    readonly by: string;
  }): Promise<Maintenance>;
  /** Null: there is none. */
  endMaintenance(id: string): Promise<Maintenance | null>;
  readonly quiet: QuietDesk;
}

/** Times in which alarms that are expected call nobody. */
export interface QuietDesk {
  list(): readonly QuietTime[];
  /** Which part of its times can never be, empty for all of them; null when they are well. */
  problemIn(when: QuietWhen): string | null;
  preview(wish: QuietWish): QuietPreview;
  add(by: string, wish: QuietWish): Promise<QuietTime>;
  /** Both: null when there is none. */
  cancel(id: string, day: string): Promise<QuietTime | null>;
  end(id: string): Promise<QuietTime | null>;
}

/** What a device should be set to, and what it says that it is. */
export interface ConfigurationView {
  readonly device: string;
  readonly desired: {
    readonly version: number;
    readonly hash: string;
    readonly config: Readonly<Record<string, unknown>>;
    readonly by: string;
    readonly at: string;
  } | null;
  readonly reported: {
    readonly version: number;
    readonly hash: string | null;
    readonly config: Readonly<Record<string, unknown>> | null;
    readonly at: string;
  } | null;
  /** Null: nothing is desired. */
  readonly inSync: boolean | null;
  readonly state: "none" | "pending" | "in-sync" | "drift";
  readonly since: string | null;
}

/** Where devices' settings are read and wanted; the asker's rights are checked before. */
export interface DesiredDesk {
  view(device: string): ConfigurationView;
  /** 0: nothing was ever desired. */
  version(device: string): number;
  /** Wants other settings in place of `version`. Throws GatewayErrors `config-changed`, `too-large`. */
  put(
    by: { readonly account: string; readonly remote: string },
    device: string,
    config: Readonly<Record<string, unknown>>,
    version: number,
  ): Promise<void>;
}

export interface ApiParts {
  readonly journal: Journal;
  readonly latest: Latest;
  readonly history: History;
  readonly accounts: Accounts;
  readonly commands: CommandDesk;
  readonly alarms: AlarmDesk;
  readonly desired: DesiredDesk;
  readonly repair: RepairDesk;
  /** Absent: nobody's duty is kept, and there are no routes of it. */
  readonly duty?: DutyDesk;
  /** Absent: nobody sums up what was. */
  readonly afterwards?: AfterwardsDesk;
  /** Absent: nobody tells anybody anything. */
  readonly notify?: NotifyDesk;
  readonly config: { readonly current: CampusConfig };
  readonly configDesk: ConfigDesk;
  /** By id. */
  readonly profiles: ReadonlyMap<string, ProfileInfo>;
  readonly status: () => StatusReport;
  readonly authority: Authority | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly metrics: Metrics;
  /** Where the console was built; null: the gateway shows a plain start page instead. */
  readonly consoleFolder: string | null;
  readonly listen: { readonly http: ListenAddress | null; readonly https: ListenAddress | null };
}
