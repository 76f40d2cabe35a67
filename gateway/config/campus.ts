// The configuration of one campus after it was checked: defaults filled in, durations in milliseconds. The file's form is schema.ts.
import type { DutySettings } from "../contract/duty.ts";
import type { NetworkPlace } from "../contract/network.ts";
import type { NotifySettings } from "../contract/notify.ts";
import type { Unit } from "../contract/units.ts";

export interface ListenAddress {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface PointConfig {
  readonly unit: Unit | null;
  readonly name: string | null;
  /** `text` allows text values of at most 256 characters; null: whatever the profile says (native: number or boolean). */
  readonly type: "number" | "boolean" | "text" | null;
  /** null: the profile's, or 0. */
  readonly deadband: number | null;
  /** When its values are not believed, over the profile; absent: as the profile says. */
  readonly trust?: TrustRule;
}

/** When a value is not believed, as it is judged by: what is absent is not looked at. */
export interface TrustRule {
  readonly range?: readonly [number, number];
  readonly jump?: { readonly by: number; readonly withinMs: number };
  readonly flatlineMs?: number;
  /** `wrapsAt` null: it does not roll over. */
  readonly counter?: { readonly wrapsAt: number | null };
  readonly follows?: string;
  readonly unless?: readonly string[];
  readonly expect?: number | boolean | string;
  /** `device` null: the same one. */
  readonly agrees?: {
    readonly device: string | null;
    readonly point: string;
    readonly within: number;
    readonly forMs: number;
  };
}

export interface PlaceConfig {
  readonly id: string;
  readonly name: string;
  readonly class: string;
  readonly key: boolean;
  readonly within: string | null;
}

export interface MqttConfig {
  readonly username: string;
  readonly clientId: string;
  /** Extra topics of foreign firmware; empty: the topics of contract §5. */
  readonly topics: readonly string[];
  /** The device that signs in and publishes for it; absent: it does so itself. */
  readonly via?: string;
  /** What stands in the topics of its profile; absent: anything. */
  readonly name?: string;
  readonly base?: string;
}

export interface DeviceConfig {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly profile: string;
  readonly place: string | null;
  /** As written; each driver checks its own. */
  readonly connection: Readonly<Record<string, unknown>> | null;
  readonly everyMs: number;
  readonly staleAfterMs: number;
  readonly report: { readonly onChange: boolean; readonly atLeastMs: number } | null;
  readonly points: ReadonlyMap<string, PointConfig>;
  readonly enabled: boolean;
  /** Lower-case hex SHA-256 of the secret; null for devices that we ask. */
  readonly credentialSha256: string | null;
  readonly mqtt: MqttConfig;
  /** Absent: nobody said where it stands in the network. */
  readonly network?: NetworkPlace;
}

export interface Campus {
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
  /** True for a virtual campus: nothing that it says was measured. */
  readonly simulated: boolean;
}

export interface JournalConfig {
  readonly keepReadingsMs: number;
  readonly keepOtherMs: number;
  readonly maxBytes: number;
}

export interface ListenConfig {
  readonly http: ListenAddress | null;
  readonly https: ListenAddress | null;
  readonly mqtt: ListenAddress | null;
  readonly mqtts: ListenAddress | null;
}

/** The owner's own certificate for https and mqtts; null: the gateway makes its own authority and certificate. */
export interface TlsConfig {
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface AlarmRule {
  readonly id: string;
  readonly target: { readonly by: "device" | "profile" | "place"; readonly id: string };
  readonly point: string;
  readonly condition:
    | { readonly is: "above" | "below"; readonly limit: number }
    | { readonly is: "equals"; readonly value: number | boolean | string }
    | { readonly is: "noData" | "badFor"; readonly forMs: number };
  readonly deadband: number;
  readonly onDelayMs: number;
  readonly offDelayMs: number;
  readonly severity: "critical" | "high" | "medium" | "low";
  readonly latched: boolean;
  readonly text: Readonly<Record<string, string>>;
  readonly consequence: Readonly<Record<string, string>>;
  readonly action: Readonly<Record<string, string>>;
  readonly respondWithinMs: number | null;
}

/** A rule that comes with a profile. */
export interface ProfileRule extends AlarmRule {
  /** Where its limits make sense; empty: anywhere. */
  readonly placeClasses: readonly string[];
}

export interface InfluxConfig {
  /** Address of InfluxDB or of what speaks its write protocol; it may have a path. */
  readonly url: string;
  readonly version: 1 | 2 | 3;
  /** The database; for versions 2 and 3 also called bucket. */
  readonly database: string;
  /** Version 2 only. */
  readonly org: string | null;
  /** As written: relative to the folder of campus.yaml. Version 1: `name:password`. */
  readonly tokenFile: string | null;
}

export interface CountyConfig {
  readonly url: string;
  /** File names as written: relative to the folder of campus.yaml. */
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
  readonly caFile: string | null;
  /** At a broker without client certificates; null: the campus's id. */
  readonly username: string | null;
  readonly secretFile: string | null;
  readonly summaryEveryMs: number;
  readonly limits: readonly {
    /** Minutes since midnight on campus. */
    readonly fromMinute: number;
    readonly toMinute: number;
    readonly bytesPerSecond: number;
  }[];
  /** Whose commands are believed; null: nobody's. */
  readonly commandKey: string | null;
  readonly may: readonly ("alarms.ack" | "duty.spot-check")[];
}

export interface CampusConfig {
  /** sha256 of the file's bytes, `sha256:<hex>`: the version tag. */
  readonly version: string;
  readonly campus: Campus;
  readonly listen: ListenConfig;
  readonly tls: TlsConfig | null;
  readonly journal: JournalConfig;
  readonly places: ReadonlyMap<string, PlaceConfig>;
  readonly devices: ReadonlyMap<string, DeviceConfig>;
  readonly alarms: readonly AlarmRule[];
  /** False: the rules that come with profiles and with the gateway raise nothing. */
  readonly alarmDefaults: boolean;
  readonly influx: InfluxConfig | null;
  readonly county: CountyConfig | null;
  /** Without posts when the file names none. */
  readonly duty: DutySettings;
  /** null: alarms stand on the console only. */
  readonly notify: NotifySettings | null;
}
