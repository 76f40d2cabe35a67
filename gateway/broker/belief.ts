// What is believed of a reading before it is journaled (README, "What is believed"): its values with their quality, and the newest message
// of each device that was not all believed, to be looked at.
import { isUtf8 } from "node:buffer";
import type { Fresh, Receipt } from "../journal/record.ts";
import type { BadMessage } from "./port.ts";
import type { Source } from "./source.ts";

/** So much of a message is kept to be looked at. */
const RAW_BYTES = 1024;

/** A message inside the bytes that came with it. */
export interface Said {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

export interface Believed {
  readonly record: Fresh;
  readonly receipt: Receipt;
}

/** The record as it is to be journaled; called once for each message that is no repeat, in the order of arrival. Null: as it came. */
export function believed(
  { judge, device, personal }: Source,
  record: Fresh,
  receipt: Receipt,
  said: Said,
  bad: Map<string, BadMessage>,
): Believed | null {
  if (judge === null || record.kind !== "reading") return null;
  const { values, doubt } = judge.judge(record);
  if (doubt === null) return null;
  const raw = personal ? "" : rawOf(said);
  bad.set(device, { atMs: record.receivedMs, code: doubt.reason, message: doubt.words, raw });
  const settle = (error: Error | null) => {
    // The device will send it again; that must not count as a second one that says the same.
    if (error !== null) judge.forgetDoubts();
    receipt.settle(error);
  };
  return { record: { ...record, values }, receipt: { settle } };
}

function rawOf({ bytes, from, to }: Said): string {
  const first = bytes.subarray(from, Math.min(to, from + RAW_BYTES));
  return isUtf8(first) ? first.toString() : first.toString("hex");
}
