// One finding as it is kept, and how a new sighting changes it. Pure.
import { createHash } from "node:crypto";
import { isIPv4 } from "node:net";
import { type FindingKind, isRandomMac, type Neighbour } from "../contract/neighbours.ts";

/** An older place where it was seen gives way to any other. */
const SEEN_THERE_MS = 3_600_000;
const MOST_ADDRESSES = 8;

export interface KeptFinding {
  readonly id: string;
  readonly kind: FindingKind;
  readonly mac: string;
  readonly macs: readonly string[];
  /** Newest first. */
  readonly ips: readonly string[];
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly seenBy: string;
  /** When it was last seen there. */
  readonly seenThereMs: number;
  readonly port: string | null;
  readonly sharing: number | null;
  readonly asset: string | null;
  readonly expected: string | null;
  readonly ignored: { readonly reason: string; readonly by: string; readonly atMs: number } | null;
}

/** What was seen now. */
export interface Sighting {
  readonly kind: FindingKind;
  readonly neighbour: Neighbour;
  /** `conflict`: the cards. */
  readonly macs: readonly string[];
  readonly device: string;
  readonly asset: string | null;
  readonly expected: string | null;
}

/** A card is one finding wherever it is seen, a contested address one whoever answers. */
export function findingId(kind: FindingKind, { mac, ip }: Pick<Neighbour, "mac" | "ip">): string {
  if (kind === "unknown" || kind === "moved" || ip === null) return `${kind}-${mac.replaceAll(":", "")}`;
  const word = isIPv4(ip) ? ip.replaceAll(".", "-") : createHash("sha256").update(ip).digest("hex").slice(0, 16);
  return `${kind}-${word}`;
}

export function isRandom({ kind, mac }: Pick<KeptFinding, "kind" | "mac">): boolean {
  return kind === "unknown" && isRandomMac(mac);
}

/** The finding after this sighting; `before` undefined: it is new. */
export function afterSighting(before: KeptFinding | undefined, sighting: Sighting, nowMs: number): KeptFinding {
  const { kind, neighbour, macs, device, asset, expected } = sighting;
  const { mac, ip, port, sharing } = neighbour;
  const ips = [...new Set([...(ip === null ? [] : [ip]), ...(before?.ips ?? [])])].slice(0, MOST_ADDRESSES);
  const here = { seenBy: device, seenThereMs: nowMs, port, sharing };
  const there = before ?? { ...here, firstSeenMs: nowMs, ignored: null };
  // The switch at whose port nobody else is says where the socket is.
  const isNearer = (sharing ?? Number.MAX_SAFE_INTEGER) < (there.sharing ?? Number.MAX_SAFE_INTEGER);
  const isHere = there.seenBy === device || isNearer || there.seenThereMs < nowMs - SEEN_THERE_MS;
  const { seenBy, seenThereMs } = there;
  return {
    id: findingId(kind, neighbour),
    kind,
    mac,
    macs,
    ips,
    firstSeenMs: there.firstSeenMs,
    lastSeenMs: nowMs,
    ...(isHere ? here : { seenBy, seenThereMs, port: there.port, sharing: there.sharing }),
    asset,
    expected,
    ignored: there.ignored,
  };
}

/** True when people would read something else than the time. */
export function saysMore(before: KeptFinding | undefined, after: KeptFinding): boolean {
  const said = ({ mac, macs, ips, seenBy, port, asset, expected, ignored }: KeptFinding) =>
    JSON.stringify([mac, macs, ips, seenBy, port, asset, expected, ignored]);
  return before === undefined || said(before) !== said(after);
}
