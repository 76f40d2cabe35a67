// How many pixels a stranger's photo unpacks to, as its header says: a file of some kilobytes can fill the memory of whoever looks at it.

/** The page that takes photos draws them to 1600; a picture of this side takes 64 MiB in a browser. */
export const MOST_SIDE = 4096;

/** True when a picture has pixels, and not more than a browser takes without effort. */
function fits(width: number, height: number): boolean {
  return width > 0 && height > 0 && width <= MOST_SIDE && height <= MOST_SIDE;
}

/** Of a JPEG's frame header, from its marker on (ITU T.81, B.2.2); a height that comes later (DNL) counts as none. */
export function frameFits(segment: Buffer): boolean {
  return segment.length >= 9 && fits(segment.readUInt16BE(7), segment.readUInt16BE(5));
}

/** Of a PNG's IHDR chunk (PNG, 11.2.2). */
export function headerFits(chunk: Buffer): boolean {
  return chunk.length === 25 && fits(chunk.readUInt32BE(8), chunk.readUInt32BE(12));
}

/** Of a WebP's VP8X, VP8 or VP8L chunk (RFC 9649, 2.5–2.7); others have no size. */
export function webpFits(name: string, chunk: Buffer): boolean {
  const body = chunk.subarray(8);
  if (body.length < 10) return name === "ALPH";
  switch (name) {
    case "VP8X":
      return fits(body.readUIntLE(4, 3) + 1, body.readUIntLE(7, 3) + 1);
    case "VP8 ":
      return (
        body.readUIntBE(3, 3) === VP8_START && fits(body.readUInt16LE(6) % 2 ** 14, body.readUInt16LE(8) % 2 ** 14)
      );
    case "VP8L": {
      const sides = body.readUInt32LE(1);
      return body[0] === VP8L_SIGNATURE && fits((sides % 2 ** 14) + 1, (Math.floor(sides / 2 ** 14) % 2 ** 14) + 1);
    }
    default:
      return true;
  }
}

const VP8_START = 0x9d012a;
const VP8L_SIGNATURE = 0x2f;
