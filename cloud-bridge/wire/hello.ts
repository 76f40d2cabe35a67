// What a gateway says after connecting: who it is, and which frames it still holds, lane by lane.
import { parseTime } from "#gateway/contract/time.ts";
import { isCount, isObject, isOutboxId, readObject } from "./checks.ts";
import { LANES, type Lane } from "./topics.ts";

/** `first` is the oldest frame still held; one more than `last` when everything is acknowledged. `last` 0: none was sealed yet. */
export interface LaneRange {
  readonly first: number;
  readonly last: number;
}

export interface Hello {
  readonly outbox: string;
  readonly lanes: Readonly<Partial<Record<Lane, LaneRange>>>;
  readonly version: string;
  /** The gateway's wall clock, RFC 3339. */
  readonly time: string;
}

export function helloBytes({ outbox, lanes, version, time }: Hello): Buffer {
  return Buffer.from(JSON.stringify({ outbox, lanes, version, time }), "utf8");
}

/** The hello in these bytes; null when it is none. Lanes that we do not know are left out. */
export function readHello(bytes: Uint8Array): Hello | null {
  const hello = readObject(bytes);
  if (hello === null) return null;
  const { outbox, lanes, version, time } = hello;
  if (!isOutboxId(outbox) || !isObject(lanes) || typeof version !== "string" || version.length > 64) return null;
  if (typeof time !== "string" || parseTime(time) === null) return null;
  const ranges: Partial<Record<Lane, LaneRange>> = {};
  for (const lane of LANES) {
    const range = lanes[lane];
    if (range === undefined) continue;
    if (!isObject(range) || !isCount(range.first, 1) || !isCount(range.last) || range.first > range.last + 1)
      return null;
    ranges[lane] = { first: range.first, last: range.last };
  }
  return { outbox, lanes: ranges, version, time };
}
