// Passwords: which ones are refused, and argon2id as a PHC string. At most two are worked on at once, so that sign-ins cannot take the machine.
import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { GatewayError } from "../errors.ts";
import { SlowDown } from "./accounts.ts";
import { COMMON_PASSWORDS } from "./common-passwords.ts";
import { refused } from "./refusals.ts";

const derive = promisify(argon2);

// OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const TAG_BYTES = 32;
const SALT_BYTES = 16;

const MIN_LENGTH = 10;
const MAX_LENGTH = 256;

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Why a new password is refused; null when it is not. */
export function weaknessOf(password: string, account: string): GatewayError | null {
  const length = [...normal(password)].length;
  if (length < MIN_LENGTH) return refused("passwordShort", { length, limit: MIN_LENGTH });
  if (length > MAX_LENGTH) return refused("passwordLong", { length, limit: MAX_LENGTH });
  const lower = normal(password).toLowerCase();
  // "guard1guard1" and "guard1-guard1!" are the user name in other clothes.
  if (lower.replaceAll(account, "").length < 4) return refused("passwordIsName");
  return COMMON_PASSWORDS.has(lower) ? refused("passwordCommon") : null;
}

/** Throws GatewayError `bad-request` for a password that must not be used. */
export function requireStrong(password: string, account: string): void {
  const weakness = weaknessOf(password, account);
  if (weakness !== null) throw weakness;
}

/** The PHC string that is kept instead of the password. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await derive("argon2id", {
    message: normal(password),
    nonce: salt,
    memory: MEMORY_KIB,
    passes: PASSES,
    parallelism: LANES,
    tagLength: TAG_BYTES,
  });
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${unpadded(salt)}$${unpadded(tag)}`;
}

/** True when the password is the one behind the PHC string; a string of another form is never matched. */
export async function passwordMatches(password: string, phc: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(phc) ?? [];
  if (salt === undefined || tag === undefined) return false;
  const expected = Buffer.from(tag, "base64");
  const found = await derive("argon2id", {
    message: normal(password),
    nonce: Buffer.from(salt, "base64"),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  });
  return timingSafeEqual(found, expected);
}

/** Runs work on passwords one after the other, in at most `atOnce` lanes; refuses with SlowDown when too much is waiting. */
export function passwordQueue(atOnce = 2, longest = 200): <T>(work: () => Promise<T>) => Promise<T> {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (busy >= atOnce) {
      if (waiting.length >= longest) throw new SlowDown(2000);
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else busy++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // A lane is handed on as it is, so that nobody who comes in between can take it.
      if (next === undefined) busy--;
      else next();
    }
  };
}

/** The same password typed on another keyboard or system is the same text. */
function normal(password: string): string {
  return password.normalize("NFKC");
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}
