// Removes what is about people from a message before anything is journaled: no name, card, ID number or picture gets past here. Pure.
import { isForbiddenKey } from "../contract/ids.ts";

/** Deeper nesting has no meaning in a message of a device. */
const MAX_DEPTH = 32;
/** Longer texts of personal devices are taken for pictures or documents. */
const MAX_PERSONAL_TEXT = 200;
const ID_NUMBER = /(?<![0-9])[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9])/;
const MOBILE_NUMBER = /(?<![0-9])(\+?86[- ]?)?1[3-9]\d{9}(?![0-9])/;

/** Keys in the form of `plainKey`: what identifies a person's card or code. Replaced by a reference. */
const CREDENTIAL_KEYS: ReadonlySet<string> = new Set([
  "card", "cardno", "cardid", "cardnumber", "uid", "rfid", "credential", "credentialref", "pin", "qr", "卡号",
]); // biome-ignore format: a list of words

/** Keys in the form of `plainKey`: what names, shows or reaches a person. Removed. */
const PERSONAL_KEYS: ReadonlySet<string> = new Set([
  "name", "personname", "username", "studentname", "nick", "personref", "idcard", "idnumber", "phone", "mobile", "address", "birthday",
  "face", "facepic", "photo", "picture", "image", "snap", "base64", "姓名", "身份证", "身份证号", "手机", "手机号", "照片",
]); // biome-ignore format: a list of words

export type Problem = "forbidden-key" | "bad-value";

/** How one device's messages are cleaned. */
export interface Privacy {
  /** The device's profile is about people: values are looked at too, not only keys. */
  readonly personal: boolean;
  refOf(credential: string): string;
}

export type Cleaned = { readonly clean: Record<string, unknown> } | { readonly problem: Problem };

/**
 * A copy of `input` without what is about people. Credentials become `credentialRef`, the keys of everything else that went are listed
 * in `removed`. A forbidden key, a number that is not finite, or nesting above 32 levels is a problem.
 */
export function cleaned(input: object, privacy: Privacy): Cleaned {
  const walk: Walk = { privacy, removed: new Set(), problem: null };
  const clean = cleanObject(input, walk, 1);
  if (walk.problem !== null) return { problem: walk.problem };
  if (walk.removed.size > 0) {
    if (Object.hasOwn(clean, "removed")) walk.removed.add("removed");
    clean.removed = [...walk.removed];
  }
  return { clean };
}

/** True for a JSON object, as opposed to an array, a text, a number, a boolean or null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True when a key that is refused everywhere occurs anywhere below `value`. */
export function hasForbiddenKey(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    for (const [key, below] of Object.entries(next)) {
      if (isForbiddenKey(key)) return true;
      if (typeof below === "object") open.push(below);
    }
  }
  return false;
}

interface Walk {
  readonly privacy: Privacy;
  readonly removed: Set<string>;
  problem: Problem | null;
}

/** Lower case, without separators: `Card_No`, `card-no` and `cardNo` are one key. */
function plainKey(key: string): string {
  return key.toLowerCase().replace(/[\s_.\-:]/g, "");
}

function cleanObject(input: object, walk: Walk, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  if (depth > MAX_DEPTH) {
    walk.problem ??= "bad-value";
    return copy;
  }
  for (const [key, value] of Object.entries(input)) {
    if (isForbiddenKey(key)) {
      walk.problem = "forbidden-key";
      return copy;
    }
    const plain = plainKey(key);
    const credential = CREDENTIAL_KEYS.has(plain);
    if (credential || PERSONAL_KEYS.has(plain)) {
      if (hasForbiddenKey(value)) walk.problem = "forbidden-key";
      else if (credential) addCredential(copy, key, value, walk);
      else walk.removed.add(key);
    } else if (isPersonalValue(value, walk.privacy)) walk.removed.add(key);
    else copy[key] = cleanValue(value, key, walk, depth);
  }
  return copy;
}

function cleanValue(value: unknown, key: string, walk: Walk, depth: number): unknown {
  if (Array.isArray(value)) {
    if (depth >= MAX_DEPTH) {
      walk.problem ??= "bad-value";
      return null;
    }
    return value.map((item: unknown) => {
      if (!isPersonalValue(item, walk.privacy)) return cleanValue(item, key, walk, depth + 1);
      walk.removed.add(key);
      return null;
    });
  }
  if (typeof value === "object" && value !== null) return cleanObject(value, walk, depth + 1);
  if (typeof value === "number" && !Number.isFinite(value)) walk.problem ??= "bad-value";
  return value;
}

/** A reference for a text or number; "no card" stays as it is; anything else (a whole record of a card) is removed. */
function addCredential(copy: Record<string, unknown>, key: string, value: unknown, walk: Walk): void {
  if (value === null || value === "" || typeof value === "boolean") {
    copy[key] = value;
    return;
  }
  if (typeof value !== "string" && typeof value !== "number") {
    walk.removed.add(key);
    return;
  }
  const ref = walk.privacy.refOf(String(value));
  // Several credentials of one record, such as a card and a PIN, are numbered; the same one under two names is one.
  for (let n = 1; ; n++) {
    const name = n === 1 ? "credentialRef" : `credentialRef${n}`;
    if (copy[name] === ref) return;
    if (copy[name] === undefined) {
      copy[name] = ref;
      return;
    }
  }
}

/** True for the name of a field or point that is about a person or a credential. */
export function isPersonalKey(key: string): boolean {
  const plain = plainKey(key);
  return CREDENTIAL_KEYS.has(plain) || PERSONAL_KEYS.has(plain);
}

/** True for a number or text in which a personal device may have put a phone or ID number, a document or a picture. */
export function isPersonalValue(value: unknown, privacy: Pick<Privacy, "personal">): boolean {
  if (!privacy.personal) return false;
  if (typeof value === "number")
    return Number.isInteger(value) && value >= 1e10 && value < 1e18 && looksPersonal(String(value));
  return typeof value === "string" && (value.length > MAX_PERSONAL_TEXT || looksPersonal(value));
}

function looksPersonal(text: string): boolean {
  return ID_NUMBER.test(text) || MOBILE_NUMBER.test(text);
}

/** The text with `…` in place of every phone and ID number. */
export function withoutNumbers(text: string): string {
  return text.replace(new RegExp(ID_NUMBER, "g"), "…").replace(new RegExp(MOBILE_NUMBER, "g"), "…");
}
