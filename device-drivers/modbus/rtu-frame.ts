// Frames of a serial line, pure: a check sum behind each request, and the answer found among all bytes that came (Modbus over Serial
// Line v1.02, §2.5.1).
import { answerBytesOf, faultOf, type Request, requestBytes } from "./frame.ts";

const CRC_BYTES = 2;
const EXCEPTION_BYTES = 3;

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  return crc;
});

/** CRC-16 of Modbus. */
export function crcOf(bytes: Buffer): number {
  let crc = 0xffff;
  for (const byte of bytes) crc = (crc >> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return crc;
}

/** These bytes with their check sum, low byte first. */
export function framed(bytes: Buffer): Buffer {
  const crc = crcOf(bytes);
  return Buffer.concat([bytes, Buffer.from([crc & 0xff, crc >> 8])]);
}

/** A request as it goes out. */
export function rtuFrameOf(request: Request): Buffer {
  return framed(requestBytes(request));
}

/** How many bytes the answer has on the line, unless it is an exception. */
export function rtuAnswerBytesOf(request: Request): number {
  return answerBytesOf(request) + CRC_BYTES;
}

/**
 * The answer from the unit number on, wherever it begins: a driver that switches to sending disturbs the line, and another unit's late
 * answer may come before it. Unit, function, length and check sum must be right; null if there is none (yet).
 */
export function answerIn(request: Request, bytes: Buffer): Buffer | null {
  const lengths = [EXCEPTION_BYTES, answerBytesOf(request)];
  for (let at = bytes.indexOf(request.unit); at >= 0; at = bytes.indexOf(request.unit, at + 1)) {
    for (const length of lengths) {
      const answer = bytes.subarray(at, at + length);
      if (at + length + CRC_BYTES > bytes.length || faultOf(request, answer) !== null) continue;
      if (crcOf(answer) === bytes.readUInt16LE(at + length)) return answer;
    }
  }
  return null;
}

/** What is wrong with bytes in which there is no answer; null if there are too few to tell. */
export function rtuFaultOf(request: Request, bytes: Buffer): string | null {
  const whole = bytes.length > CRC_BYTES + 1 ? bytes.subarray(0, -CRC_BYTES) : null;
  if (whole !== null && crcOf(whole) === bytes.readUInt16LE(whole.length)) return faultOf(request, whole);
  if (bytes.length < rtuAnswerBytesOf(request)) return null;
  return `${bytes.length} bytes came, but no answer with a right check sum is among them`;
}
