// Under which names and addresses browsers and devices reach this machine, and to which of them our authority is limited.
import { isIP, isIPv6 } from "node:net";
import { hostname, networkInterfaces } from "node:os";

/** How long a server certificate is valid. */
export const SERVER_DAYS = 397;

/** Names and addresses for a server certificate, each once. */
export interface Names {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

/** What the machine is called and where it can be reached at this moment. */
export interface Machine {
  readonly hostname: string;
  /** Addresses of its network interfaces, without loopback. */
  readonly addresses: readonly string[];
}

/** "Every address of this machine": for listening, not for calling. */
const ANY: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);
const DNS_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** Reads name and addresses of this machine. Link-local IPv6 is left out: it cannot stand in a browser's address bar. */
export function thisMachine(): Machine {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((one) => !one.internal && !one.address.toLowerCase().startsWith("fe80:"))
    .map((one) => one.address);
  return { hostname: hostname(), addresses: [...new Set(addresses)].sort() };
}

/** All names the server certificate should carry; `hosts` are those the owner configured. */
export function serverNames(machine: Machine, hosts: readonly string[]): Names {
  const host = machine.hostname.toLowerCase();
  const candidates = ["localhost", host, `${host.split(".")[0]}.local`, ...hosts.map((one) => one.toLowerCase())];
  const dns = candidates.filter((name) => isIP(name) === 0 && DNS_NAME.test(name));
  const ip = ["127.0.0.1", "::1", ...machine.addresses, ...hosts].filter((one) => isIP(one) !== 0 && !ANY.has(one));
  return { dns: [...new Set(dns)], ip: [...new Set(ip)] };
}

/** A network, `10.0.0.0/8`. */
export type Network = `${string}/${number}`;

/** What an authority may sign for. */
export interface Limits {
  /** Each with everything below it. */
  readonly dns: readonly string[];
  readonly networks: readonly Network[];
}

// Endings that no public name has, and address ranges that no public server has (RFC 1918, 3927, 4193, 6598, 6762, 8375).
const LOCAL_ENDINGS = ["localhost", "local", "lan", "internal", "intranet", "home.arpa"];
const LOCAL_NETWORKS: readonly Network[] = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

/** Limits of a new authority: what is local anyway, and what this machine has now. A stolen key can then impersonate nothing else. */
export function limitsFor(names: Names): Limits {
  const dns = names.dns.filter((name) => !LOCAL_ENDINGS.some((ending) => isBelow(name, ending)));
  const own = names.ip
    .filter((address) => !LOCAL_NETWORKS.some((network) => isInside(address, network)))
    // The prefix of a site: addresses below it change, the prefix rarely does.
    .map((address): Network => (isIPv6(address) ? `${address}/48` : `${address}/32`));
  return { dns: [...LOCAL_ENDINGS, ...dns], networks: [...LOCAL_NETWORKS, ...own] };
}

/** Splits names into those an authority may sign for and those it may not. */
export function withinLimits(names: Names, limits: Limits): { names: Names; outside: string[] } {
  const dnsAllowed = (name: string) => limits.dns.some((ending) => isBelow(name, ending));
  const ipAllowed = (address: string) => limits.networks.some((network) => isInside(address, network));
  return {
    names: { dns: names.dns.filter(dnsAllowed), ip: names.ip.filter(ipAllowed) },
    outside: [...names.dns.filter((name) => !dnsAllowed(name)), ...names.ip.filter((one) => !ipAllowed(one))],
  };
}

function isBelow(name: string, ending: string): boolean {
  return name === ending || name.endsWith(`.${ending}`);
}

function isInside(address: string, network: Network): boolean {
  const { bytes, mask } = networkBytes(network);
  const own = addressBytes(address);
  return own.length === bytes.length && own.every((byte, i) => (byte & (mask[i] ?? 0)) === bytes[i]);
}

/** First address and mask of a network. */
export function networkBytes(network: Network): { bytes: number[]; mask: number[] } {
  const slash = network.lastIndexOf("/");
  const address = addressBytes(network.slice(0, slash));
  const bits = Number(network.slice(slash + 1));
  const mask = address.map((_, i) => (0xff00 >> Math.min(8, Math.max(0, bits - 8 * i))) & 0xff);
  return { bytes: address.map((byte, i) => byte & (mask[i] ?? 0)), mask };
}

/** 4 or 16 bytes of an address. */
function addressBytes(address: string): number[] {
  if (!isIPv6(address)) return address.split(".").map(Number);
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address.split("%")[0] ?? "");
  const pair = (a?: string, b?: string) => (Number(a) * 256 + Number(b)).toString(16);
  const plain =
    dotted === null
      ? (address.split("%")[0] ?? "")
      : `${dotted[1]}${pair(dotted[2], dotted[3])}:${pair(dotted[4], dotted[5])}`;
  const [head = "", tail] = plain.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const after = groups(tail ?? "");
  const zeros = tail === undefined ? [] : Array<string>(8 - groups(head).length - after.length).fill("0");
  return [...groups(head), ...zeros, ...after].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
