// What a neighbour is to the register of equipment. Pure.
import { isIP } from "node:net";
import type { FindingKind, Neighbour } from "../contract/neighbours.ts";

/** What of a record of the register counts here. */
export interface Registered {
  readonly id: string;
  readonly name: string;
  readonly mac: string | null;
  readonly ip: string | null;
}

/** The register as it is now. */
export interface Register {
  byMac(mac: string): readonly Registered[];
  byIp(ip: string): Registered | undefined;
  /** The address is that of a device in campus.yaml. */
  isConfigured(ip: string): boolean;
  /** It is one of this machine's own cards. */
  isOwn(mac: string): boolean;
}

export interface Verdict {
  readonly kind: Exclude<FindingKind, "conflict">;
  readonly asset: Registered | null;
  readonly expected: string | null;
}

/** Null: it is as the register says, or known by its address. */
export function judge({ mac, ip }: Pick<Neighbour, "mac" | "ip">, register: Register): Verdict | null {
  if (register.isOwn(mac)) return null;
  const holder = ip === null ? undefined : register.byIp(ip);
  if (holder !== undefined && holder.mac !== null && holder.mac !== mac)
    return { kind: "swapped", asset: holder, expected: holder.mac };
  const cards = register.byMac(mac);
  if (cards.length === 0) {
    const isKnownByAddress = holder !== undefined || (ip !== null && register.isConfigured(ip));
    return isKnownByAddress ? null : { kind: "unknown", asset: null, expected: null };
  }
  // An address of the other family says nothing about the one that is registered.
  const others = cards.filter((card) => ip !== null && card.ip !== null && isIP(card.ip) === isIP(ip));
  const [other] = others;
  if (other === undefined || others.length < cards.length || others.some((card) => card.ip === ip)) return null;
  return { kind: "moved", asset: other, expected: other.ip };
}
