// Requests and answers as bytes, pure: what goes out, and whether what came back can only be the answer to it. What frames them is
// in tcp-frame.ts and rtu-frame.ts.

/**
 * A read of function 1–4, or a write of function 5, 6 or 16 whose `data` are the registers' bytes (5: one byte, 0 or 1; or two bytes
 * as they are, for devices to which a coil's value says something else, such as how long).
 */
export type Request =
  | { readonly unit: number; readonly function: 1 | 2 | 3 | 4; readonly address: number; readonly count: number }
  | { readonly unit: number; readonly function: 5 | 6 | 16; readonly address: number; readonly data: Buffer };

const EXCEPTION = 0x80;

/** Unit and request as they go out, without the header before them. */
export function requestBytes(request: Request): Buffer {
  const head = Buffer.from([request.unit, request.function, request.address >> 8, request.address & 0xff]);
  if ("count" in request) return Buffer.concat([head, word(request.count)]);
  const { data } = request;
  if (request.function === 5 && data.length === 1)
    return Buffer.concat([head, Buffer.from([data[0] === 1 ? 0xff : 0, 0])]);
  if (request.function !== 16) return Buffer.concat([head, data]);
  return Buffer.concat([head, word(data.length / 2), Buffer.from([data.length]), data]);
}

/** Why these bytes, from the unit number on, are not the answer to it; null if they are. */
export function faultOf(request: Request, answer: Buffer): string | null {
  const [unit, code, count] = answer;
  if (unit !== request.unit) return `unit ${unit} answered, but unit ${request.unit} was asked`;
  if (code === (request.function | EXCEPTION)) return answer.length === 3 ? null : "the exception is too long";
  if (code !== request.function) return `the answer is to function ${code}, not ${request.function}`;
  if ("count" in request) {
    const bytes = dataBytesOf(request);
    return count === bytes && answer.length === 3 + bytes
      ? null
      : `${count} bytes of data, but ${bytes} were asked for`;
  }
  return answer.equals(requestBytes(request).subarray(0, 6)) ? null : "the answer does not repeat what was written";
}

/** How many bytes the right answer has from the unit number on, unless it is an exception (which has 3). */
export function answerBytesOf(request: Request): number {
  return "count" in request ? 3 + dataBytesOf(request) : 6;
}

function dataBytesOf({ function: code, count }: Extract<Request, { readonly count: number }>): number {
  return code <= 2 ? Math.ceil(count / 8) : count * 2;
}

/** The exception code of an answer without fault, or null. */
export function exceptionOf(answer: Buffer): number | null {
  return ((answer[1] ?? 0) & EXCEPTION) === 0 ? null : (answer[2] ?? 0);
}

/** The data of a read's answer without fault. */
export function dataOf(answer: Buffer): Buffer {
  return answer.subarray(3);
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
