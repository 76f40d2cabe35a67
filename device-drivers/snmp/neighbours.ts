// A switch's tables of addresses → who was seen, and at which port. Pure.
import { isSingleMac, type Neighbour } from "../../gateway/contract/neighbours.ts";
import type { Raw } from "./map.ts";

/** A column by its index, as it was walked. */
export type Column = ReadonlyMap<string, Raw>;

/** The columns of a profile's `wire.neighbours`, walked; one that the device does not have is empty. */
export interface Tables {
  readonly media: Column;
  readonly mediaType: Column;
  readonly physical: Column;
  readonly physicalType: Column;
  readonly bridge: Column;
  readonly bridgeStatus: Column;
  readonly vlanBridge: Column;
  readonly vlanBridgeStatus: Column;
  readonly bridgePort: Column;
  readonly portName: Column;
}

interface Port {
  readonly name: string;
  readonly sharing: number;
}

/** `invalid` of both kinds of tables of addresses. */
const INVALID = 2;
/** `learned`: heard, neither the switch's own nor written by somebody. */
const LEARNED = 3;
const MAC_BYTES = 6;
/** InetAddressType of an index (RFC 4001): ipv4, ipv6; those with a zone are link-local and say nothing new. */
const IPV4 = "1";
const IPV6 = "2";
const LONGEST_NAME = 64;

/** Addresses with their cards, and cards that were heard at a port only. */
export function neighboursOf(tables: Tables): Neighbour[] {
  const ports = portsOf(tables);
  const found = new Map<string, Neighbour>();
  const add = (mac: string | null, ip: string | null) => {
    if (mac === null || !isSingleMac(mac)) return;
    const port = ports.get(mac);
    found.set(`${mac} ${ip}`, { mac, ip, port: port?.name ?? null, sharing: port?.sharing ?? null });
  };
  for (const [index, raw] of tables.media) {
    if (tables.mediaType.get(index) === INVALID) continue;
    add(macOf(raw), index.split(".").slice(-4).join("."));
  }
  for (const [index, raw] of tables.physical) {
    if (tables.physicalType.get(index) === INVALID) continue;
    const ip = addressOf(index);
    if (ip !== null) add(macOf(raw), ip);
  }
  const addressed = new Set([...found.values()].map(({ mac }) => mac));
  for (const mac of ports.keys()) if (!addressed.has(mac)) add(mac, null);
  return [...found.values()];
}

/** Where each card is heard, by its number; the table with VLANs where there is one. */
function portsOf(tables: Tables): ReadonlyMap<string, Port> {
  const { bridge, bridgeStatus, vlanBridge, vlanBridgeStatus, bridgePort, portName } = tables;
  const [column, status] = vlanBridge.size > 0 ? [vlanBridge, vlanBridgeStatus] : [bridge, bridgeStatus];
  const numbers = new Map<string, number>();
  for (const [index, raw] of column) {
    const mac = macOf(Buffer.from(index.split(".").slice(-MAC_BYTES).map(Number)));
    if (mac !== null && Number(raw) > 0 && (status.get(index) ?? LEARNED) === LEARNED) numbers.set(mac, Number(raw));
  }
  const sharing = Map.groupBy(numbers.values(), (number) => number);
  const nameOf = (number: number) => {
    const name = portName.get(String(bridgePort.get(String(number)) ?? ""));
    return name === undefined || name === null ? String(number) : name.toString().slice(0, LONGEST_NAME);
  };
  return new Map(
    [...numbers].map(([mac, number]) => [mac, { name: nameOf(number), sharing: sharing.get(number)?.length ?? 1 }]),
  );
}

function macOf(raw: Raw): string | null {
  if (!Buffer.isBuffer(raw) || raw.length !== MAC_BYTES) return null;
  return [...raw].map((byte) => byte.toString(16).padStart(2, "0")).join(":");
}

/** Of an index `interface.type.length.bytes…`; null: not an address that other machines use. */
function addressOf(index: string): string | null {
  const [, type, , ...bytes] = index.split(".");
  if (type === IPV4 && bytes.length === 4) return bytes.join(".");
  if (type !== IPV6 || bytes.length !== 16) return null;
  const groups = Array.from({ length: 8 }, (_, at) => Number(bytes[2 * at]) * 256 + Number(bytes[2 * at + 1]));
  const isLinkLocal = ((groups[0] ?? 0) & 0xffc0) === 0xfe80;
  if (isLinkLocal) return null;
  return new URL(`http://[${groups.map((group) => group.toString(16)).join(":")}]`).hostname.slice(1, -1);
}
