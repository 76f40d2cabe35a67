// Ids of commands: sortable by time, or made of the asker's Idempotency-Key, so that the same key finds the same command again without
// anything else being remembered.
import { createHash, randomBytes } from "node:crypto";

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_DIGITS = 9;
const RANDOM_DIGITS = 13;
const KEY_DIGITS = TIME_DIGITS + RANDOM_DIGITS;

/** A new id: 45 bits of time, 65 bits of chance. */
export function newCommandId(nowMs: number): string {
  let time = "";
  for (let rest = Math.max(0, nowMs), i = 0; i < TIME_DIGITS; i++, rest = Math.floor(rest / 32))
    time = `${DIGITS[rest % 32]}${time}`;
  return `c-${time}${base32(randomBytes(RANDOM_DIGITS))}`;
}

/** The id of whatever this account asks for under this key. */
export function commandIdOf(account: string, key: string): string {
  const hash = createHash("sha256").update(`${account}\n${key}`, "utf8").digest();
  return `c-${base32(hash.subarray(0, KEY_DIGITS))}`;
}

/** One digit a byte. */
function base32(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => DIGITS[byte % 32]).join("");
}
