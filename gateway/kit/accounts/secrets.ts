// Random secrets and codes that people type, and how they are kept: only as a hash.
import { hash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";

/** Nothing that is taken for something else when read aloud or off a screen: no 0 O, 1 I L. */
const CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const CODE_LENGTH = 12; // 31^12 ≈ 2^59: beyond guessing at one try a second

/** 256 random bits as base64url, for cookies and tokens. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** A short random id that is no secret, such as `s-4f0c…`. */
export function newId(prefix: "s" | "t"): string {
  return `${prefix}-${randomBytes(8).toString("hex")}`;
}

/** SHA-256 of a secret, hex. Enough for random secrets; passwords go through passwords.ts. */
export function hashSecret(secret: string): string {
  return hash("sha256", secret, "hex");
}

/** A code for people, grouped `XXXX-XXXX-XXXX`. */
export function newCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join("");
  return letters.replaceAll(/(.{4})(?!$)/g, "$1-");
}

/** Hash of a code as typed: lower case, spaces and missing hyphens do not matter. */
export function hashCode(typed: string): string {
  return hashSecret(
    typed
      .slice(0, 64)
      .toUpperCase()
      .replaceAll(/[^0-9A-Z]/g, ""),
  );
}

/** Compares two hashes in constant time. */
export function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
