// UPSes of any make through NUT's upsd, which knows three hundred of their protocols. What a UPS can say is data in profiles/.
import type { Driver } from "../../gateway/contract/driver.ts";
import { connectionOf } from "./connection.ts";
import { NutLink } from "./link.ts";

export const driver: Driver = {
  name: "nut",
  linkKey: (connection) => {
    const { host, port, signIn } = connectionOf(connection);
    return `${host}:${port} ${signIn?.username ?? ""}`;
  },
  openLink: (_connection, context) => new NutLink(context),
};
