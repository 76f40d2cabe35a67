// The small questions that readers of frames, hellos and acknowledgements ask of foreign JSON.
import { readJson } from "#gateway/kit/http/json.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** An outbox is named by an opaque word of its gateway. */
const OUTBOX = /^[A-Za-z0-9_-]{1,64}$/;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object of a JSON text; null when it is none, not UTF-8, absurdly deep, or has a key that reaches a prototype. */
export function readObject(bytes: Uint8Array): JsonObject | null {
  const read = readJson(bytes);
  return "value" in read && isObject(read.value) ? read.value : null;
}

/** A number of frames or entries: an integer from `least` on. */
export function isCount(value: unknown, least = 0): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least;
}

export function isOutboxId(value: unknown): value is string {
  return typeof value === "string" && OUTBOX.test(value);
}
