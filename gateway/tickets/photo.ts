// Photos of strangers: what they really are by their bytes, and the same picture without place, camera and comments.
import type { TicketPhoto } from "../contract/tickets.ts";
import { frameFits, headerFits, webpFits } from "./photo-size.ts";

/** Browsers send less than this after making the picture smaller. */
export const MOST_PHOTO_BYTES = 1024 * 1024;

export interface Photo {
  readonly type: TicketPhoto["type"];
  /** Without metadata. */
  readonly bytes: Buffer;
}

/** The picture as it may be kept; null: it is no JPEG, PNG or WebP, not a whole one, or far too many pixels. */
export function cleanPhoto(bytes: Buffer): Photo | null {
  if (bytes.length < 16 || bytes.length > MOST_PHOTO_BYTES) return null;
  if (bytes.readUInt16BE(0) === 0xffd8) return as("image/jpeg", cleanJpeg(bytes));
  if (bytes.subarray(0, 8).equals(PNG)) return as("image/png", cleanPng(bytes));
  if (bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP")
    return as("image/webp", cleanWebp(bytes));
  return null;
}

function as(type: Photo["type"], bytes: Buffer | null): Photo | null {
  return bytes === null ? null : { type, bytes };
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** JPEG (ITU T.81, B.1.1): segments up to the first scan; application data but JFIF and Adobe's colours, and comments, are left out. */
function cleanJpeg(bytes: Buffer): Buffer | null {
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let frame = false;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (marker < 0xc0 || end > bytes.length || end < at + 4) return null;
    if (marker === 0xda) {
      const last = bytes.lastIndexOf(Buffer.from([0xff, 0xd9]));
      // What stands after the picture's end is not the picture.
      return frame && last >= end ? Buffer.concat([...kept, ...scans(bytes, at, last + 2)]) : null;
    }
    if (isFrame(marker)) {
      if (!frameFits(bytes.subarray(at, end))) return null;
      frame = true;
    }
    if (!isMetadata(marker)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return null;
}

/** Frame headers stand among the tables of Huffman codes, extensions and arithmetic codes. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** APP1 (Exif, XMP) to APP13 (IPTC), APP15, and comments; APP0 is JFIF, APP14 says how colours are coded. */
function isMetadata(marker: number): boolean {
  return (marker >= 0xe1 && marker <= 0xed) || marker === 0xef || marker === 0xfe;
}

/** Scans with the tables between them up to the first end of image; segments of metadata among them are left out. */
function scans(bytes: Buffer, from: number, to: number): Buffer[] {
  const kept: Buffer[] = [];
  let start = from;
  let at = from + 2 + bytes.readUInt16BE(from + 2);
  while (at + 1 < to) {
    if (bytes[at] !== 0xff) {
      at += 1;
      continue;
    }
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xd9) return [...kept, bytes.subarray(start, at + 2)];
    // Stuffed bytes, restarts and fill belong to the scan.
    if (marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd7) || at + 4 > to) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    const end = Math.min(to, at + 2 + Math.max(2, bytes.readUInt16BE(at + 2)));
    if (isMetadata(marker)) {
      kept.push(bytes.subarray(start, at));
      start = end;
    }
    at = end;
  }
  return [...kept, bytes.subarray(start, to)];
}

/** What a picture needs (PNG, 5.6): texts, times, Exif and anything unknown are left out. */
const PNG_CHUNKS: ReadonlySet<string> = new Set([
  "IHDR",
  "PLTE",
  "IDAT",
  "IEND",
  "tRNS",
  "gAMA",
  "sRGB",
  "cHRM",
  "sBIT",
  "bKGD",
]);

function cleanPng(bytes: Buffer): Buffer | null {
  const kept: Buffer[] = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    const name = bytes.toString("latin1", at + 4, at + 8);
    if (end > bytes.length || (kept.length === 1 && name !== "IHDR")) return null;
    if (name === "IHDR" && !headerFits(bytes.subarray(at, end))) return null;
    if (PNG_CHUNKS.has(name)) kept.push(bytes.subarray(at, end));
    if (name === "IEND") return Buffer.concat(kept);
    at = end;
  }
  return null;
}

const WEBP_CHUNKS: ReadonlySet<string> = new Set(["VP8 ", "VP8L", "ALPH"]);
/** Bits of VP8X that announce Exif, XMP, a profile or an animation. */
const ONLY_ALPHA = 0x10;

function cleanWebp(bytes: Buffer): Buffer | null {
  const kept: Buffer[] = [];
  let picture = false;
  const whole = Math.min(bytes.length, 8 + bytes.readUInt32LE(4));
  for (let at = 12; at + 8 <= whole; ) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size & 1);
    const name = bytes.toString("latin1", at, at + 4);
    if (at + 8 + size > whole || !webpFits(name, bytes.subarray(at, at + 8 + size))) return null;
    const chunk = Buffer.from(bytes.subarray(at, Math.min(end, whole)));
    if (name === "VP8X" && size === 10) {
      chunk.writeUInt8(chunk.readUInt8(8) & ONLY_ALPHA, 8);
      kept.push(chunk);
    } else if (WEBP_CHUNKS.has(name)) {
      picture ||= name !== "ALPH";
      kept.push(chunk);
    }
    at = end;
  }
  if (!picture) return null;
  const body = Buffer.concat(kept);
  const head = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
  head.writeUInt32LE(4 + body.length, 4);
  return Buffer.concat([head, body]);
}
