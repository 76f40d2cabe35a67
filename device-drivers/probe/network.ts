// A part of the network by its first address and length, small enough to be looked at address by address. Pure.
import { isIPv4 } from "node:net";

/** 1022 hosts; more are not one network that somebody looks after. */
const WIDEST = 22;
const NARROWEST = 30;

export interface Network {
  /** The address of the network itself. */
  readonly base: number;
  /** Addresses in it, with that of the network and the one of all. */
  readonly size: number;
}

/** `10.0.8.0/22`; null: not an IPv4 network from /22 to /30. */
export function networkIn(text: unknown): Network | null {
  const [, address = "", digits = ""] = typeof text === "string" ? (/^([\d.]+)\/(\d{1,2})$/.exec(text) ?? []) : [];
  const length = Number(digits);
  if (!isIPv4(address) || length < WIDEST || length > NARROWEST) return null;
  const size = 2 ** (32 - length);
  const base = Math.floor(numberOf(address) / size) * size;
  return { base, size };
}

/** True for an address that a host in it may have. */
export function isHostOf({ base, size }: Network, address: string): boolean {
  const at = isIPv4(address) ? numberOf(address) - base : 0;
  return at > 0 && at < size - 1;
}

export function hostCount({ size }: Network): number {
  return size - 2;
}

/** The host of that number, from 0. */
export function hostAt({ base }: Network, at: number): string {
  const address = base + 1 + at;
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
