// What must hold between a derived device and those that it is computed from.
import { DERIVED_DRIVER, type InputDevice, wiringOf } from "../contract/derived-wiring.ts";
import { profileOf } from "./device-references.ts";
import { type Finding, type Known, missing } from "./findings.ts";

/** Every contradiction of derived devices. */
export function derivedFindings(known: Known): Finding[] {
  const inputs = new Map<string, InputDevice>();
  for (const { item } of known.devices) {
    const { id, driver, profile: name } = item;
    const profile = profileOf(item, known);
    if (id === undefined || driver === undefined || name === undefined) continue;
    // The points of a device that is wrong itself are not known.
    const points = profile === null || profile.anyPoint ? null : new Set(profile.points.keys());
    inputs.set(id, { driver, profile: name, points });
  }
  return known.devices.flatMap(({ at, item }): Finding[] => {
    const profile = profileOf(item, known);
    if (item.driver !== DERIVED_DRIVER || profile === null || item.connection === undefined) return [];
    const { problems } = wiringOf(item.connection, profile.data, inputs);
    return problems.map(({ path, ...problem }) => ({
      path: ["devices", at, "connection", ...path],
      ...("what" in problem ? problem : missing(problem.kind, problem.name, problem.known)),
    }));
  });
}
