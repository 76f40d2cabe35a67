// Switches, routers and UPS cards that speak SNMP, version 2c or 3. What a model can say is data in profiles/. Reads only.
import type { Driver } from "../../gateway/contract/driver.ts";
import { SnmpLink } from "./link.ts";

export const driver: Driver = {
  name: "snmp",
  linkKey: (connection) => JSON.stringify(connection),
  openLink: (_connection, context) => new SnmpLink(context),
};
