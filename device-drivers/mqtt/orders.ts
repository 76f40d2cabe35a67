// Commands in the firmware's words: where they are published, what stands there, and by which value the device shows that it has done it.
// Pure.
import type { Order } from "../../gateway/contract/dialect.ts";
import type { Value } from "../../gateway/contract/entry.ts";
import type { CommandWire } from "./wire-schema.ts";

const WITHIN_MS = 10_000;

/** `{ "arg": NAME }` in a payload. */
interface Place {
  readonly arg: string;
  /** What the firmware calls the values; absent: as they are. */
  readonly words?: Readonly<Record<string, unknown>>;
}

/** The command with these arguments, which were checked before. */
export function orderOf(
  { payload, confirm, within = WITHIN_MS }: CommandWire,
  topic: string,
  args: Readonly<Record<string, Value>>,
): Order {
  const filled = fill(payload, args);
  const value = confirm === undefined ? undefined : args[confirm.arg];
  return {
    topic,
    payload: typeof filled === "string" ? filled : JSON.stringify(filled),
    confirm: confirm === undefined || value === undefined ? null : { point: confirm.point, value },
    withinMs: within,
  };
}

/** The arguments that a payload has places for. */
export function argumentsIn(payload: unknown): string[] {
  if (isPlace(payload)) return [payload.arg];
  return typeof payload === "object" && payload !== null ? Object.values(payload).flatMap(argumentsIn) : [];
}

function fill(payload: unknown, args: Readonly<Record<string, Value>>): unknown {
  if (isPlace(payload)) {
    const value = args[payload.arg];
    return payload.words === undefined ? value : payload.words[String(value)];
  }
  if (Array.isArray(payload)) return payload.map((part) => fill(part, args));
  if (typeof payload !== "object" || payload === null) return payload;
  return Object.fromEntries(Object.entries(payload).map(([key, part]) => [key, fill(part, args)]));
}

function isPlace(part: unknown): part is Place {
  return typeof part === "object" && part !== null && "arg" in part && typeof part.arg === "string";
}
