// The kernel's table of neighbours as /proc/net/arp tells it (proc_net(5)): addresses that answered with a card's number. Pure.
import { isSingleMac, type Neighbour } from "../../gateway/contract/neighbours.ts";
import { isHostOf, type Network } from "./network.ts";

/** ARPHRD_ETHER: the only kind of card whose number is a MAC. */
const ETHERNET = 0x1;
/** ATF_COM: it answered; without it somebody only asked. */
const COMPLETE = 0x2;

/** Hosts of the network that answered. */
export function neighboursIn(table: string, network: Network): Neighbour[] {
  return table
    .split("\n")
    .slice(1)
    .flatMap((line): Neighbour[] => {
      const [ip = "", type = "", flags = "", mac = ""] = line.trim().split(/\s+/);
      const isThere = Number(type) === ETHERNET && (Number(flags) & COMPLETE) !== 0 && isSingleMac(mac.toLowerCase());
      return isThere && isHostOf(network, ip) ? [{ mac: mac.toLowerCase(), ip, port: null, sharing: null }] : [];
    });
}
