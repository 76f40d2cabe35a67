// What must hold of devices that come through another one (`mqtt.via`): whom they come through, and that each has a name of its own there.
import { type DevicePart, type Finding, type Item, type Known, missing } from "./findings.ts";
import { quoted } from "./problem.ts";

const PUSH_DRIVER = "mqtt";

/** Every contradiction of `mqtt.via` and `mqtt.name`. */
export function bridgeFindings(known: Known): Finding[] {
  const taken = new Map<string, number>();
  return known.devices.flatMap((entry): Finding[] => {
    const { at, item } = entry;
    if (item.mqtt?.via === undefined) return [];
    const found = viaFindings(entry, item.mqtt.via, known);
    if (found.length > 0) return found;
    const name = item.mqtt.name ?? item.id ?? "";
    const key = `${item.mqtt.via}\n${name}`;
    const before = taken.get(key);
    taken.set(key, before ?? at);
    if (before === undefined) return [];
    const what = `${quoted(name)} is that of devices[${before}] too`;
    return [{ path: ["devices", at, "mqtt", "name"], what, remedy: "give each device its own" }];
  });
}

function viaFindings({ at, item }: Item<DevicePart>, via: string, { devices, deviceIds, registry }: Known): Finding[] {
  const path = ["devices", at, "mqtt", "via"];
  const bridges = devices.filter(({ item: other }) => other.driver === PUSH_DRIVER && other.mqtt?.via === undefined);
  const names = bridges.flatMap(({ item: { id } }) => (id === undefined || id === item.id ? [] : [id]));
  if (!deviceIds.has(via)) return [{ path, ...missing("device", via, names) }];
  if (!names.includes(via))
    return [{ path, what: `${via} does not sign in itself`, remedy: "name the device that publishes for this one" }];
  if (item.credential !== undefined)
    return [
      {
        path: ["devices", at, "credential"],
        what: "is never used: it comes through another device",
        remedy: "take it out",
      },
    ];
  const wire: unknown = registry.profiles.get(item.profile ?? "")?.data.wire;
  if (item.profile === undefined || JSON.stringify(wire ?? {}).includes("{name}")) return [];
  const what = `comes through ${via}, but its profile has no {name} in its topics`;
  return [{ path, what, remedy: "name a profile that has, or let the device sign in itself" }];
}
