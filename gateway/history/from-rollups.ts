// Collects the steps of one point from roll-ups, and from the journal what roll-ups do not have: entries that were not counted yet, and the
// parts of a minute at both ends of a range.
import type { Cursor, HistoryQuery } from "../contract/history.ts";
import type { PointReader, PointSample, PointWish } from "../journal/journal.ts";
import type { Watch } from "../kit/query-thread.ts";
import { type BucketCollector, collectBuckets } from "./buckets.ts";
import { coverOf } from "./cover.ts";
import type { Bucket } from "./figures.ts";
import { type RollupView, sampleOf } from "./rollups/reader.ts";
import type { SavedSeries } from "./rollups/saved.ts";
import { MINUTE_MS } from "./rollups/tiers.ts";
import { bucketStartOf } from "./steps.ts";

/** Parts between two looks at whether anybody still waits. */
const PARTS_AT_ONCE = 2000;

export type Stopped = null | { readonly refused: "text-point" | "too-long" };

export interface Steps {
  readonly items: readonly Bucket[];
  readonly next: Cursor | null;
  readonly complete: boolean;
}

export interface StepsWish {
  readonly journal: PointReader;
  readonly view: RollupView;
  readonly series: SavedSeries;
  readonly query: HistoryQuery;
  readonly watch: Watch;
}

/** True for what ended before there was an answer. */
export function isStopped(found: Steps | Stopped): found is Stopped {
  return found === null || "refused" in found;
}

/** The steps of the query's range. */
export function collectSteps({ journal, view, series, query, watch }: StepsWish): Steps | Stopped {
  const { timezone, limit, heldMs, after, toMs, step } = query;
  const stepMs = step?.ms ?? MINUTE_MS;
  const fromMs = Math.max(query.fromMs, after?.ms ?? 0);
  if (series.before[4] >= fromMs) return { refused: "text-point" };
  const known = view.place !== null && view.place.epoch === journal.epoch;
  const seq = known ? (view.place?.seq ?? 0) : 0;
  const keptSinceMs = (tier: Parameters<RollupView["keptSinceMs"]>[0]) => view.keptSinceMs(tier);
  const cover = {
    toMs,
    stepMs,
    timezone,
    keptSinceMs,
    readingsSinceMs: known ? journal.keptSinceMs() : Number.POSITIVE_INFINITY,
  };
  const isWhole = coverOf({ ...cover, fromMs: query.fromMs }).complete && !view.lacks(query.fromMs, toMs);
  const collector = collectBuckets(bucketStartOf(stepMs, timezone), { fromMs, toMs, limit, heldMs, after });
  const wish: PointWish = {
    device: series.device,
    point: series.point,
    unit: series.unit,
    fromMs,
    toMs,
    heldMs,
    until: () => collector.untilMs,
  };

  for (const piece of coverOf({ ...cover, fromMs }).pieces) {
    if (piece.fromMs >= collector.untilMs) break;
    const stopped =
      piece.from === "readings"
        ? takeReadings(journal, { ...wish, fromMs: piece.fromMs, toMs: piece.toMs, upTo: seq }, collector, watch)
        : takeParts(view.parts(piece.from, series.id, piece.fromMs, piece.toMs), collector, watch);
    if (stopped !== undefined) return stopped;
  }
  const before = known ? sampleOf(series.before, seq) : null;
  const stopped = takeReadings(journal, { ...wish, after: { seq, before } }, collector, watch);
  if (stopped !== undefined) return stopped;
  // Gone before it was counted: it will be noted when counting comes to it.
  const isCounted = journal.purgedTo() <= seq;
  return { ...collector.result(), complete: isWhole && isCounted };
}

function takeParts(
  parts: ReturnType<RollupView["parts"]>,
  collector: BucketCollector,
  watch: Watch,
): Stopped | undefined {
  let n = 0;
  for (const { minute, part } of parts) {
    collector.merge(minute * MINUTE_MS, part);
    if (++n % PARTS_AT_ONCE > 0) continue;
    if (watch.stop()) return null;
    if (watch.late()) return { refused: "too-long" };
  }
  return undefined;
}

function takeReadings(
  journal: PointReader,
  wish: PointWish,
  collector: BucketCollector,
  watch: Watch,
): Stopped | undefined {
  const isTaken = (sample: PointSample) => collector.takeIn(sample, wish.fromMs, wish.toMs);
  for (const samples of journal.samples(wish)) {
    if (!samples.every(isTaken)) return { refused: "text-point" };
    if (watch.stop()) return null;
    if (watch.late()) return { refused: "too-long" };
  }
  return undefined;
}
