// The topics of the county link (contract §9): which lanes there are, and who says what where.
import { isId } from "#gateway/contract/ids.ts";

/** The most urgent first. */
export const LANES = ["alarm", "event", "state", "summary"] as const;
export type Lane = (typeof LANES)[number];

export function isLane(word: unknown): word is Lane {
  return LANES.some((lane) => lane === word);
}

/** Where a campus publishes; `hello` beside its lanes. */
export function upTopic(campus: string, word: Lane | "hello"): string {
  return `county/v1/${campus}/up/${word}`;
}

/** Where the county answers a campus. */
export function ackTopic(campus: string): string {
  return `county/v1/${campus}/down/ack`;
}

/** Where the county asks a campus to do something. */
export function commandTopic(campus: string): string {
  return `county/v1/${campus}/down/command`;
}

/** What the county subscribes to at a broker that is not its own. */
export const EVERYTHING_UP = "county/v1/+/up/+";

export interface UpAddress {
  readonly campus: string;
  readonly word: Lane | "hello";
}

/** Who speaks on a topic, and about what; null for a topic that is none of ours. */
export function readUpTopic(topic: string): UpAddress | null {
  const [county, version, campus, up, word, ...rest] = topic.split("/");
  if (county !== "county" || version !== "v1" || up !== "up" || rest.length > 0 || !isId(campus)) return null;
  return isLane(word) || word === "hello" ? { campus, word } : null;
}
