// What must hold of the rules by which values of a device are believed: the points and devices that they name.
import { PUSH_DRIVER, profileOf } from "./device-references.ts";
import { type DevicePart, type Finding, type Item, type Known, missing } from "./findings.ts";
import { trustContradictions, trustRuleOf } from "./schema-trust.ts";

/** Every contradiction in `trust` below the points of a device. */
export function trustFindings({ at, item }: Item<DevicePart>, known: Known): Finding[] {
  return Object.entries(item.points ?? {}).flatMap(([point, { trust }]): Finding[] => {
    if (trust === undefined) return [];
    const path = ["devices", at, "points", point, "trust"];
    const profile = profileOf(item, known);
    if (profile === null) return [];
    const points = new Set([...profile.points.keys(), ...Object.keys(item.points ?? {})]);
    const remedy = "correct what is named";
    return [
      ...trustContradictions(trust, points).map((what) => ({ path, what, remedy })),
      ...partnerFindings(path, point, { at, item }, known),
    ];
  });
}

/** The other sensor must be there, and come the same way: those that we ask and those that send to us are judged apart. */
function partnerFindings(path: Finding["path"], point: string, { item }: Item<DevicePart>, known: Known): Finding[] {
  const written = item.points?.[point]?.trust;
  const { agrees } = written === undefined ? {} : trustRuleOf(written);
  if (agrees === undefined) return [];
  const at = [...path, "agrees", "with"];
  if ((written?.agrees?.with.split(".").length ?? 0) > 2)
    return [{ path: at, what: "names more than a device and a point", remedy: "name another sensor as DEVICE.POINT" }];
  const other = agrees.device === null ? item : known.devices.find(({ item: { id } }) => id === agrees.device)?.item;
  if (other === undefined) return [{ path: at, ...missing("device", agrees.device ?? "", known.deviceIds) }];
  if (other === item && agrees.point === point)
    return [{ path: at, what: "is this point itself", remedy: "name another sensor as DEVICE.POINT" }];
  const isPush = item.driver === PUSH_DRIVER;
  if ((other.driver === PUSH_DRIVER) !== isPush)
    return isPush
      ? [{ path: at, what: "is a device that we ask", remedy: "name a sensor of a device that sends to us, too" }]
      : [{ path: at, what: "is a device that sends to us", remedy: "name a sensor of a device that we ask" }];
  const profile = profileOf(other, known);
  if (profile === null || profile.anyPoint || profile.points.has(agrees.point)) return [];
  return [{ path: at, ...missing(`point of profile ${profile.id}`, agrees.point, profile.points.keys()) }];
}
