// Answers one query of /history from a point reader: runs in the query thread. It gives up at its deadline or when nobody waits any more.

import { cursorText, type HistoryAnswer, type HistoryQuery } from "../contract/history.ts";
import { formatTime } from "../contract/time.ts";
import type { PointReader } from "../journal/journal.ts";
import type { StoredValue } from "../journal/record.ts";
import { type Collector, collectBuckets, collectReadings, type Limits, type Reading } from "./buckets.ts";
import { bucketStartOf } from "./steps.ts";

/** The answer, or null when `stop` said that nobody waits for it. `late` tells that the deadline has passed. */
export function answerOf(
  reader: PointReader,
  query: HistoryQuery,
  watch: { readonly stop: () => boolean; readonly late: () => boolean },
): HistoryAnswer | null {
  const { device, point, step, timezone, limit, heldMs, after, toMs } = query;
  const units = reader.units(device, point);
  const unit = query.unit !== null && (units.length === 0 || units.includes(query.unit)) ? query.unit : units.at(-1);
  if (unit === undefined) return { refused: "unknown-point" };
  const fromMs = Math.max(query.fromMs, after?.ms ?? 0);
  const limits: Limits = { fromMs, toMs, limit, heldMs, after };
  const head = { device, point, unit };
  // Asked before reading: what expires meanwhile is missing in the answer, and must not be called complete.
  const keptBefore = reader.keptSinceMs();

  const collect = <Item>(collector: Collector<Item>): ReturnType<Collector<Item>["result"]> | HistoryAnswer | null => {
    const wish = { device, point, unit, fromMs, toMs, heldMs, until: () => collector.untilMs };
    if (units.length === 0) return collector.result();
    for (const samples of reader.samples(wish)) {
      for (const sample of samples) if (!collector.take(sample)) return { refused: "text-point" };
      if (watch.stop()) return null;
      if (watch.late()) return { refused: "too-long" };
    }
    return collector.result();
  };
  const complete = () => Math.max(keptBefore, reader.keptSinceMs()) <= query.fromMs;

  if (step === null) {
    const found = collect(collectReadings(limits));
    if (found === null || !("items" in found)) return found;
    const next = found.next === null ? null : cursorText(found.next);
    return { body: JSON.stringify({ ...head, complete: complete(), next, readings: found.items.map(readingBody) }) };
  }
  const found = collect(collectBuckets(bucketStartOf(step.ms, timezone), limits));
  if (found === null || !("items" in found)) return found;
  const next = found.next === null ? null : cursorText(found.next);
  return { body: JSON.stringify({ ...head, step: step.text, complete: complete(), next, buckets: found.items }) };
}

function readingBody({ measuredMs, value }: Reading) {
  return { at: formatTime(measuredMs), ...shownValue(value) };
}

function shownValue(value: StoredValue) {
  return typeof value === "object"
    ? { value: value.value, quality: value.quality }
    : { value, quality: "good" as const };
}
