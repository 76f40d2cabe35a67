// Modbus TCP: meters, sensors and UPSes that we ask. What a model can say is data in profiles/.
import type { Driver, DriverDevice, DriverProblem } from "../../gateway/contract/driver.ts";
import { connectionOf, connectionProblems } from "./connection.ts";
import { type Definition, definitionOf, isDefinition } from "./definition.ts";
import { openLink } from "./link.ts";
import type { Contradiction } from "./rules.ts";

/** A profile is one object for all its devices; what it compiles to is kept with it. */
const compiled = new WeakMap<object, Definition | readonly Contradiction[]>();

function compile({ profile }: DriverDevice): Definition | readonly Contradiction[] {
  const known = compiled.get(profile);
  if (known !== undefined) return known;
  const fresh = definitionOf(profile);
  compiled.set(profile, fresh);
  return fresh;
}

function usable(device: DriverDevice): Definition {
  const result = compile(device);
  if (isDefinition(result)) return result;
  throw new TypeError(`profile of ${device.id}: ${result.map(({ at, what }) => `${at} ${what}`).join(", ")}`);
}

export const driver: Driver = {
  name: "modbus",
  linkKey: (connection) => {
    const { host, port } = connectionOf(connection);
    return `tcp ${host.toLowerCase()}:${port}`;
  },
  check: (device): readonly DriverProblem[] => {
    const result = compile(device);
    const wrong = isDefinition(result) ? [] : result;
    return [
      ...connectionProblems(device.connection),
      ...wrong.map(({ at, what, remedy }) => ({ path: `profile.${at}`, what, remedy })),
    ];
  },
  openLink: (connection, context) => openLink(connection, context, usable),
};
