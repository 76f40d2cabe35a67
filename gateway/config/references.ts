// What ties the options of campus.yaml together: ids that must exist or be unique, places that must not be circular, listeners that
// must not be open by accident. Only what has the right shape is looked at, so that one slip gives one problem.
import { alarmFindings } from "./alarm-references.ts";
import { derivedFindings } from "./derived-references.ts";
import { deviceFindings } from "./device-references.ts";
import { type DeviceCheck, type Finding, type Item, type Known, missing } from "./findings.ts";
import { dutyFindings, notifyFindings } from "./notify-references.ts";
import { type Path, pathText, quoted } from "./problem.ts";
import type { ProfileRegistry } from "./profiles.ts";
import type { CampusFile } from "./schema.ts";
import { isLoopback, parseAddress } from "./texts.ts";
import { trustFindings } from "./trust-references.ts";

/** Every broken reference and contradiction. `broken` tells which parts are not as the schema says. */
export function checkReferences(
  file: CampusFile,
  broken: (path: Path) => boolean,
  registry: ProfileRegistry,
  checkDevice: DeviceCheck,
): Finding[] {
  const sound = <T extends object>(list: "places" | "devices" | "alarms", items: readonly T[]): Item<Partial<T>>[] =>
    !Array.isArray(items)
      ? []
      : items.flatMap((item: unknown, at) =>
          isMap<T>(item) ? [{ at, item: soundPart(item, (key) => broken([list, at, key])) }] : [],
        );
  const known: Known = {
    places: sound("places", file.places),
    devices: sound("devices", file.devices),
    alarms: sound("alarms", file.alarms),
    placeIds: idsOf(file.places),
    deviceIds: idsOf(file.devices),
    registry,
    checkDevice,
  };
  const findings = [
    ...duplicates(["places"], file.places),
    ...duplicates(["devices"], file.devices),
    ...duplicates(["alarms"], file.alarms),
    ...(broken(["listen"]) ? [] : listenFindings(file.listen)),
    ...placeFindings(known),
    ...deviceFindings(known),
    ...known.devices.flatMap((entry) => trustFindings(entry, known)),
    ...derivedFindings(known),
    ...alarmFindings(known),
    ...(broken(["influx"]) ? [] : influxFindings(file.influx)),
    ...(broken(["county"]) ? [] : countyFindings(file.county)),
    ...(broken(["duty"]) ? [] : dutyFindings(file.duty, known.placeIds)),
    ...duplicates(["duty", "posts"], file.duty?.posts),
    ...(broken(["notify"]) || file.notify === undefined
      ? []
      : notifyFindings(file.notify, file.county, { placeIds: known.placeIds, postIds: idsOf(file.duty?.posts) })),
    ...duplicates(["notify", "roads"], file.notify?.roads),
    ...duplicates(["notify", "plans"], file.notify?.plans),
  ];
  return findings.filter((finding) => !broken(finding.path));
}

function isMap<T extends object>(item: unknown): item is T {
  return typeof item === "object" && item !== null && !Array.isArray(item);
}

/** A copy without the keys whose shape is wrong. */
function soundPart<T extends object>(item: T, isBroken: (key: string) => boolean): Partial<T> {
  const copy: Partial<T> = { ...item };
  for (const key of Object.keys(copy)) if (isBroken(key)) Reflect.deleteProperty(copy, key);
  return copy;
}

function idOf(item: unknown): string | null {
  return typeof item === "object" && item !== null && "id" in item && typeof item.id === "string" ? item.id : null;
}

function idsOf(items: unknown): Set<string> {
  return new Set(Array.isArray(items) ? items.map(idOf).filter((id) => id !== null) : []);
}

function duplicates(list: Path, items: unknown): Finding[] {
  if (!Array.isArray(items)) return [];
  const first = new Map<string, number>();
  return items.flatMap((item, at): Finding[] => {
    const id = idOf(item);
    if (id === null) return [];
    const before = first.get(id);
    if (before === undefined) first.set(id, at);
    if (before === undefined) return [];
    return [
      {
        path: [...list, at, "id"],
        what: `the id ${quoted(id)} is taken by ${pathText([...list, before])}`,
        remedy: "give each its own id",
      },
    ];
  });
}

function listenFindings(listen: CampusFile["listen"]): Finding[] {
  const findings: Finding[] = [];
  const taken = new Map<string, string>();
  for (const name of ["http", "https", "mqtt", "mqtts"] as const) {
    const text = listen[name];
    const address = text === undefined ? null : parseAddress(text);
    if (address === null) continue;
    if ((name === "http" || name === "mqtt") && !listen.insecure && !isLoopback(address.host)) {
      const what = `${name} at ${address.host} can be reached from other machines, without encryption`;
      findings.push({
        path: ["listen", name],
        what,
        remedy: `use ${name}s, or 127.0.0.1, or add insecure: true in listen`,
      });
    }
    const key = `${address.host.toLowerCase()} ${address.port}`;
    const other = address.port === 0 ? undefined : taken.get(key);
    if (other !== undefined) {
      findings.push({
        path: ["listen", name],
        what: `the address is also that of ${other}`,
        remedy: "give each its own port",
      });
    }
    taken.set(key, name);
  }
  return findings;
}

function placeFindings({ places, placeIds }: Known): Finding[] {
  const within = new Map(places.map(({ item }) => [item.id, item.within]));
  return places.flatMap(({ at, item }): Finding[] => {
    if (item.within === undefined) return [];
    const path = ["places", at, "within"];
    if (!placeIds.has(item.within)) return [{ path, ...missing("place", item.within, placeIds) }];
    const seen = new Set<string>();
    for (let up: string | undefined = item.within; up !== undefined && !seen.has(up); up = within.get(up)) {
      if (up === item.id)
        return [
          {
            path,
            what: "the place is within itself, directly or through others",
            remedy: "end the chain at a place without within",
          },
        ];
      seen.add(up);
    }
    return [];
  });
}

function influxFindings(influx: CampusFile["influx"]): Finding[] {
  if (influx === undefined) return [];
  const findings: Finding[] = [];
  const need = (key: string, what: string) =>
    findings.push({ path: ["influx", key], what: `is missing for version ${influx.version}`, remedy: `write ${what}` });
  if (influx.version === 1 && influx.database === undefined) need("database", "the name of the database");
  if (influx.version === 2 && influx.org === undefined) need("org", "the name of the organisation");
  if (influx.version !== 1 && influx.bucket === undefined && influx.database === undefined)
    need("bucket", "bucket or database");
  if (influx.bucket !== undefined && influx.database !== undefined) {
    findings.push({
      path: ["influx", "database"],
      what: "stands beside bucket",
      remedy: "keep one of bucket and database",
    });
  }
  return findings;
}

function countyFindings(county: CampusFile["county"]): Finding[] {
  if (county === undefined) return [];
  const isOpen = county.url.startsWith("mqtt:") && !isLoopback(new URL(county.url).hostname.replaceAll(/[[\]]/g, ""));
  if (isOpen) {
    const what = "would send the campus's data across the network in clear text";
    return [{ path: ["county", "url"], what, remedy: "use mqtts://, or a tunnel that ends on this machine" }];
  }
  if (county.username !== undefined && county.secretFile === undefined)
    return [{ path: ["county", "secretFile"], what: "is missing", remedy: "write username and secretFile together" }];
  if ((county.certificateFile === undefined) === (county.keyFile === undefined)) return [];
  const key = county.keyFile === undefined ? "keyFile" : "certificateFile";
  return [
    { path: ["county", key], what: "is missing", remedy: "write certificateFile and keyFile together, or neither" },
  ];
}
