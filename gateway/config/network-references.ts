// What must hold of the places of devices in the network: `behind` names another device that has a place, and nobody is behind itself.
import { pathTo } from "../contract/network.ts";
import { type Finding, type Known, missing } from "./findings.ts";

/** Every contradiction of `network`. */
export function networkFindings({ devices, deviceIds }: Known): Finding[] {
  const placed = new Map(devices.flatMap(({ item }) => (item.network === undefined ? [] : [[item.id, item.network]])));
  const placeOf = (id: string) => {
    const place = placed.get(id);
    return place === undefined ? null : { level: place.level, behind: place.behind ?? null };
  };
  return devices.flatMap(({ at, item: { id = "", network } }): Finding[] => {
    const behind = network?.behind;
    if (behind === undefined) return [];
    const path = ["devices", at, "network", "behind"];
    if (!deviceIds.has(behind)) return [{ path, ...missing("device", behind, placed.keys().filter(isText)) }];
    if (!placed.has(behind))
      return [{ path, what: `${behind} has no place in the network`, remedy: "give it network: { level: … } too" }];
    const before = pathTo(id, placeOf);
    const isCircle = behind === id || placeOf(before[0] ?? "")?.behind != null;
    if (!isCircle) return [];
    return [{ path, what: "goes round in a circle", remedy: "let each be behind what is nearer to the gateway" }];
  });
}

function isText(id: string | undefined): id is string {
  return id !== undefined;
}
