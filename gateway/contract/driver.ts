// What a driver is to the gateway: we ask, it answers. Everything here crosses threads, so it is plain data (structured-cloneable).
import type { Quality, Reason, Value } from "./entry.ts";
import type { Neighbour } from "./neighbours.ts";

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
  /** True: something on the way answered that the device does not; for the host's breaker that is silence, whatever the reasons say. */
  readonly absent?: true;
  /** What came last over the wire, for people who look for a fault: hex, at most 1 KiB. */
  readonly raw?: string;
  /** What went wrong, in words that name the request (English, at most 256 characters); absent when all is well. */
  readonly detail?: string;
  /** Of a device that sees others: everybody it saw. Beside the points, because it is no measured quantity; the gateway's register takes it. */
  readonly neighbours?: readonly Neighbour[];
}

/** What a device is told to do. `name` and `args` are checked against the profile before they get here. */
export interface DriverCommand {
  readonly id: string;
  readonly device: string;
  readonly name: string;
  readonly args: Readonly<Record<string, Value>>;
}

/**
 * What a profile says of one command, under `wire.commands.<name>`: the arguments here are checked by the gateway, other keys are the
 * driver's own. A command that the profile does not list does not exist.
 */
export interface CommandForm {
  readonly args: Readonly<Record<string, ArgumentForm>>;
  /** It holds for a while only: the gateway gives `back` when `after` has passed, and at the latest when it starts again. */
  readonly pulse?: {
    readonly after: string;
    readonly back: { readonly name: string; readonly args: Readonly<Record<string, Value>> };
  };
}

export interface ArgumentForm {
  readonly type: "number" | "boolean" | "text";
  /** Numbers only, both inclusive. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** The only values there are; absent: any of the type. */
  readonly oneOf?: readonly Value[];
  /** True: it may be left out. */
  readonly optional?: boolean;
}

export interface CommandOutcome {
  /** null: it was sent, and no answer says what became of it. It is never repeated; the command's state becomes `unknown`. */
  readonly ok: boolean | null;
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
 * its points are `bad` with the reason (a poll with every point `bad` by `timeout` or `crc` counts as silence for the host's breaker).
 * It throws only when the link itself cannot be used (LinkError): the host then disposes of it and opens a new one later.
 */
export interface DriverLink extends AsyncDisposable {
  poll(device: DriverDevice, signal: AbortSignal): Promise<Poll>;
  /**
   * Asks a device that is not configured, while the ones that are notice nothing: it takes no news from their polls and drives nothing.
   * A LinkError says why it cannot be asked, and the link stays open. Absent: a poll does no harm.
   */
  look?(device: DriverDevice, signal: AbortSignal): Promise<Poll>;
  /**
   * Writes to the device and reads back. Absent: the driver is read-only. A LinkError means that nothing of the command went out; when
   * it may have gone out, the outcome says `ok: null`.
   */
  command?(device: DriverDevice, command: DriverCommand, signal: AbortSignal): Promise<CommandOutcome>;
}

/** What is wrong with a device, in words. */
export interface DriverProblem {
  /** Keys below the device in campus.yaml, joined by dots: `connection.unit`. */
  readonly path: string;
  readonly what: string;
  readonly remedy: string;
}

/** Checks what only the driver knows of profile and connection. Pure and quick: it runs for each device at each reload. */
export type DeviceCheck = (device: DriverDevice) => readonly DriverProblem[];

/** One driver: what speaks to devices, and what checks them. They are loaded apart, in different threads. */
export interface DriverEntry {
  readonly driver: () => Promise<Driver>;
  readonly check: () => Promise<DeviceCheck>;
}

/** What `device-drivers/index.ts` exports as `drivers`: each driver by name. */
export type DriverRegistry = Readonly<Record<string, DriverEntry>>;

/** What `device-drivers/<name>/index.ts` exports as `driver`. It is given only devices that its check found nothing wrong with. */
export interface Driver {
  readonly name: string;
  /** Names the link that a connection uses: devices with the same key share it. */
  linkKey(connection: Readonly<Record<string, unknown>>): string;
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
