// What firmware with topics and messages of its own says, put into the words of our native format (contract §5), and what it is told.
import type { RejectedReason, Value } from "./entry.ts";

/** A foreign message in native words: what a device with our own firmware would have sent to this channel. */
export interface Translated {
  readonly channel: "telemetry" | "event" | "state";
  /** `ts` only where the firmware says when; `points`, or `type` and `data`, or `state`. */
  readonly message: Readonly<Record<string, unknown>>;
}

/** What a message says that is no entry of its own: whether the device is there, or that it is about a device nobody has named. */
export type Aside = { readonly is: "presence"; readonly online: boolean } | { readonly is: "stranger" };

/** A command in the words of the firmware. */
export interface Order {
  readonly topic: string;
  readonly payload: string;
  /** The value by which the device shows that it has done it; null: it never shows. */
  readonly confirm: { readonly point: string; readonly value: Value } | null;
  /** How long it may take until it shows. */
  readonly withinMs: number;
}

/** What stands in the topics of one device. */
export interface TopicNames {
  /** First levels of all topics; absent: any one level. */
  readonly base?: string;
  /** What the firmware calls the device; absent: any one level. */
  readonly name?: string;
}

/** Knows the messages of one device model. Pure. */
export interface Dialect {
  /** How a payload on this topic is written; null: the firmware has no such topic. */
  formOf(topic: string): "json" | "text" | null;
  /** What a message says; a reason when it says it wrong; null: nothing that is kept. */
  translate(topic: string, payload: unknown): Translated | Aside | RejectedReason | null;
  /** What to send for a command; null: the firmware has no such command. */
  order(name: string, args: Readonly<Record<string, Value>>): Order | null;
  /** Filters of what it publishes, and of what it wants to hear. */
  readonly publishes: readonly string[];
  readonly listens: readonly string[];
  /** The first levels of its topics as the firmware comes; null: they have none in common. */
  readonly base: string | null;
  /** The same for one device. */
  named(names: TopicNames): Dialect;
}
