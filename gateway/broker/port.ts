// What the rest of the gateway knows of the broker. That it is aedes stays inside this folder.
import type { CampusConfig } from "../config/campus.ts";
import type { Dialect } from "../contract/dialect.ts";
import type { CommandOutcome } from "../contract/driver.ts";
import type { Reason, RejectedReason, Value } from "../contract/entry.ts";
import type { Unit } from "../contract/units.ts";
import type { Journal } from "../journal/journal.ts";
import type { Reading, StoredValue } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";

/** What a device model says about one point. */
export interface ProfilePoint {
  readonly unit: Unit | null;
  readonly type: "number" | "boolean" | "text" | null;
}

/** What the broker needs to know of a device model. A device whose profile is not listed is taken as `native`. */
export interface DeviceProfile {
  readonly id: string;
  /** Its messages are about people: no samples of rejected payloads, values that look like personal numbers are removed. */
  readonly personal: boolean;
  /** Largest packet after sign-in, at most 1 MiB; null: 256 KiB. */
  readonly maxPacketBytes: number | null;
  readonly points: ReadonlyMap<string, ProfilePoint>;
  /** How firmware with topics of its own is understood; absent or null: it speaks the native format. */
  readonly dialect?: Dialect | null;
}

/** Turns a card number or another credential into a reference that says nothing about it. */
export interface CredentialRefs {
  refOf(credential: string): string;
}

/** PEM texts, the certificate with its chain. */
export interface ServerCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** The entry that takes the place of a result's own, because it ends a command. */
export interface ResultEntry {
  readonly type: "command.done" | "command.failed";
  readonly cause: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** It was not stored: the device will send the result again. */
  undo(): void;
}

/** What a device says about a command: already checked and cleaned. */
export interface DeviceResult {
  readonly ok: boolean;
  readonly code: string | null;
  readonly detail: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Why a value of a reading was not believed. */
export interface Doubt {
  readonly reason: Reason;
  readonly words: string;
}

/** Says which values of one device are believed; remembers what it was shown. */
export interface Judge {
  /** The values as they may be believed; `doubt` null: all of them, as they came. */
  judge(reading: Reading): { readonly values: readonly StoredValue[]; readonly doubt: Doubt | null };
  /** What was doubted was not stored, and will come again. */
  forgetDoubts(): void;
}

/** The judges of the devices that have rules. */
export interface Judges {
  /** Takes the devices of a configuration; a device whose rules are as they were keeps its judge. */
  apply(config: CampusConfig): Promise<void>;
  /** Null: whatever the device says is believed. */
  of(device: string): Judge | null;
}

/** The newest message of a device that was not all believed. */
export interface BadMessage {
  readonly atMs: number;
  readonly code: Reason;
  readonly message: string;
  /** Its first bytes, as text where they are text; empty of devices whose messages are about people. */
  readonly raw: string;
}

export interface BrokerOptions {
  readonly journal: Journal;
  readonly config: CampusConfig;
  readonly profiles: ReadonlyMap<string, DeviceProfile>;
  readonly clock: Clock;
  readonly log: Log;
  /** For `listen.mqtts`; null only when that is not configured. */
  readonly tls: ServerCertificate | null;
  readonly credentialRefs: CredentialRefs;
  /** False while the gateway's own clock cannot be believed. Absent: always true. */
  readonly clockTrusted?: () => boolean;
  /** Asks whose command a result ends; null: nobody's, it is an entry of its own. Absent: always null. */
  readonly resultOf?: (device: string, id: string, result: DeviceResult) => ResultEntry | null;
  /** Who says what is believed. Absent: everything is. */
  readonly judges?: Judges;
  /** Devices that were online, by their last entry, when the gateway stopped. */
  readonly wasOnline?: ReadonlySet<string>;
  /** Devices whose clock was wrong, by their last entry, when the gateway stopped. */
  readonly wasClockWrong?: ReadonlySet<string>;
}

export interface DeviceConnection {
  readonly device: string;
  /** Epoch ms of the sign-in. */
  readonly sinceMs: number;
  readonly remote: string;
  readonly secure: boolean;
  /** Messages handed in since the sign-in. */
  readonly messages: number;
  /** Messages that are not yet on disk. */
  readonly waiting: number;
}

export interface BrokerStatus {
  /** Sockets that are open, signed in or not. */
  readonly sockets: number;
  readonly signedIn: number;
  /** Messages that are not yet on disk, of all devices. */
  readonly waiting: number;
  readonly devices: readonly DeviceConnection[];
}

/** Plain numbers that only rise. */
export interface BrokerCounters {
  messages: number;
  readonly repeats: Map<string, number>;
  readonly rejected: Map<RejectedReason, number>;
  signInFailures: number;
  takeovers: number;
  /** Packets above the limit; each closed its connection. */
  oversized: number;
  /** Connections closed because what came was not MQTT as it should be. */
  malformed: number;
  /** Sockets refused because of the caps. */
  refusedSockets: number;
  /** Times a device that publishes without measure was made to wait. */
  slowedDown: number;
}

export interface Broker extends AsyncDisposable {
  /** `mqtt://host:port` and `mqtts://host:port`; null when not configured. */
  readonly addresses: { readonly mqtt: string | null; readonly mqtts: string | null };
  readonly counters: BrokerCounters;
  /** Takes a new configuration: removed, disabled and re-keyed devices are disconnected, the others notice nothing. */
  apply(next: CampusConfig): Promise<void>;
  /** Sends the gateway's own message to one device: all that a device ever receives. Not retained and nobody there: `device-offline`. */
  publishTo(
    device: string,
    subtopic: "command" | "desired",
    payload: string,
    how: { readonly retain: boolean },
  ): Promise<void>;
  connected(device: string): boolean;
  /** Commands to firmware with words of its own. */
  readonly foreign: {
    /** True when the device has such firmware. */
    orders(device: string): boolean;
    /** True while the command would reach it. */
    ready(device: string, name: string, args: Readonly<Record<string, Value>>): boolean;
    /** Sends it once and waits for what shows that it was done. Throws `device-offline` when nothing went out. */
    run(device: string, name: string, args: Readonly<Record<string, Value>>): Promise<CommandOutcome>;
  };
  /** By device; only those that said something since the start that was not believed. */
  readonly badMessages: ReadonlyMap<string, BadMessage>;
  /** True while the device is connected and subscribed: a message to it would arrive. */
  listens(device: string, subtopic: "command" | "desired"): boolean;
  status(): BrokerStatus;
  /** New connections get this certificate; those that are open go on. */
  replaceCertificate(certificate: ServerCertificate): void;
}
