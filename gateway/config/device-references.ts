// What must hold between devices, their drivers, profiles, places and links (contract §3).
import { parseDuration } from "../contract/time.ts";
import { bridgeFindings } from "./bridge-references.ts";
import { type DevicePart, type Finding, type Item, type Known, missing } from "./findings.ts";
import { networkFindings } from "./network-references.ts";
import { refusesCameras } from "./places.ts";
import { quoted } from "./problem.ts";
import type { Profile } from "./profiles.ts";

/** Devices of this driver send to us; all other drivers ask. */
export const PUSH_DRIVER = "mqtt";

/** Every contradiction of devices. */
export function deviceFindings(known: Known): Finding[] {
  const { devices } = known;
  return [
    ...devices.flatMap((entry) => oneDevice(entry, known)),
    ...sameTwice(devices, "username"),
    ...sameTwice(devices, "clientId"),
    ...linkFindings(devices),
    ...networkFindings(known),
    ...bridgeFindings(known),
  ];
}

/** The profile of a device, when it exists and belongs to the device's driver. */
export function profileOf(device: DevicePart, { registry }: Known): Profile | null {
  const profile = registry.profiles.get(device.profile ?? "");
  return profile !== undefined && profile.driver === device.driver ? profile : null;
}

function oneDevice(entry: Item<DevicePart>, known: Known): Finding[] {
  return [
    ...driverFindings(entry, known),
    ...placeFindings(entry, known),
    ...reachFindings(entry, known),
    ...everyFindings(entry, known),
    ...pointFindings(entry, known),
    ...topicFindings(entry, known),
    ...driversFindings(entry, known),
  ];
}

function driverFindings({ at, item }: Item<DevicePart>, known: Known): Finding[] {
  const { driver, profile } = item;
  const { registry } = known;
  if (driver === undefined) return [];
  if (!registry.drivers.includes(driver)) {
    return [{ path: ["devices", at, "driver"], ...missing("driver", driver, registry.drivers) }];
  }
  if (profile === undefined || profileOf(item, known) !== null) return [];
  return [
    { path: ["devices", at, "profile"], ...missing(`profile of driver ${driver}`, profile, registry.of(driver)) },
  ];
}

function placeFindings({ at, item }: Item<DevicePart>, known: Known): Finding[] {
  if (item.place === undefined) return [];
  const path = ["devices", at, "place"];
  if (!known.placeIds.has(item.place)) return [{ path, ...missing("place", item.place, known.placeIds) }];
  const placeClass = known.places.find(({ item: place }) => place.id === item.place)?.item.class;
  if (!profileOf(item, known)?.camera || placeClass === undefined || !refusesCameras(placeClass)) return [];
  return [{ path, what: `is a ${placeClass}: no camera may hang there`, remedy: "move the camera to another place" }];
}

/** What a device needs to sign in with, or to be asked. */
function reachFindings({ at, item }: Item<DevicePart>, { registry }: Known): Finding[] {
  const { driver } = item;
  const isThrough = item.mqtt?.via !== undefined;
  if (driver === PUSH_DRIVER && item.enabled === true && item.credential === undefined && !isThrough) {
    const remedy = "write credential: { sha256: … }, or enabled: false";
    return [{ path: ["devices", at, "credential"], what: "is missing for a device that sends to us", remedy }];
  }
  if (
    driver !== undefined &&
    driver !== PUSH_DRIVER &&
    registry.drivers.includes(driver) &&
    item.connection === undefined
  ) {
    const remedy = "write connection: { tcp: HOST:PORT }, rtuOverTcp or serial";
    return [{ path: ["devices", at, "connection"], what: "is missing for a device that we ask", remedy }];
  }
  return [];
}

/** Some models break off, or wear out, when they are asked too often. */
function everyFindings({ at, item }: Item<DevicePart>, known: Known): Finding[] {
  const least = profileOf(item, known)?.minEvery;
  const leastMs = least === undefined ? null : parseDuration(least);
  const everyMs = item.every === undefined ? null : parseDuration(item.every);
  if (leastMs === null || everyMs === null || everyMs >= leastMs) return [];
  return [
    {
      path: ["devices", at, "every"],
      what: `is more often than this model bears (${least})`,
      remedy: `write every: ${least} or more`,
    },
  ];
}

function pointFindings({ at, item }: Item<DevicePart>, known: Known): Finding[] {
  const profile = profileOf(item, known);
  if (profile === null || profile.anyPoint) return [];
  return Object.keys(item.points ?? {})
    .filter((point) => !profile.points.has(point))
    .map((point) => {
      const path = ["devices", at, "points", point];
      return { path, ...missing(`point of profile ${profile.id}`, point, profile.points.keys()) };
    });
}

/** Of firmware with topics of its own somebody must say which are this device's. */
function topicFindings({ at, item }: Item<DevicePart>, known: Known): Finding[] {
  const wire: unknown = profileOf(item, known)?.data.wire;
  const isForeign = typeof wire === "object" && wire !== null && Object.hasOwn(wire, "topics");
  if (
    !isForeign ||
    (item.mqtt?.topics?.length ?? 0) > 0 ||
    item.mqtt?.name !== undefined ||
    item.mqtt?.via !== undefined
  )
    return [];
  const text = JSON.stringify(wire);
  if (!text.includes("{name}") && text.includes("{base}")) return [];
  const remedy =
    "write mqtt: { name: … } with what its firmware calls it, or topics: [ … ] with what it publishes, such as tele/NAME/+";
  return [{ path: ["devices", at, "mqtt", "topics"], what: "is missing: its firmware has topics of its own", remedy }];
}

/** What only the driver can know of a profile and a connection that are there. */
function driversFindings({ at, item }: Item<DevicePart>, known: Known): Finding[] {
  const { id, driver, connection } = item;
  const profile = profileOf(item, known);
  if (profile === null || driver === undefined || driver === PUSH_DRIVER || connection === undefined) return [];
  const problems = known.checkDevice(driver, { id: id ?? "", profile: profile.data, connection });
  return problems.map(({ path, what, remedy }) => {
    const isOfFile = path.startsWith("profile.");
    return {
      path: ["devices", at, ...path.split(".")],
      what: isOfFile ? `${what} in ${profile.id}.json` : what,
      remedy,
    };
  });
}

/** Names of sign-in are compared as they are used: what is not written is the id. */
function sameTwice(devices: readonly Item<DevicePart>[], key: "username" | "clientId"): Finding[] {
  const first = new Map<string, number>();
  return devices.flatMap(({ at, item }): Finding[] => {
    if (item.driver !== PUSH_DRIVER || item.mqtt?.via !== undefined) return [];
    const name = item.mqtt?.[key] ?? item.id;
    if (name === undefined) return [];
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, at);
      return [];
    }
    // The same id twice has been said already.
    if (item.id === devices.find((other) => other.at === before)?.item.id) return [];
    const path = ["devices", at, "mqtt", key];
    return [{ path, what: `${quoted(name)} is that of devices[${before}] too`, remedy: "give each device its own" }];
  });
}

const LINKS = ["tcp", "rtuOverTcp", "serial"] as const;

interface Link {
  readonly at: number;
  readonly id: string | undefined;
  readonly kind: string;
  readonly settings: ReadonlyMap<string, unknown>;
}

/** Devices on one link must agree on everything but their unit number; a setting that one of them leaves out differs too. */
function linkFindings(devices: readonly Item<DevicePart>[]): Finding[] {
  const links = new Map<string, Link>();
  return devices.flatMap(({ at, item }): Finding[] => {
    const { connection } = item;
    if (connection === undefined || item.driver === PUSH_DRIVER) return [];
    const kinds = LINKS.filter((kind) => connection[kind] !== undefined);
    const [kind] = kinds;
    const path = ["devices", at, "connection"];
    if (kind === undefined) return [];
    if (kinds.length > 1)
      return [{ path, what: `names ${kinds.join(" and ")}`, remedy: "keep the one that the device hangs on" }];
    const settings = new Map(Object.entries(connection).filter(([key]) => key !== "unit"));
    const target = `${kind === "serial" ? "serial" : "tcp"} ${connection[kind]}`;
    const first = links.get(target);
    if (first === undefined) {
      links.set(target, { at, id: item.id, kind, settings });
      return [];
    }
    const remedy = `devices on one link share its settings: write the same as devices[${first.at}] (${first.id ?? "without id"})`;
    if (first.kind !== kind)
      return [{ path, what: `uses as ${kind} what devices[${first.at}] uses as ${first.kind}`, remedy }];
    const keys = [...new Set([...first.settings.keys(), ...settings.keys()])];
    return keys
      .filter((key) => canonical(first.settings.get(key)) !== canonical(settings.get(key)))
      .map((key) => ({
        path: [...path, key],
        what: `differs from ${key} of devices[${first.at}] on the same link`,
        remedy,
      }));
  });
}

/** Text to compare settings by: `1s` and `1000ms` are the same. */
function canonical(value: unknown): string {
  const ms = typeof value === "string" ? parseDuration(value) : null;
  return ms === null ? (JSON.stringify(value) ?? "") : `${ms} ms`;
}
