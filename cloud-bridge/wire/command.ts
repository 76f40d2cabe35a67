// What the county asks of a campus, on `down/command`: signed with the county's own key, addressed, with an end of its time. Pure.
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { isId } from "#gateway/contract/ids.ts";
import { isLinkProof } from "#gateway/contract/links.ts";
import { formatTime, parseTime } from "#gateway/contract/time.ts";
import { canonicalJson } from "#gateway/kit/canonical.ts";
import { isCount, type JsonObject, readObject } from "./checks.ts";

export const COMMAND_KINDS = ["alarm.ack", "duty.spot-check"] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** What a campus may let its county do: `county.may` of campus.yaml. */
export const COUNTY_RIGHTS = ["alarms.ack", "duty.spot-check"] as const;
export type CountyRight = (typeof COUNTY_RIGHTS)[number];

interface CommandCommon {
  readonly campus: string;
  readonly id: string;
  /** Account at the county; `link`: somebody with a link that the campus made. */
  readonly by: string;
  readonly issuedMs: number;
  readonly expiresMs: number;
}

/** What a command asks for, by its kind. */
export interface AckWish {
  readonly kind: "alarm.ack";
  /** Id of the alarm, and the occurrence that was looked at. */
  readonly alarm: string;
  readonly occurrence: number;
  readonly comment: string | null;
  /** The proof of a link (contract/links.ts): it acknowledges as the person to whom the campus sent it. Null: the county does. */
  readonly link: string | null;
}
export interface SpotCheckWish {
  readonly kind: "duty.spot-check";
  readonly post: string;
}
export type CommandAsked = AckWish | SpotCheckWish;

export type CountyCommand = CommandCommon & CommandAsked;

/** Words and a signature over them, not yet believed. */
export interface Signed {
  readonly claims: JsonObject;
  readonly signature: string;
}

/** Larger is no command of ours. */
export const MAX_COMMAND_BYTES = 8192;
export const COMMENT_MAX = 256;
/** The longest that a command may wait for its campus. */
export const LONGEST_MS = 24 * 3_600_000;
const ID = /^k-[a-z0-9]{8,40}$/;
const ALARM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const SIGNATURE = /^[A-Za-z0-9_-]{86}$/;
const KEY = /^ed25519:([A-Za-z0-9_-]{43})$/;
/** Before what is signed, so that a signature means a command and nothing else. */
const DOMAIN = "campus-gateway county command v1\n";

export function isCommandId(value: unknown): value is string {
  return typeof value === "string" && ID.test(value);
}

export function isAlarmName(value: unknown): value is string {
  return typeof value === "string" && ALARM.test(value);
}

/** The bytes that go out; `sign` makes an ed25519 signature. */
export function commandBytes(command: CountyCommand, sign: (bytes: Uint8Array) => Uint8Array): Buffer {
  const { campus, id, kind, by, issuedMs, expiresMs } = command;
  const times = { issuedAt: formatTime(issuedMs), expiresAt: formatTime(expiresMs) };
  const claims = { v: 1, campus, id, kind, ...argsOf(command), by, ...times };
  const signature = Buffer.from(sign(signedBytes(claims))).toString("base64url");
  return Buffer.from(JSON.stringify({ ...claims, signature }), "utf8");
}

/** What a command asks for, as it travels and is journaled. Without a link the word is left out: so it always was. */
export function argsOf(asked: CommandAsked): Record<string, string | number | null> {
  if (asked.kind === "duty.spot-check") return { post: asked.post };
  const { alarm, occurrence, comment, link } = asked;
  return { alarm, occurrence, comment, ...(link === null ? {} : { link }) };
}

/** Words and signature in these bytes; null when there are none. */
export function readSigned(bytes: Uint8Array): Signed | null {
  const object = bytes.length > MAX_COMMAND_BYTES ? null : readObject(bytes);
  if (object === null) return null;
  const { signature, ...claims } = object;
  return typeof signature === "string" && SIGNATURE.test(signature) ? { claims, signature } : null;
}

/** Whether whoever has this key said exactly these words. */
export function isSignedBy({ claims, signature }: Signed, key: KeyObject): boolean {
  return verify(null, signedBytes(claims), key, Buffer.from(signature, "base64url"));
}

/** The command that the words are; null when they are none. */
export function commandOf({ v, campus, id, by, ...more }: JsonObject): CountyCommand | null {
  const [issuedMs, expiresMs] = [parseTime(more.issuedAt), parseTime(more.expiresAt)];
  const asked = askedIn(more);
  if (v !== 1 || asked === null || !isId(campus) || !isCommandId(id) || !isId(by)) return null;
  if (issuedMs === null || expiresMs === null || expiresMs < issuedMs || expiresMs - issuedMs > LONGEST_MS) return null;
  return { campus, id, ...asked, by, issuedMs, expiresMs };
}

function askedIn({ kind, alarm, occurrence, comment, link = null, post }: JsonObject): CommandAsked | null {
  if (kind === "duty.spot-check") return isId(post) ? { kind, post } : null;
  if (kind !== "alarm.ack" || !isAlarmName(alarm) || !isCount(occurrence, 1)) return null;
  if (!(comment === null || (typeof comment === "string" && comment.length <= COMMENT_MAX))) return null;
  return link === null || isLinkProof(link) ? { kind, alarm, occurrence, comment, link } : null;
}

/** The key that a text like `ed25519:…` stands for; null when it is none. */
export function publicKeyOf(text: string): KeyObject | null {
  const x = KEY.exec(text)?.[1];
  return x === undefined ? null : createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
}

/** A public key as campus.yaml has it. */
export function publicKeyText(key: KeyObject): string {
  return `ed25519:${key.export({ format: "jwk" }).x ?? ""}`;
}

function signedBytes(claims: JsonObject): Buffer {
  return Buffer.from(DOMAIN + canonicalJson(claims), "utf8");
}
