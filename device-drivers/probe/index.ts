// Whether somebody on the network answers: ping, TCP, HTTP and HTTPS, name servers; and who is on it at all. What an answer shows is data in profiles/.
import type { Driver } from "../../gateway/contract/driver.ts";
import { ProbeLink, type Shared } from "./link.ts";
import { ARP_TABLE } from "./own-neighbours.ts";
import { Pinger } from "./pinger.ts";

/** A driver with a process of its own for pings, which runs while there is a link and somebody pings. `arpTable`: the kernel's. */
export function createDriver(arpTable = ARP_TABLE): Driver {
  let pinger: Pinger | null = null;
  let links = 0;
  const shared: Shared = {
    arpTable,
    pinger: () => {
      pinger ??= new Pinger();
      return pinger;
    },
    release: () => {
      links--;
      if (links > 0) return;
      pinger?.[Symbol.dispose]();
      pinger = null;
    },
  };
  return {
    name: "probe",
    // Nobody waits for somebody else's silence: each target is a link of its own.
    linkKey: (connection) => JSON.stringify(connection),
    openLink: (_connection, context) => {
      links++;
      return new ProbeLink(context, shared);
    },
  };
}

export const driver: Driver = createDriver();
