// Modbus over TCP and serial lines: meters, sensors and UPSes that we ask. What a model can say is data in profiles/.
import type { Driver, DriverDevice } from "../../gateway/contract/driver.ts";
import { linkKeyOf } from "./connection.ts";
import { type Definition, definitionOf } from "./definition.ts";
import { openLink } from "./link.ts";

/** A profile is one object for all its devices; what it compiles to is kept with it. */
const compiled = new WeakMap<object, Definition>();

function compile({ profile }: DriverDevice): Definition {
  const definition = compiled.get(profile) ?? definitionOf(profile);
  compiled.set(profile, definition);
  return definition;
}

export const driver: Driver = {
  name: "modbus",
  linkKey: linkKeyOf,
  openLink: (connection, context) => openLink(connection, context, compile),
};
