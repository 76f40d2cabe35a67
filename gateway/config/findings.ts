// What the checks of references.ts share: what they look at, and what they find.
import { nearest } from "./nearest.ts";
import { type Path, quoted } from "./problem.ts";
import type { ProfileRegistry } from "./profiles.ts";
import type { AlarmFile, DeviceFile, PlaceFile } from "./schema.ts";

/**
 * Asks a device's driver what it thinks of it. Paths are keys below the device, joined by dots. Handed in by whoever reads the file: the
 * configuration itself knows no driver.
 */
export type DeviceCheck = (
  driver: string,
  device: {
    readonly id: string;
    readonly profile: Readonly<Record<string, unknown>>;
    readonly connection: Readonly<Record<string, unknown>>;
  },
) => readonly { readonly path: string; readonly what: string; readonly remedy: string }[];

/** A problem before its line is known. */
export interface Finding {
  readonly path: Path;
  readonly what: string;
  readonly remedy: string;
}

/** Items without the keys whose shape is wrong. */
export type PlacePart = Partial<PlaceFile>;
export type DevicePart = Partial<DeviceFile>;
export type AlarmPart = Partial<AlarmFile>;

/** An item of a list with its place in the file. */
export interface Item<T> {
  readonly at: number;
  readonly item: T;
}

/** The lists without what has the wrong shape; ids also of broken items, so that a reference to them is not a second problem. */
export interface Known {
  readonly places: readonly Item<PlacePart>[];
  readonly devices: readonly Item<DevicePart>[];
  readonly alarms: readonly Item<AlarmPart>[];
  readonly placeIds: ReadonlySet<string>;
  readonly deviceIds: ReadonlySet<string>;
  readonly registry: ProfileRegistry;
  readonly checkDevice: DeviceCheck;
}

/** `there is no place "x"`, and which there are. */
export function missing(kind: string, id: string, known: Iterable<string>): Pick<Finding, "what" | "remedy"> {
  const names = [...known];
  const near = nearest(id, names);
  const hint = near === null ? "" : `did you mean ${near}? `;
  const more = names.length > NAMES_SHOWN ? ", …" : "";
  const list = names.length === 0 ? "there is none" : `there are: ${names.slice(0, NAMES_SHOWN).join(", ")}${more}`;
  return { what: `there is no ${kind} ${quoted(id)}`, remedy: `${hint}write one that exists (${list})` };
}

/** More names than this would drown the message. */
const NAMES_SHOWN = 20;
