// The forms of text that campus.yaml knows besides ids and durations: sizes, network addresses, time zones, web and broker addresses.
import { isIPv4, isIPv6 } from "node:net";
import type { ListenAddress } from "./campus.ts";

const SIZE = /^(0|[1-9][0-9]*)(B|KB|MB|GB|TB)$/;
const SIZE_BYTES: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** Pattern of a size, for JSON schemas. */
export const SIZE_PATTERN = SIZE.source;

/** Bytes of a size such as `500MB` (decimal: 1 KB = 1000 bytes); `null` when the text is not one. */
export function parseSize(text: string): number | null {
  const match = SIZE.exec(text);
  if (match === null) return null;
  const bytes = Number(match[1]) * (SIZE_BYTES[match[2] ?? ""] ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

const ADDRESS = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]@/]+)):(0|[1-9][0-9]{0,4})$/;
const HOST_NAME = /^(?=.{1,253}$)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,62})(?:\.[a-zA-Z0-9][a-zA-Z0-9-]{0,62})*$/;
/** Four groups of digits that are no IPv4 address are a slip of the pen, never a host name. */
const DOTTED_DIGITS = /^[0-9.]+$/;

/** Pattern of HOST:PORT, for JSON schemas; `parseAddress` checks the rest. */
export const ADDRESS_PATTERN = ADDRESS.source;

/** Host and port of `127.0.0.1:8080`, `name:8080` or `[::1]:8080`; `null` when the text is neither. */
export function parseAddress(text: string): ListenAddress | null {
  const match = ADDRESS.exec(text);
  if (match === null) return null;
  const [, v6, name = "", digits] = match;
  const port = Number(digits);
  if (port > 65_535) return null;
  if (v6 !== undefined) return isIPv6(v6) ? { host: v6, port } : null;
  if (isIPv4(name)) return { host: name, port };
  return HOST_NAME.test(name) && !DOTTED_DIGITS.test(name) ? { host: name, port } : null;
}

/** True for an IP address (IPv6 without brackets) or a name of a machine. */
export function isHost(text: string): boolean {
  return isIPv6(text) || parseAddress(`${text}:0`)?.host === text;
}

/** True when only programs on this machine can reach the host. */
export function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith("127.");
  return host.toLowerCase() === "localhost" || /^(0*:)*:?0*1$/.test(host) || /^::ffff:127\./i.test(host);
}

const DAY_TIME = /^([01][0-9]|2[0-3]):([0-5][0-9])$/;

/** Minutes since midnight of `07:30`; `null` when the text is no time of day. */
export function parseDayTime(text: string): number | null {
  const match = DAY_TIME.exec(text);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}

/** True for a time zone that this machine can compute with, such as `Asia/Shanghai`. */
export function isTimezone(text: string): boolean {
  try {
    // Offsets such as +08:00 are taken by Intl, but know no daylight saving and no name.
    return /^[A-Za-z]/.test(text) && new Intl.DateTimeFormat("en", { timeZone: text }).format(0) !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** True for a URL of one of the schemes, with a host and without user, password, query or fragment. */
export function isPlainUrl(text: string, schemes: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const bare = url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  return bare && url.hostname !== "" && schemes.includes(url.protocol.slice(0, -1));
}
