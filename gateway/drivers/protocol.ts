// What crosses between the main thread and the thread that runs the drivers; all of it structured-cloneable.
import type { CommandOutcome, DriverCommand, DriverDevice, Sample } from "../contract/driver.ts";
import type { Neighbour } from "../contract/neighbours.ts";
import type { StoredValue } from "../journal/record.ts";
import type { Deadbands, ReportPolicy } from "./report.ts";
import type { DeviceTrust, Seeds } from "./trust/rules.ts";

export interface ThreadSettings {
  /** Where the DriverRegistry is. */
  readonly registry: string;
  /** One number that the thread raises while it is alive. */
  readonly beats: Int32Array;
  readonly beatEveryMs: number;
}

/** One device to be asked. */
export interface DeviceSpec {
  readonly driver: string;
  readonly device: DriverDevice;
  readonly everyMs: number;
  /** null: each poll is an entry. */
  readonly report: ReportPolicy | null;
  readonly deadbands: Deadbands;
  /** Of whose points not everything is believed; absent: what the driver says. */
  readonly trust?: DeviceTrust;
  /** What was known of those points before. */
  readonly seeds?: Seeds;
}

/**
 * `down`: not heard of yet. `backing-off`: gone, and asked less often. A device that missed one or two polls is still `up`; its points
 * say so.
 */
export type DeviceState = "up" | "down" | "backing-off" | "disabled";

export interface BadAnswer {
  /** Epoch ms. */
  readonly atMs: number;
  readonly code: string;
  readonly message: string;
  /** Hex. */
  readonly raw: string;
}

export interface DeviceStatus {
  readonly state: DeviceState;
  /** Epoch ms from which the state holds. */
  readonly sinceMs: number;
  /** Epoch ms of the last answer or time-out; null before the first. */
  readonly lastPollMs: number | null;
  /** What was wrong with the last poll; null when all its points have values. */
  readonly lastError: { readonly code: string; readonly message: string } | null;
  /** What came last over the wire, hex. */
  readonly raw: string | null;
  /** The newest answer that was not all believed; kept when better ones follow, so that one spike can be looked at. */
  readonly lastBad?: BadAnswer;
  /** Slots of the grid that passed without a poll because something took too long. */
  readonly skipped: number;
}

/** What one poll of a device that is not configured gave. */
export interface TrialOutcome {
  readonly samples: readonly Sample[];
  /** What came last over the wire, hex. */
  readonly raw: string | null;
  readonly detail: string | null;
  /** Why there was no poll at all. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

export type ToThread =
  | { readonly do: "apply"; readonly n: number; readonly devices: readonly DeviceSpec[] }
  /** The reading of that number is on disk. */
  | { readonly do: "stored"; readonly device: string; readonly n: number }
  | { readonly do: "command"; readonly command: DriverCommand }
  /** The start of the command is on disk (`go`), or it must not run any more. */
  | { readonly do: "begun"; readonly id: string; readonly go: boolean }
  /** Ask this device once; nothing of it is kept. */
  | { readonly do: "try"; readonly id: string; readonly spec: DeviceSpec }
  | { readonly do: "close" };

export type FromThread =
  | { readonly is: "applied"; readonly n: number }
  | ({ readonly is: "reading" } & ReadingMessage)
  /** Everybody that a device saw; before the reading of the same poll. */
  | { readonly is: "neighbours"; readonly device: string; readonly neighbours: readonly Neighbour[] }
  | { readonly is: "statuses"; readonly statuses: readonly (readonly [device: string, status: DeviceStatus])[] }
  /** The command is the next thing on its link: may it go out? */
  | { readonly is: "begin"; readonly id: string }
  | { readonly is: "outcome"; readonly id: string; readonly outcome: CommandOutcome | null }
  | { readonly is: "tried"; readonly id: string; readonly outcome: TrialOutcome }
  | { readonly is: "log"; readonly level: "debug" | "info" | "warn"; readonly detail: object; readonly text: string };

/** One poll that becomes one entry. The device is not asked again before `stored` says the same `n`. */
export interface ReadingMessage {
  readonly device: string;
  readonly n: number;
  readonly measuredMs: number;
  readonly points: readonly string[];
  readonly values: readonly StoredValue[];
  /** So many equal polls before it were not reported. */
  readonly held: number;
}
