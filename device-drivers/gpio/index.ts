// Contacts and relays at the lines of the machine itself (GPIO). What a contact or relay can say and do is data in profiles/.
import type { Driver, DriverDevice } from "../../gateway/contract/driver.ts";
import { connectionOf } from "./connection.ts";
import { type Definition, definitionOf } from "./definition.ts";
import { GpioLink, type LineMemory } from "./link.ts";

/** A driver, and what it remembers of its lines from one link to the next. */
export function createDriver(): Driver {
  /** A profile is one object for all its devices; what it compiles to is kept with it. */
  const compiled = new WeakMap<object, Definition>();
  /** By everything that says what a level means: wired otherwise, it is another input. */
  const memories = new Map<string, LineMemory>();
  return {
    name: "gpio",
    linkKey: (connection) => {
      const { chip, line } = connectionOf(connection);
      return `${chip ?? "any"} ${line}`;
    },
    openLink: (connection, context) => {
      const key = JSON.stringify(connectionOf(connection));
      const memory = memories.get(key) ?? { input: null };
      memories.set(key, memory);
      const compile = ({ profile }: DriverDevice) => {
        const definition = compiled.get(profile) ?? definitionOf(profile);
        compiled.set(profile, definition);
        return definition;
      };
      return new GpioLink(context, compile, memory);
    },
  };
}

export const driver: Driver = createDriver();
