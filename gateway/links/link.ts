// A link that answers one alarm as one person: what is kept of it, its token, and what it does when somebody brings it. Pure.
import { createHmac, timingSafeEqual } from "node:crypto";
import { type LinkRefusal, linkIdOf, proofOf, sealOf } from "../contract/links.ts";
import { canonicalJson } from "../kit/canonical.ts";

/** As kept: without its token, which can be made again by whoever has the key. */
export interface KeptLink {
  readonly id: string;
  readonly person: string;
  readonly alarm: string;
  readonly occurrence: number;
  readonly madeMs: number;
  readonly expiresMs: number;
  /** The command that used it, and when; null: nobody has. */
  readonly used: { readonly command: string; readonly atMs: number } | null;
}

/** What is asked of a link. */
export interface LinkClaim {
  /** What the token became on its way (contract/links.ts). */
  readonly proof: string;
  readonly alarm: string;
  readonly occurrence: number;
  /** The command that brings it: the same may ask again, another may not. */
  readonly command: string;
  /** Why the alarm cannot be acknowledged, whatever the link says; null: it can. */
  readonly objection: string | null;
}

export const LINK_ID_BYTES = 8;
/** Ten of the eleven characters that so many bytes are: 60 random bits, for a name that proves nothing. */
export const LINK_ID_CHARS = 10;
const MAC_BYTES = 16;
const DOMAIN = "campus-gateway link v1\n";

/** The token of a link: 33 characters, made from its fields alone. */
export function tokenOf(key: Uint8Array, campus: string, link: KeptLink): string {
  const { id, person, alarm, occurrence, expiresMs } = link;
  const words = canonicalJson({ campus, id, alarm, occurrence, person, expiresMs });
  const mac = createHmac("sha256", key)
    .update(DOMAIN + words)
    .digest()
    .subarray(0, MAC_BYTES);
  return `${id}.${mac.toString("base64url")}`;
}

/** What the county is told of a link. */
export function linkSeal(key: Uint8Array, campus: string, link: KeptLink): string {
  return sealOf(expectedProof(key, campus, link));
}

/** Why a link does nothing; null: it acknowledges. */
export function refusalOf(
  key: Uint8Array,
  campus: string,
  link: KeptLink | undefined,
  claim: Omit<LinkClaim, "objection">,
  nowMs: number,
): LinkRefusal | null {
  if (link === undefined || !isEqual(claim.proof, expectedProof(key, campus, link))) return "link-unknown";
  if (claim.alarm !== link.alarm || claim.occurrence !== link.occurrence) return "link-other-alarm";
  if (link.used !== null) return link.used.command === claim.command ? null : "link-used";
  return nowMs >= link.expiresMs ? "link-expired" : null;
}

/** The id that a proof claims; null when it is none. */
export function claimedId({ proof }: Pick<LinkClaim, "proof">): string | null {
  return linkIdOf(proof);
}

function expectedProof(key: Uint8Array, campus: string, link: KeptLink): string {
  return proofOf(tokenOf(key, campus, link)) ?? "";
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
