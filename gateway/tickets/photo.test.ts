// Photos by their bytes: what is kept is the picture and nothing else, and nothing that somebody made up passes or crashes.
import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { cleanPhoto, MOST_PHOTO_BYTES } from "./photo.ts";
import { MOST_SIDE } from "./photo-size.ts";

const SECRET = "GPS 27.19 N 103.71 E";

function segment(marker: number, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body as string, "latin1");
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
}
const SCAN = Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]);
const END = Buffer.from([0xff, 0xd9]);

/** A frame header of these sides. */
function frameOf(width: number, height: number, marker = 0xc0): Buffer {
  const body = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  body.writeUInt16BE(height, 1);
  body.writeUInt16BE(width, 3);
  return segment(marker, body);
}

/** A JPEG around any coded bytes. */
function jpeg(...extra: readonly Buffer[]): Buffer {
  const frame = frameOf(1, 1);
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
function sizedPng(width: number, height: number, ...extra: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const rest = [chunk("IDAT", deflateSync("x")), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([PNG, chunk("IHDR", header), ...extra, ...rest]);
}
const png = (...extra: readonly Buffer[]) => sizedPng(1, 1, ...extra);

function riff(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
}
/** The still picture of a WebP: its key frame's header and any coded bytes. */
function still(width: number, height: number): Buffer {
  const body = Buffer.from([0, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0, 1, 2, 3]);
  body.writeUInt16LE(width, 6);
  body.writeUInt16LE(height, 8);
  return riff("VP8 ", body);
}
function canvas(flags: number, width: number, height: number): Buffer {
  const body = Buffer.alloc(10);
  body.writeUInt8(flags, 0);
  body.writeUIntLE(width - 1, 4, 3);
  body.writeUIntLE(height - 1, 7, 3);
  return riff("VP8X", body);
}
function lossless(width: number, height: number): Buffer {
  const body = Buffer.alloc(12);
  body.writeUInt8(0x2f, 0);
  body.writeUInt32LE((height - 1) * 2 ** 14 + width - 1, 1);
  return riff("VP8L", body);
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
  const picture = still(2, 2);
  const dirty = webp(canvas(0x1c, 2, 2), picture, riff("EXIF", Buffer.from(SECRET)), riff("XMP ", Buffer.from(SECRET)));
  expect(cleanPhoto(dirty)).toEqual({ type: "image/webp", bytes: webp(canvas(0x10, 2, 2), picture) });
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

test("a small file that unpacks to more pixels than a browser can hold is refused, whatever its form", () => {
  const [most, more] = [MOST_SIDE, MOST_SIDE + 1];
  const framed = (...frame: Parameters<typeof frameOf>) => cleanPhoto(jpeg(frameOf(...frame)));
  const pictures = (width: number, height: number) => [
    framed(width, height),
    framed(width, height, 0xc2),
    cleanPhoto(sizedPng(width, height)),
    cleanPhoto(webp(still(width, height))),
    cleanPhoto(webp(lossless(width, height))),
    cleanPhoto(webp(canvas(0, width, height), still(1, 1))),
  ];
  expect(pictures(most, most)).not.toContain(null);
  for (const [width, height] of [
    [more, 1],
    [1, more],
    [16_000, 16_000],
  ] as const)
    expect(new Set(pictures(width, height))).toEqual(new Set([null]));
  expect([framed(0, 1), framed(1, 0), cleanPhoto(sizedPng(0, 1))]).toEqual([null, null, null]);
});

test("ten thousand pictures with bytes changed and cut at random crash nothing", () => {
  const begun = [
    jpeg(segment(0xe1, SECRET)),
    png(chunk("tEXt", Buffer.from(SECRET))),
    webp(Buffer.concat([still(640, 480), riff("ALPH", randomBytes(40))])),
  ];
  for (let n = 0; n < 10_000; n++) {
    const bytes = Buffer.from(begun[n % 3] ?? "");
    for (let i = 0; i < 4; i++) bytes[Math.floor(Math.random() * bytes.length)] = Math.floor(Math.random() * 256);
    const kept = cleanPhoto(bytes.subarray(0, Math.ceil(Math.random() * bytes.length)));
    if (kept !== null) expect(kept.bytes.length).toBeLessThanOrEqual(bytes.length);
  }
});
