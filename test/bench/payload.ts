// The message every run sends: three points, about 100 bytes, with fixed-width numbers so that a copy needs only its digits patched.
import { type PublishTemplate, publishTemplate } from "./mqtt-wire.ts";

/** Sequence numbers start here, so that they keep their width for 900 million messages. */
export const FIRST_SEQ = 100_000_000;
const SEQ_DIGITS = 9;
const TIME_DIGITS = 13;
const ZERO = 48;

export interface Message extends PublishTemplate {
  readonly tsAt: number;
  readonly seqAt: number;
  readonly valueAt: number;
}

/** The PUBLISH of one device; `boot` names this run, so that no run repeats what an earlier one sent. */
export function messageOf(topic: string, boot: string): Message {
  const payload = `{"ts":1700000000000,"seq":${FIRST_SEQ},"boot":"${boot}","points":{"temperature":23.40,"humidity":55.1,"power":612}}`;
  const template = publishTemplate(topic, Buffer.from(payload, "latin1"));
  const at = (mark: string) => template.payloadAt + payload.indexOf(mark) + mark.length;
  return { ...template, tsAt: at('"ts":'), seqAt: at('"seq":'), valueAt: at('"temperature":') };
}

/** Writes `value` as decimal digits ending before `end`. */
function patch(bytes: Buffer, start: number, digits: number, value: number): void {
  let rest = value;
  for (let i = start + digits - 1; i >= start; i--) {
    const next = Math.floor(rest / 10);
    bytes[i] = ZERO + rest - next * 10;
    rest = next;
  }
}

/** Copies the message into `target` at `offset` with this id, time and seq (and a temperature that varies with seq). */
export function writeMessage(m: Message, target: Buffer, offset: number, id: number, ts: number, seq: number): void {
  target.set(m.bytes, offset);
  target[offset + m.idAt] = id >> 8;
  target[offset + m.idAt + 1] = id & 0xff;
  patch(target, offset + m.tsAt, TIME_DIGITS, ts);
  patch(target, offset + m.seqAt, SEQ_DIGITS, seq);
  target[offset + m.valueAt + 1] = ZERO + (seq % 10);
  target[offset + m.valueAt + 3] = ZERO + (Math.floor(seq / 10) % 10);
}
