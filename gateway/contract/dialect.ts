// What firmware with topics and messages of its own says, put into the words of our native format (contract §5).
import type { RejectedReason } from "./entry.ts";

/** A foreign message in native words: what a device with our own firmware would have sent to this channel. */
export interface Translated {
  readonly channel: "telemetry" | "event" | "state";
  /** `ts` only where the firmware says when; `points`, or `type` and `data`, or `state`. */
  readonly message: Readonly<Record<string, unknown>>;
}

/** Knows the messages of one device model. Pure. */
export interface Dialect {
  /** How a payload on this topic is written; null: the firmware has no such topic. */
  formOf(topic: string): "json" | "text" | null;
  /** What a message says; a reason when it says it wrong; null: nothing that is kept. */
  translate(topic: string, payload: unknown): Translated | RejectedReason | null;
}
