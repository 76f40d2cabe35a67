// Photos by their bytes: what is kept is the picture and nothing else, and nothing that somebody made up passes or crashes.
import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { cleanPhoto, MOST_PHOTO_BYTES } from "./photo.ts";

const SECRET = "GPS 27.19 N 103.71 E";

function segment(marker: number, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body as string, "latin1");
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
}
const SCAN = Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]);
const END = Buffer.from([0xff, 0xd9]);

/** A JPEG's frame around any coded bytes. */
function jpeg(...extra: readonly Buffer[]): Buffer {
  const frame = segment(0xc0, Buffer.from([8, 0, 1, 0, 1, 1, 1, 0x11, 0]));
  const scan = segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]));
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...extra, segment(0xe0, "JFIF\0"), frame, scan, SCAN, END]);
}

function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length, 0);
  head.write(name, 4, "latin1");
  return Buffer.concat([head, body, Buffer.alloc(4)]);
}
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const png = (...extra: readonly Buffer[]) =>
  Buffer.concat([
    PNG,
    chunk("IHDR", Buffer.alloc(13)),
    ...extra,
    chunk("IDAT", deflateSync("x")),
    chunk("IEND", Buffer.alloc(0)),
  ]);

function riff(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
}
function webp(...chunks: readonly Buffer[]): Buffer {
  return riff("RIFF", Buffer.concat([Buffer.from("WEBP", "latin1"), ...chunks]));
}

test("a JPEG loses Exif, XMP, IPTC and comments before and between its scans, and what stands behind its end", () => {
  const meta = [0xe1, 0xe2, 0xed, 0xfe].map((marker) => segment(marker, SECRET));
  const between = Buffer.concat([
    jpeg(...meta).subarray(0, -2),
    segment(0xfe, SECRET),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    SCAN,
    END,
  ]);
  const kept = cleanPhoto(Buffer.concat([between, Buffer.from(`<script>${SECRET}`)]));
  expect(kept?.type).toBe("image/jpeg");
  expect(kept?.bytes.includes(SECRET)).toBe(false);
  expect(kept?.bytes.includes("<script>")).toBe(false);
  expect(kept?.bytes.includes(SCAN)).toBe(true);
  expect(cleanPhoto(jpeg())?.bytes).toEqual(jpeg());
});

test("a PNG loses texts, times and Exif; a WebP its Exif, XMP and the flags that announce them", () => {
  const text = png(
    chunk("tEXt", Buffer.from(SECRET)),
    chunk("eXIf", Buffer.from(SECRET)),
    chunk("zzZz", Buffer.from(SECRET)),
  );
  expect(cleanPhoto(text)).toEqual({ type: "image/png", bytes: png() });
  const canvas = (flags: number) => riff("VP8X", Buffer.from([flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]));
  const picture = riff("VP8 ", Buffer.from("picture"));
  const dirty = webp(canvas(0x1c), picture, riff("EXIF", Buffer.from(SECRET)), riff("XMP ", Buffer.from(SECRET)));
  expect(cleanPhoto(dirty)).toEqual({ type: "image/webp", bytes: webp(canvas(0x10), picture) });
});

test("what is no picture, only claims to be one, or is too large is refused", () => {
  const refused = [
    Buffer.alloc(0),
    Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
    Buffer.from("GIF89a, GIF89a, GIF89a"),
    jpeg().subarray(0, -2),
    Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(40)]),
    Buffer.concat([PNG, chunk("tEXt", Buffer.from("no picture in it"))]),
    webp(riff("EXIF", Buffer.from(SECRET))),
    Buffer.concat([jpeg(), Buffer.alloc(MOST_PHOTO_BYTES)]),
  ];
  for (const bytes of refused) expect(cleanPhoto(bytes)).toBe(null);
});

test("ten thousand pictures with bytes changed and cut at random crash nothing", () => {
  const begun = [
    jpeg(segment(0xe1, SECRET)),
    png(chunk("tEXt", Buffer.from(SECRET))),
    webp(riff("VP8 ", randomBytes(40))),
  ];
  for (let n = 0; n < 10_000; n++) {
    const bytes = Buffer.from(begun[n % 3] ?? "");
    for (let i = 0; i < 4; i++) bytes[Math.floor(Math.random() * bytes.length)] = Math.floor(Math.random() * 256);
    const kept = cleanPhoto(bytes.subarray(0, Math.ceil(Math.random() * bytes.length)));
    if (kept !== null) expect(kept.bytes.length).toBeLessThanOrEqual(bytes.length);
  }
});
