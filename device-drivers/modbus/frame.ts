// Requests and answers of Modbus TCP as bytes, pure: what goes out, and whether what came back can only be the answer to it.

/** A read of function 1–4, or a write of function 5, 6 or 16 whose `data` are the registers' bytes (5: one byte, 0 or 1). */
export type Request =
  | { readonly unit: number; readonly function: 1 | 2 | 3 | 4; readonly address: number; readonly count: number }
  | { readonly unit: number; readonly function: 5 | 6 | 16; readonly address: number; readonly data: Buffer };

/** Transaction, protocol, length: what stands before unit and function (Modbus Messaging on TCP/IP v1.0b, §3.1.3). */
const HEADER_BYTES = 6;
const EXCEPTION = 0x80;

/** Unit and request as they go out, without the header before them. */
export function requestBytes(request: Request): Buffer {
  const head = Buffer.from([request.unit, request.function, request.address >> 8, request.address & 0xff]);
  if ("count" in request) return Buffer.concat([head, word(request.count)]);
  const { data } = request;
  if (request.function === 5) return Buffer.concat([head, Buffer.from([data[0] === 1 ? 0xff : 0, 0])]);
  if (request.function === 6) return Buffer.concat([head, data]);
  return Buffer.concat([head, word(data.length / 2), Buffer.from([data.length]), data]);
}

/**
 * Why these bytes, all that came since the request, are not the one answer to it; null if they are. modbus-serial matches the
 * transaction; it does not look at the protocol, the unit of an exception, the count of bytes, what a write echoes, or what follows.
 */
export function faultOf(request: Request, raw: Buffer): string | null {
  if (raw.length < HEADER_BYTES + 3) return `the answer has only ${raw.length} bytes`;
  if (raw.readUInt16BE(2) !== 0) return `the answer is of protocol ${raw.readUInt16BE(2)}, not Modbus`;
  const length = HEADER_BYTES + raw.readUInt16BE(4);
  if (raw.length !== length) return `${raw.length} bytes came, but the answer says ${length}`;
  const [unit, code, count] = raw.subarray(HEADER_BYTES);
  if (unit !== request.unit) return `unit ${unit} answered, but unit ${request.unit} was asked`;
  if (code === (request.function | EXCEPTION))
    return raw.length === HEADER_BYTES + 3 ? null : "the exception is too long";
  if (code !== request.function) return `the answer is to function ${code}, not ${request.function}`;
  if ("count" in request) {
    const bytes = request.function <= 2 ? Math.ceil(request.count / 8) : request.count * 2;
    return count === bytes && raw.length === HEADER_BYTES + 3 + bytes
      ? null
      : `${count} bytes of data, but ${bytes} were asked for`;
  }
  const echo = requestBytes(request).subarray(0, 6);
  return raw.subarray(HEADER_BYTES).equals(echo) ? null : "the answer does not repeat what was written";
}

/** The exception code of an answer without fault, or null. */
export function exceptionOf(raw: Buffer): number | null {
  return ((raw[HEADER_BYTES + 1] ?? 0) & EXCEPTION) === 0 ? null : (raw[HEADER_BYTES + 2] ?? 0);
}

/** The data of a read's answer without fault. */
export function dataOf(raw: Buffer): Buffer {
  return raw.subarray(HEADER_BYTES + 3);
}

/** `04 at 52–63`, `06 at 257`: a request in words. */
export function inWords(request: Request): string {
  const last = request.address + ("count" in request ? request.count : Math.max(request.data.length / 2, 1)) - 1;
  const range = last > request.address ? `${request.address}–${last}` : `${request.address}`;
  return `unit ${request.unit}, function ${request.function} at ${range}`;
}

/** Modbus Application Protocol v1.1b3, §7. */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: "illegal function",
  2: "illegal data address",
  3: "illegal data value",
  4: "device failure",
  5: "acknowledge, the device is still working",
  6: "device busy",
  7: "negative acknowledge",
  8: "memory parity error",
  10: "gateway path unavailable",
  11: "gateway target did not respond",
};

export function exceptionInWords(code: number): string {
  return `exception ${code} (${EXCEPTIONS[code] ?? "not in the standard"})`;
}

function word(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}
