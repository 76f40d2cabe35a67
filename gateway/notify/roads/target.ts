// Where a name on the Internet leads, looked up once for each letter: what leads into this machine or to a link's own services is refused, so
// that neither a slip in campus.yaml nor a foreign name server turns the gateway into somebody's tool.
import { readFile } from "node:fs/promises";
import { BlockList, isIP, isIPv6 } from "node:net";
import { messageOf } from "../../kit/errors.ts";
import { failed, type Outcome } from "./road.ts";

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** All addresses of a name. Throws when nobody knows it. */
export type Names = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/** Nobody offers a service to schools there: unspecified, link-local and metadata, multicast, and what wraps an IPv4 address in IPv6. */
const NEVER = blockList(
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["224.0.0.0", 3],
  // Alibaba Cloud's metadata, in the midst of the carriers' addresses.
  ["100.100.100.200", 32],
  ["::", 128],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
  ["64:ff9b::", 96],
  ["2002::", 16],
  // Amazon's metadata.
  ["fd00:ec2::", 32],
);
const LOOPBACK = blockList(["127.0.0.0", 8], ["::1", 128]);

function blockList(...subnets: readonly (readonly [net: string, bits: number])[]): BlockList {
  const list = new BlockList();
  for (const [net, bits] of subnets) list.addSubnet(net, bits, isIPv6(net) ? "ipv6" : "ipv4");
  return list;
}

/**
 * The addresses to connect to, best first, or why there are none. `host`: as a URL has it. This machine is only reached by who writes so: a
 * name that leads here is refused.
 */
export async function targetOf(
  host: string,
  signal: AbortSignal,
  names: Names = systemNames,
): Promise<readonly Address[] | Outcome> {
  const bare = host.replaceAll(/[[\]]/g, "");
  let found: readonly Address[];
  try {
    found = (isIP(bare) === 0 ? await names(bare, signal) : [bare]).map(addressOf);
  } catch (error) {
    return failed("unreachable", `${bare}: ${messageOf(error)}`, true);
  }
  const mayBeHere = isThisMachine(bare);
  const allowed = found.filter((one) => isAllowed(one, mayBeHere));
  if (allowed.length > 0) return allowed;
  const where = found[0]?.address ?? "nowhere";
  return failed("address-refused", `${bare} leads to ${where}, where no service for schools can be`, true, 60_000);
}

export function isOutcome<T extends object>(found: T | Outcome): found is Outcome {
  return "is" in found;
}

/** True for what says in so many words that it is this machine. */
export function isThisMachine(host: string): boolean {
  const bare = host.replaceAll(/[[\]]/g, "").toLowerCase();
  return bare === "localhost" || (isIP(bare) !== 0 && isIn(LOOPBACK, addressOf(bare)));
}

function isAllowed(address: Address, mayBeHere: boolean): boolean {
  return isIn(LOOPBACK, address) ? mayBeHere : !isIn(NEVER, address);
}

function isIn(list: BlockList, { address, family }: Address): boolean {
  return list.check(address, family === 6 ? "ipv6" : "ipv4");
}

function addressOf(address: string): Address {
  return { address, family: isIPv6(address) ? 6 : 4 };
}

const HOSTS = "/etc/hosts";
const ASKED_FOR_MS = 2_500;
const ASKED_TIMES = 2;

/**
 * The machine's list of hosts, then its name servers. Not by the system's own function: a name server that is gone would hold, for half a
 * minute, one of the four threads that read the gateway's files.
 */
export async function systemNames(host: string, signal: AbortSignal): Promise<readonly string[]> {
  const listed = addressesIn(await readFile(HOSTS, "utf8").catch(() => ""), host);
  if (listed.length > 0) return listed;
  const { Resolver } = await import("node:dns/promises");
  const resolver = new Resolver({ timeout: ASKED_FOR_MS, tries: ASKED_TIMES });
  return resolvedBy(resolver, host, signal);
}

type Resolving = Pick<import("node:dns/promises").Resolver, "resolve4" | "resolve6" | "cancel">;

/** What name servers say of a host, IPv4 first. */
export async function resolvedBy(resolver: Resolving, host: string, signal: AbortSignal): Promise<readonly string[]> {
  const stop = () => resolver.cancel();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    if (v4.status === "rejected" && v6.status === "rejected") throw v4.reason;
    return [v4, v6].flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Addresses of a host in the text of a list of hosts. Pure. */
export function addressesIn(text: string, host: string): string[] {
  const wanted = host.toLowerCase();
  return text.split("\n").flatMap((line) => {
    const [address = "", ...hosts] = (line.split("#")[0] ?? "").trim().split(/\s+/);
    return isIP(address) !== 0 && hosts.some((one) => one.toLowerCase() === wanted) ? [address] : [];
  });
}
