// Answers one query of /history: runs in the query thread. It gives up at its deadline or when nobody waits any more.

import { cursorText, type HistoryAnswer, type HistoryQuery } from "../contract/history.ts";
import { formatTime } from "../contract/time.ts";
import type { PointReader } from "../journal/journal.ts";
import type { StoredValue } from "../journal/record.ts";
import type { Watch } from "../kit/query-thread.ts";
import { type Collector, collectBuckets, collectReadings, type Limits, type Reading } from "./buckets.ts";
import { collectSteps, isStopped } from "./from-rollups.ts";
import type { RollupReader } from "./rollups/reader.ts";
import { bucketStartOf } from "./steps.ts";

/** Where the past is kept. */
export interface Sources {
  readonly journal: PointReader;
  /** Null: there are none, and the journal answers everything. */
  readonly rollups: RollupReader | null;
}

/** The answer, or null when `watch` said that nobody waits for it. */
export function answerOf(sources: Sources, query: HistoryQuery, watch: Watch): HistoryAnswer | null {
  const { rollups } = sources;
  if (query.step === null || rollups === null) return fromJournal(sources.journal, query, watch);
  const { device, point } = query;
  return rollups.at(device, point, (view) => {
    const unit = unitOf([...view.series.map((one) => one.unit), ...sources.journal.units(device, point)], query);
    const series = view.series.find((one) => one.unit === unit);
    // Not counted yet, or one of more points than are counted.
    if (series === undefined) return fromJournal(sources.journal, query, watch);
    const found = collectSteps({ journal: sources.journal, view, series, query, watch });
    if (isStopped(found)) return found;
    const { step } = query;
    const next = found.next === null ? null : cursorText(found.next);
    const { complete, items: buckets } = found;
    return { body: JSON.stringify({ device, point, unit, step: step?.text, complete, next, buckets }) };
  });
}

/** The point's unit as it is now if it was ever read in it, else the one that it was read in last. */
function unitOf(units: readonly string[], { unit }: HistoryQuery): string | undefined {
  return unit !== null && (units.length === 0 || units.includes(unit)) ? unit : units.at(-1);
}

function fromJournal(reader: PointReader, query: HistoryQuery, watch: Watch): HistoryAnswer | null {
  const { device, point, step, timezone, limit, heldMs, after, toMs } = query;
  const units = reader.units(device, point);
  const unit = units.find((one) => one === unitOf(units, query)) ?? (units.length === 0 ? query.unit : null);
  if (unit === null) return { refused: "unknown-point" };
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
  const sinceMs = () => Math.max(keptBefore, reader.keptSinceMs());
  const complete = () => sinceMs() <= query.fromMs;

  if (step === null) {
    const found = collect(collectReadings(limits));
    if (found === null || !("items" in found)) return found;
    const next = found.next === null ? null : cursorText(found.next);
    const body = JSON.stringify({ ...head, complete: complete(), next, readings: found.items.map(readingBody) });
    return { body, sinceMs: sinceMs() };
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
