// Who was seen on the network, as a driver reads it from a table of neighbours, and what the register of equipment makes of it.

/** One row of a table: an address that answered, or a card that a switch heard at a port. */
export interface Neighbour {
  /** `aa:bb:cc:dd:ee:ff`. */
  readonly mac: string;
  /** Null: heard at a port, its address is not known there. */
  readonly ip: string | null;
  /** The port, as the switch calls it; null: not known. */
  readonly port: string | null;
  /** So many cards are behind that port: one is a socket, many are another switch. */
  readonly sharing: number | null;
}

/** More rows than this of one table are not looked at. */
export const MOST_NEIGHBOURS = 4096;

/** Points of a watching device that the gateway works out itself, with its register; drivers leave them out. */
export const REGISTER_POINTS = ["unknown", "random", "conflicts"] as const;
export type RegisterPoint = (typeof REGISTER_POINTS)[number];

/**
 * `unknown`: a card that the register does not have. `moved`: one that it has, at another address. `swapped`: a registered address
 * that another card answers for. `conflict`: one address that two cards answer for.
 */
export const FINDING_KINDS = ["unknown", "moved", "swapped", "conflict"] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Something on the network that is not as the register says. */
export interface NetworkFinding {
  readonly id: string;
  readonly kind: FindingKind;
  /** The card it is about; of an address conflict the one seen last. */
  readonly mac: string;
  /** A number that the device made up itself, as phones do. */
  readonly random: boolean;
  /** Addresses it was seen at, newest first. */
  readonly ips: readonly string[];
  /** `conflict`: all cards that answered, newest first. */
  readonly macs: readonly string[];
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  /** The device that saw it. */
  readonly seenBy: string;
  /** That of the switch whose socket it is in; null: behind another switch, or not known. */
  readonly place: string | null;
  readonly port: string | null;
  /** The record of the register that it differs from. */
  readonly asset: { readonly id: string; readonly name: string } | null;
  /** What the register says instead: an address (`moved`) or a card (`swapped`). */
  readonly expected: string | null;
  readonly ignored: { readonly reason: string; readonly by: string; readonly at: string } | null;
}

export interface NetworkFindings {
  readonly findings: readonly NetworkFinding[];
  readonly total: number;
  readonly next: string | null;
  /** Of those that nobody ignores; `random` is part of `unknown`. */
  readonly counts: Readonly<Record<FindingKind | "random" | "ignored", number>>;
  /** Devices that watch for neighbours; 0: nobody looks. */
  readonly watching: number;
}

/** True for a card's own, single number: neither nobody's, nor everybody's, nor a group's. */
export function isSingleMac(mac: string): boolean {
  const first = Number.parseInt(mac.slice(0, 2), 16);
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac) && (first & 1) === 0 && mac !== "00:00:00:00:00:00";
}

/** True for a number that no maker gave out (locally administered, IEEE 802 §8.4): phones make one up for each network. */
export function isRandomMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0;
}
