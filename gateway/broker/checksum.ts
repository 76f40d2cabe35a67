// CRC-32 of a part of a buffer (the polynomial of zip and zlib), eight bytes at a time. For some hundred bytes that lie inside a larger
// buffer this is twice as fast as node:zlib's, which needs a Buffer of its own for them.

const STEP = 8;
const BYTES = 256;
const TABLES = tables();

/** The CRC-32 of `bytes` from index `from` to before `to`, as an unsigned integer. */
export function checksumOf(bytes: Uint8Array, from: number, to: number): number {
  let crc = -1;
  let at = from;
  for (; at + STEP <= to; at += STEP) {
    crc =
      tableAt(7, crc ^ byteAt(bytes, at)) ^
      tableAt(6, (crc >>> 8) ^ byteAt(bytes, at + 1)) ^
      tableAt(5, (crc >>> 16) ^ byteAt(bytes, at + 2)) ^
      tableAt(4, (crc >>> 24) ^ byteAt(bytes, at + 3)) ^
      tableAt(3, byteAt(bytes, at + 4)) ^
      tableAt(2, byteAt(bytes, at + 5)) ^
      tableAt(1, byteAt(bytes, at + 6)) ^
      tableAt(0, byteAt(bytes, at + 7));
  }
  for (; at < to; at++) crc = tableAt(0, crc ^ byteAt(bytes, at)) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}

function tableAt(table: number, byte: number): number {
  return TABLES[table * BYTES + (byte & 0xff)] as number;
}

/** Table n holds what each byte does to the sum when n more bytes follow it. */
function tables(): Int32Array {
  const all = new Int32Array(STEP * BYTES);
  for (let byte = 0; byte < BYTES; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    all[byte] = crc;
  }
  for (let at = BYTES; at < all.length; at++) {
    const before = all[at - BYTES] as number;
    all[at] = (before >>> 8) ^ (all[before & 0xff] as number);
  }
  return all;
}
