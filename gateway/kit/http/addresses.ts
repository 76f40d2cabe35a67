// Who calls, and under which name: loopback or not, which bucket an address falls into, and whether a Host header is one of ours.
import { BlockList, isIP } from "node:net";
import { hostname } from "node:os";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** The address without the prefix that an IPv6 socket gives to IPv4 callers. */
export function plainAddress(address: string | undefined): string {
  return (address ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
}

/** True for callers on this machine. */
export function isLoopback(address: string | undefined): boolean {
  const plain = plainAddress(address);
  const family = isIP(plain);
  return family !== 0 && LOOPBACK.check(plain, family === 6 ? "ipv6" : "ipv4");
}

/** One caller for counting: an IPv4 address, or the /64 that one IPv6 machine can pick addresses from. */
export function callerOf(address: string | undefined): string {
  const plain = plainAddress(address);
  if (isIP(plain) !== 6) return plain;
  const [head = "", tail] = plain.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0"), ...right];
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/** The host of a Host header, lower case, without port, brackets or final dot; `null` when it is no host at all. */
export function hostOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  const match = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9_.-]{1,253}))(?::\d{1,5})?$/i.exec(header);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined) return null;
  return host.toLowerCase().replace(/\.$/, "");
}

/**
 * True when the Host header may mean this machine: an address, `localhost`, this machine's name, a `.local` name, or a name of
 * the certificate. Anything else is a stranger's domain that was made to resolve to us (DNS rebinding).
 */
export function isOwnHost(header: string | undefined, certificateNames: ReadonlySet<string>): boolean {
  const host = hostOf(header);
  if (host === null) return false;
  if (isIP(host) !== 0 || host === "localhost" || host.endsWith(".localhost") || host.endsWith(".local")) return true;
  const machine = hostname().toLowerCase();
  if (host === machine || host === machine.split(".")[0] || certificateNames.has(host)) return true;
  const parent = host.indexOf(".");
  return parent > 0 && certificateNames.has(`*${host.slice(parent)}`);
}
