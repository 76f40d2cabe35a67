// Contacts and relays at the lines of the machine itself (GPIO). What a contact or relay can say and do is data in profiles/.
import type { Driver, DriverDevice, DriverProblem } from "../../gateway/contract/driver.ts";
import { connectionOf, connectionProblems } from "./connection.ts";
import { type Definition, definitionOf, type Flaw, isDefinition } from "./definition.ts";
import { GpioLink, type LineMemory } from "./link.ts";

function compile({ profile }: DriverDevice, compiled: WeakMap<object, Definition | readonly Flaw[]>) {
  const known = compiled.get(profile);
  if (known !== undefined) return known;
  const fresh = definitionOf(profile);
  compiled.set(profile, fresh);
  return fresh;
}

function usable(device: DriverDevice, result: Definition | readonly Flaw[]): Definition {
  if (isDefinition(result)) return result;
  throw new TypeError(`profile of ${device.id}: ${result.map(({ at, what }) => `${at} ${what}`).join(", ")}`);
}

/** A driver, and what it remembers of its lines from one link to the next. */
export function createDriver(): Driver {
  /** A profile is one object for all its devices; what it compiles to is kept with it. */
  const compiled = new WeakMap<object, Definition | readonly Flaw[]>();
  /** By everything that says what a level means: wired otherwise, it is another input. */
  const memories = new Map<string, LineMemory>();
  return {
    name: "gpio",
    linkKey: (connection) => {
      const { chip, line } = connectionOf(connection);
      return `${chip ?? "any"} ${line}`;
    },
    check: (device): readonly DriverProblem[] => {
      const result = compile(device, compiled);
      if (isDefinition(result)) return connectionProblems(device.connection, result.direction);
      return result.map(({ at, what, remedy }) => ({ path: `profile.${at}`, what, remedy }));
    },
    openLink: (connection, context) => {
      const key = JSON.stringify(connectionOf(connection));
      const memory = memories.get(key) ?? { input: null };
      memories.set(key, memory);
      return new GpioLink(context, (device) => usable(device, compile(device, compiled)), memory);
    },
  };
}

export const driver: Driver = createDriver();
