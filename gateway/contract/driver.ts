// What a driver is to the gateway: we ask, it answers. Everything here crosses threads, so it is plain data (structured-cloneable).
import type { Quality, Reason, Value } from "./entry.ts";

/** The newest answer to one point of a device; the unit is the profile's, or the configuration's. */
export interface Sample {
  readonly point: string;
  /** null with `bad`. */
  readonly value: Value | null;
  readonly quality: Quality;
  /** Set whenever the quality is not good. */
  readonly reason?: Reason;
}

/** One poll of one device: all its points, each of which has an answer or a reason why not. */
export interface Poll {
  readonly device: string;
  /** Epoch ms at which the first byte of the answer was there (or the deadline passed). */
  readonly measuredMs: number;
  readonly samples: readonly Sample[];
  /** What came last over the wire, for people who look for a fault: hex, at most 1 KiB. */
  readonly raw?: string;
}

/** What a device is told to do. `name` and `args` are checked against the profile before they get here. */
export interface DriverCommand {
  readonly id: string;
  readonly device: string;
  readonly name: string;
  readonly args: Readonly<Record<string, Value>>;
}

export interface CommandOutcome {
  readonly ok: boolean;
  /** Stable, kebab-case, when not ok: `timeout`, `exception`, `read-back-differs`, `not-permitted` … */
  readonly code: string | null;
  readonly detail: string | null;
  readonly data: Readonly<Record<string, Value | null>>;
}

/** One device as its driver gets it. */
export interface DriverDevice {
  readonly id: string;
  /** The profile's JSON as it was checked, `wire` included. */
  readonly profile: Readonly<Record<string, unknown>>;
  /** The device's part of campus.yaml's `connection`. */
  readonly connection: Readonly<Record<string, unknown>>;
}

/** The only clock a driver may use; the gateway's, or a test's. */
export interface DriverClock {
  now(): number;
  monotonic(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  after(ms: number, work: () => void): Disposable;
}

export interface DriverLog {
  debug(detail: object, text: string): void;
  info(detail: object, text: string): void;
  warn(detail: object, text: string): void;
}

export interface DriverContext {
  readonly clock: DriverClock;
  readonly log: DriverLog;
}

/**
 * One open link (a bus, a serial port, a connection) and the devices behind it. The host calls it from one queue: never two calls
 * at once. It does not retry, schedule or back off; the host does. A device that does not answer is an answer, not an exception:
 * its points are `bad` with the reason. It throws only when the link itself cannot be used (LinkError).
 */
export interface DriverLink extends AsyncDisposable {
  poll(device: DriverDevice, signal: AbortSignal): Promise<Poll>;
  /** Writes to the device and reads back. Absent: the driver is read-only. */
  command?(device: DriverDevice, command: DriverCommand, signal: AbortSignal): Promise<CommandOutcome>;
}

/** What `device-drivers/<name>/index.ts` exports as `driver`. */
export interface Driver {
  readonly name: string;
  /** Names the link that a connection uses: devices with the same key share it. Throws DriverConfigError. */
  linkKey(connection: Readonly<Record<string, unknown>>): string;
  /** Checks what only the driver knows of profile and connection; problems in words, each with a path below the device. */
  check(device: DriverDevice): readonly { readonly path: string; readonly what: string; readonly remedy: string }[];
  /** Does nothing on the wire yet: the link opens with the first call. */
  openLink(connection: Readonly<Record<string, unknown>>, context: DriverContext): DriverLink;
}

/** The link cannot be used: refused, reset, port gone. The host backs off and reports once per change. */
export class LinkError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LinkError";
    this.code = code;
  }
}
