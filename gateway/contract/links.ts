// The words of a link that answers an alarm from outside: its token, and the two hashes by which those in between know it. Pure.
import { createHash } from "node:crypto";

/**
 * The token stands in a message to one person: ten random characters that name the link, a dot, and 22 that prove that the campus made it.
 * Nobody keeps it. Its proof travels to the campus when the person answers; the proof's seal is what the county is told beforehand, so that it
 * can tell a true token from a wrong one and can make neither.
 */
const TOKEN = /^([A-Za-z0-9_-]{10})\.[A-Za-z0-9_-]{22}$/;
const PROOF = /^([A-Za-z0-9_-]{10})\.[A-Za-z0-9_-]{43}$/;
const ID = /^[A-Za-z0-9_-]{10}$/;
const SEAL = /^[0-9a-f]{64}$/;
/** Before what is hashed, so that a proof of ours is the hash of nothing else. */
const DOMAIN = "campus-gateway link proof v1\n";

/** Why a link does nothing; stable words, journaled and audited. */
export const LINK_REFUSALS = ["link-unknown", "link-used", "link-expired", "link-other-alarm"] as const;
export type LinkRefusal = (typeof LINK_REFUSALS)[number];

export function isLinkId(value: unknown): value is string {
  return typeof value === "string" && ID.test(value);
}

export function isLinkProof(value: unknown): value is string {
  return typeof value === "string" && PROOF.test(value);
}

export function isLinkSeal(value: unknown): value is string {
  return typeof value === "string" && SEAL.test(value);
}

/** The link that a token or a proof names; null when it is neither. */
export function linkIdOf(text: string): string | null {
  return TOKEN.exec(text)?.[1] ?? PROOF.exec(text)?.[1] ?? null;
}

/** What a token becomes on its way to the campus; null when it is no token. */
export function proofOf(token: string): string | null {
  const id = TOKEN.exec(token)?.[1];
  if (id === undefined) return null;
  return `${id}.${createHash("sha256")
    .update(DOMAIN + token)
    .digest("base64url")}`;
}

/** What a county is told of a link before anybody uses it: the hash of its proof, hex. */
export function sealOf(proof: string): string {
  return createHash("sha256").update(proof).digest("hex");
}
