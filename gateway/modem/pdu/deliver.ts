// A short message that came in: sender, time and text from the PDU that a modem shows (3GPP TS 23.040 §9.2.2.1). Pure; nothing that the
// network says can make it throw.
import { textOfSeptets, unpacked } from "./gsm7.ts";

/** One part of a message, or a whole one. */
export interface Delivered {
  /** As the network writes it: `+8613…`, or a name. */
  readonly from: string;
  /** The service centre's time; ISO, or empty when it is none. */
  readonly at: string;
  readonly text: string;
  readonly part: { readonly reference: number; readonly parts: number; readonly n: number } | null;
}

const MTI = 0x03;
const HAS_HEADER = 0x40;
const SCTS_OCTETS = 7;

/** Reads a PDU in hexadecimal; null: it is no message that was delivered to us, or damaged. */
export function delivered(hex: string): Delivered | null {
  if (!/^(?:[0-9A-Fa-f]{2})+$/.test(hex)) return null;
  const octets = Buffer.from(hex, "hex");
  let at = 1 + (octets[0] ?? 0);
  const first = octets[at++];
  const digits = octets[at++];
  const type = octets[at++];
  if (first === undefined || digits === undefined || type === undefined || (first & MTI) !== 0) return null;
  const address = octets.subarray(at, at + Math.ceil(digits / 2));
  at += address.length + 1;
  const dcs = octets[at++];
  const time = octets.subarray(at, at + SCTS_OCTETS);
  at += SCTS_OCTETS;
  const length = octets[at++];
  if (dcs === undefined || length === undefined || time.length < SCTS_OCTETS) return null;
  const data = octets.subarray(at);
  const headerOctets = (first & HAS_HEADER) === 0 ? 0 : 1 + (data[0] ?? 0);
  const alphabet = alphabetOf(dcs);
  const wanted = alphabet === "gsm7" ? Math.ceil((length * 7) / 8) : length;
  if (alphabet === null || data.length < wanted || headerOctets > wanted) return null;
  return {
    from: senderOf(address, digits, type),
    at: timeOf(time),
    text: textOf(data.subarray(0, wanted), length, headerOctets, alphabet),
    part: partOf(data.subarray(1, headerOctets)),
  };
}

type Alphabet = "gsm7" | "8bit" | "ucs2";

/** TP-DCS (3GPP TS 23.038 §4); null: compressed, which nobody sends. */
function alphabetOf(dcs: number): Alphabet | null {
  if (dcs < 0x80) {
    if ((dcs & 0x20) !== 0) return null;
    return (["gsm7", "8bit", "ucs2", "gsm7"] as const)[(dcs >> 2) & 3] ?? null;
  }
  if (dcs >= 0xf0) return (dcs & 0x04) === 0 ? "gsm7" : "8bit";
  return dcs >= 0xe0 ? "ucs2" : "gsm7";
}

function textOf(data: Buffer, length: number, headerOctets: number, alphabet: Alphabet): string {
  switch (alphabet) {
    case "gsm7": {
      const headerSeptets = Math.ceil((headerOctets * 8) / 7);
      const fillBits = headerSeptets * 7 - headerOctets * 8;
      return textOfSeptets(unpacked(data.subarray(headerOctets), length - headerSeptets, fillBits));
    }
    case "8bit":
      return data.subarray(headerOctets).toString("latin1");
    case "ucs2": {
      const body = data.subarray(headerOctets);
      return Buffer.from(body.subarray(0, body.length & ~1))
        .swap16()
        .toString("utf16le");
    }
  }
}

/** The element that ties parts together, with a reference of 8 or 16 bits (§9.2.3.24.1, §9.2.3.24.8). */
function partOf(header: Buffer): Delivered["part"] {
  for (let at = 0; at + 2 <= header.length; at += 2 + (header[at + 1] ?? 0)) {
    const [kind, length] = [header[at], header[at + 1]];
    const value = header.subarray(at + 2, at + 2 + (length ?? 0));
    const isPart = (kind === 0 && value.length === 3) || (kind === 8 && value.length === 4);
    if (!isPart) continue;
    const [parts = 0, n = 0] = value.subarray(-2);
    const reference = value.length === 4 ? value.readUInt16BE(0) : (value[0] ?? 0);
    return n >= 1 && n <= parts ? { reference, parts, n } : null;
  }
  return null;
}

const TON = 0x70;
const ALPHANUMERIC = 0x50;
const INTERNATIONAL = 0x10;
/** What the four bits of a digit mean (§9.1.2.3). */
const DIGITS = "0123456789*#abc";

function senderOf(address: Buffer, digits: number, type: number): string {
  if ((type & TON) === ALPHANUMERIC) return textOfSeptets(unpacked(address, Math.floor((digits * 4) / 7)));
  const text = [...address].map((octet) => `${DIGITS[octet & 15] ?? ""}${DIGITS[octet >> 4] ?? ""}`).join("");
  return `${(type & TON) === INTERNATIONAL ? "+" : ""}${text.slice(0, digits)}`;
}

/** TP-SCTS: swapped pairs, and quarters of an hour from UTC with the sign in the middle (§9.2.3.11). */
function timeOf(octets: Buffer): string {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = [...octets].map(
    (octet) => (octet & 15) * 10 + (octet >> 4),
  );
  const zone = octets[SCTS_OCTETS - 1] ?? 0;
  const quarters = ((zone & 7) * 10 + (zone >> 4)) * ((zone & 8) === 0 ? 1 : -1);
  const ms = Date.UTC(2000 + year, month - 1, day, hour, minute - quarters * 15, second);
  const isTime = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60;
  return isTime ? new Date(ms).toISOString() : "";
}
