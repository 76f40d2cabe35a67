// What frames a request and an answer of Modbus TCP, pure: transaction, protocol, length (Modbus Messaging on TCP/IP v1.0b, §3.1.3).
import { faultOf, type Request, requestBytes } from "./frame.ts";

const HEADER_BYTES = 6;

/** The request as it goes out. */
export function tcpFrameOf(request: Request, transaction: number): Buffer {
  const body = requestBytes(request);
  const header = Buffer.from([transaction >> 8, transaction & 0xff, 0, 0, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([header, body]);
}

/** Whether all came that an answer to this transaction says it has. */
export function isWholeFrame(raw: Buffer, transaction: number): boolean {
  return (
    raw.length >= HEADER_BYTES &&
    raw.readUInt16BE(0) === transaction &&
    raw.length >= HEADER_BYTES + raw.readUInt16BE(4)
  );
}

/** Why these bytes, all that came since the request, are not the one answer to it; null if they are. */
export function tcpFaultOf(request: Request, raw: Buffer): string | null {
  if (raw.length < HEADER_BYTES + 3) return `the answer has only ${raw.length} bytes`;
  if (raw.readUInt16BE(2) !== 0) return `the answer is of protocol ${raw.readUInt16BE(2)}, not Modbus`;
  const length = HEADER_BYTES + raw.readUInt16BE(4);
  if (raw.length !== length) return `${raw.length} bytes came, but the answer says ${length}`;
  return faultOf(request, answerOf(raw));
}

/** The answer from the unit number on. */
export function answerOf(raw: Buffer): Buffer {
  return raw.subarray(HEADER_BYTES);
}
