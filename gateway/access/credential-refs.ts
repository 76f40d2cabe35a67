// References for card numbers and other credentials: entries say that it was the same card, never which. One random key per calendar year.
import { createHmac, randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "../kit/clock.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";

const KEY_BYTES = 32;
const REF_LENGTH = 20;
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
/** Before this year the clock has not been set yet; no key is made for a year that is not. */
const FIRST_YEAR = 2025;

export interface CredentialRefs {
  /** The reference of a credential by this year's key: `u-` and 20 base32 characters. Spaces around it and its case do not matter. */
  refOf(credential: string): string;
  /** Its references by all keys that are kept, newest year first: for looking it up in older entries. */
  refsOf(credential: string): readonly string[];
}

/** Opens the keys in `file`, which only the gateway may read; a missing key is made when it is first needed. */
export function openCredentialRefs(file: string, clock: Clock): CredentialRefs {
  const keys = readKeys(file);

  const currentKey = (): Buffer => {
    let year = new Date(clock.now()).getUTCFullYear();
    const newest = Math.max(...keys.keys());
    if (year < FIRST_YEAR && Number.isFinite(newest)) year = newest;
    const known = keys.get(year);
    if (known !== undefined) return known;
    const key = randomBytes(KEY_BYTES);
    // On disk first: a reference by a key that is lost again would be a riddle for ever.
    writeKeys(file, new Map([...keys, [year, key]]));
    keys.set(year, key);
    return key;
  };

  return {
    refOf: (credential) => refBy(currentKey(), credential),
    refsOf: (credential) => [...keys].sort(([a], [b]) => b - a).map(([, key]) => refBy(key, credential)),
  };
}

function refBy(key: Buffer, credential: string): string {
  const digest = createHmac("sha256", key).update(credential.trim().toUpperCase()).digest();
  let ref = "u-";
  for (let i = 0; i < REF_LENGTH; i++) {
    const bit = i * 5;
    const pair = ((digest[bit >> 3] ?? 0) << 8) | (digest[(bit >> 3) + 1] ?? 0);
    ref += BASE32[(pair >> (11 - (bit & 7))) & 31];
  }
  return ref;
}

/** One line per year: `2026 <64 hex digits>`. */
function readKeys(file: string): Map<number, Buffer> {
  const keys = new Map<number, Buffer>();
  if (!existsSync(file)) return keys;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    const [, year, hex] = /^(\d{4}) ([0-9a-f]{64})$/.exec(line) ?? [];
    if (year === undefined || hex === undefined) {
      throw new GatewayError(
        "credential-keys-damaged",
        `${file} has a line that is not a year and a key`,
        "Restore the file from the last backup; without its keys, earlier references of unknown cards cannot be looked up.",
      );
    }
    keys.set(Number(year), Buffer.from(hex, "hex"));
  }
  return keys;
}

function writeKeys(file: string, keys: ReadonlyMap<number, Buffer>): void {
  const text = [...keys].map(([year, key]) => `${year} ${key.toString("hex")}\n`).join("");
  try {
    const draft = `${file}.new`;
    const fd = openSync(draft, "w", 0o600);
    try {
      writeSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, file);
    const folder = openSync(dirname(file), "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (cause) {
    throw new GatewayError(
      "credential-keys-unwritable",
      `${file} cannot be written: ${messageOf(cause)}`,
      "Free disk space, and check that the data folder belongs to the gateway's user.",
      { cause },
    );
  }
}
