// What the intake knows about one publishing device: whose message it is, the units and texts it declared, and what it said last.
import type { DeviceConfig } from "../config/campus.ts";
import { type Unit, wellKnownUnit } from "../contract/units.ts";
import type { Shape } from "../journal/record.ts";
import type { Through } from "./bridges.ts";
import { emptyStamp, type Stamp } from "./device-time.ts";
import { type Foreign, foreignOf } from "./foreign.ts";
import { type Layouts, noLayouts } from "./layouts.ts";
import type { CredentialRefs, DeviceProfile, Judge } from "./port.ts";

/** Default and largest packet after sign-in (contract §5). */
const PACKET_BYTES = 256 * 1024;
const PACKET_BYTES_MAX = 1024 * 1024;

/** The points of one telemetry message as they came last time; the next message is most often the same. */
export interface Plan {
  readonly shape: Shape;
  /** By position: a bare value has the unit of the shape. */
  readonly bare: readonly boolean[];
  /** By position: text is allowed. */
  readonly text: readonly boolean[];
}

export interface Source {
  readonly device: string;
  readonly personal: boolean;
  readonly maxPacketBytes: number;
  readonly refOf: (credential: string) => string;
  readonly unitOf: (point: string) => Unit;
  readonly isText: (point: string) => boolean;
  /** Topics of firmware that does not speak our format; null: none. */
  readonly foreign: Foreign | null;
  /** Who says what is believed; null: everything is. */
  readonly judge: Judge | null;
  /** Devices that it publishes for; null: none. */
  readonly through: Through | null;
  /** The last plans, newest first: devices that send two or three kinds of telemetry in turn keep them all. */
  readonly plans: Plan[];
  /** The same for whole messages, byte by byte. */
  readonly layouts: Layouts;
  readonly stamp: Stamp;
  boot: string | number | null;
  bootHash: number;
}

/** What a source has only if others do their part. */
export interface SourceParts {
  readonly judge?: Judge | null;
  readonly through?: Through | null;
  /** First levels of the topics of what it comes through. */
  readonly bridgeBase?: string;
}

/** Everything about a device's messages that configuration and profile decide. */
export function sourceOf(
  device: DeviceConfig,
  profile: DeviceProfile | undefined,
  refs: CredentialRefs,
  { judge = null, through = null, bridgeBase }: SourceParts = {},
): Source {
  return {
    device: device.id,
    personal: profile?.personal ?? false,
    maxPacketBytes: Math.min(profile?.maxPacketBytes ?? PACKET_BYTES, PACKET_BYTES_MAX),
    refOf: (credential) => refs.refOf(credential),
    unitOf: (point) => device.points.get(point)?.unit ?? profile?.points.get(point)?.unit ?? wellKnownUnit(point),
    isText: (point) => (device.points.get(point)?.type ?? profile?.points.get(point)?.type) === "text",
    foreign: foreignOf(device.mqtt, profile?.dialect ?? null, bridgeBase),
    judge,
    through,
    plans: [],
    layouts: noLayouts(),
    stamp: emptyStamp(),
    boot: null,
    bootHash: 0,
  };
}
