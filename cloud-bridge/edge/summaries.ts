// Seals roll-ups for the county when there is room for them. The newest come first; what gathered without connection follows behind.

import { isUnit } from "#gateway/contract/units.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import type { Log } from "#gateway/kit/log.ts";
import { columnsOf, STEPS, type Step, type SummaryRow } from "../wire/summary.ts";
import type { Loss } from "./answers.ts";
import type { Outbox } from "./outbox.ts";
import { CONSUMER } from "./seal.ts";

/** A bucket that is over, as the roll-ups tell it. */
export interface Bucket {
  readonly rev: number;
  readonly step: string;
  readonly device: string;
  readonly point: string;
  readonly unit: string;
  readonly atMs: number;
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number;
  readonly last: number | null;
  readonly uncertain: number;
  readonly bad: number;
}

export interface BucketPage {
  readonly buckets: readonly Bucket[];
  readonly next: number;
  readonly more: boolean;
  readonly gone: boolean;
}

/** Where figures come from; whoever keeps them may forget a change when `passed` says so. */
export interface SummarySource {
  changedSince(rev: number, limit: number): BucketPage;
  passed(follower: string, rev: number): void;
}

export interface SummaryOptions {
  readonly source: SummarySource;
  readonly outbox: Outbox;
  /** The journal's head: what was lost is told with it. */
  readonly head: () => number;
  readonly tellLoss: (loss: Loss) => Promise<void>;
  /** Aborted while the county answers. */
  readonly answering: () => AbortSignal;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Rows of one frame: some 15 KiB when packed. */
const FRAME_ROWS = 1000;
/** Sealed and not acknowledged: beyond this, figures wait in the roll-ups, where they are revised instead of sent twice. */
const MOST_HELD = 12;
/** A look at what gathered: some ten milliseconds. */
const PAGE = 1000;
/** Changes since the last look beyond this are a backlog. */
const BACKLOG_ROWS = 5000;
/** While a backlog is worked off. */
const HURRY_MS = 100;
/** Names of the passes: the newest, what lies behind, and where that ends. */
const LIVE = "live";
const BEHIND = "behind";
const BEHIND_TO = "behind-to";

/** Changes of a time without connection that are still to be sealed. */
export function figuresBehind(outbox: Pick<Outbox, "mark">): number {
  return Math.max(0, (outbox.mark(BEHIND_TO) ?? 0) - (outbox.mark(BEHIND) ?? 0));
}

/** Seals until `signal` aborts. */
export async function sealSummaries(options: SummaryOptions, signal: AbortSignal): Promise<void> {
  const { outbox, everyMs, clock, log } = options;
  let trouble = false;
  for (let behind = false; !signal.aborted; ) {
    await clock.sleep(behind && options.answering().aborted ? HURRY_MS : everyMs, signal);
    if (signal.aborted) return;
    try {
      behind = outbox.held("summary").frames < MOST_HELD ? await sealSome(options) : behind;
      trouble = false;
    } catch (error) {
      if (!trouble) log.warn({ err: error }, "summaries for the county could not be sealed; trying again");
      trouble = true;
    }
  }
}

/** One round: the newest, then a piece of what lies behind. Answers whether more lies behind. */
async function sealSome(options: SummaryOptions): Promise<boolean> {
  const { source, outbox } = options;
  const before = outbox.mark(LIVE);
  const head = newest(source, before ?? 0);
  if (before === null || head - before > BACKLOG_ROWS) {
    // From the end on, and everything before it as a backlog, together with what was one already.
    const isOver = (outbox.mark(BEHIND) ?? 0) >= (outbox.mark(BEHIND_TO) ?? 0);
    const from = isOver ? (before ?? 0) : (outbox.mark(BEHIND) ?? 0);
    await outbox.seal([], null, { [LIVE]: head, [BEHIND]: from, [BEHIND_TO]: head });
  }
  const live = source.changedSince(outbox.mark(LIVE) ?? 0, PAGE);
  await sealPage(options, live, { [LIVE]: live.next });
  const end = outbox.mark(BEHIND_TO) ?? 0;
  let at = outbox.mark(BEHIND) ?? end;
  if (at < end) {
    const page = source.changedSince(at, PAGE);
    // Beyond the end the other pass has them.
    const buckets = page.buckets.filter(({ rev }) => rev <= end);
    at = page.more ? Math.min(page.next, end) : end;
    await sealPage(options, { ...page, buckets }, { [BEHIND]: at });
  }
  source.passed(CONSUMER, at < end ? at : (outbox.mark(LIVE) ?? 0));
  return at < end || live.more;
}

/** The newest revision there is, found in a few dozen looks: a month of changes is too much to read through. */
function newest(source: SummarySource, from: number): number {
  const isBeyond = (rev: number) =>
    source.changedSince(rev, 1).buckets.length === 0 && source.changedSince(rev, 1).next === rev;
  let step = 1;
  while (!isBeyond(from + step - 1)) step *= 2;
  let [low, high] = [from, from + step - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isBeyond(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function sealPage(
  options: SummaryOptions,
  page: BucketPage,
  marks: Readonly<Record<string, number>>,
): Promise<void> {
  if (page.gone) await tellGone(options, page.next);
  const rows = page.buckets.flatMap((bucket) => rowOf(bucket) ?? []);
  const seq = options.head();
  const frames = [];
  for (let from = 0; from < rows.length; from += FRAME_ROWS) {
    const part = rows.slice(from, from + FRAME_ROWS);
    frames.push({ lane: "summary", n: part.length, fromSeq: seq, toSeq: seq, body: columnsOf(part) } as const);
  }
  await options.outbox.seal(frames, null, marks);
}

/** Figures were not fetched for longer than the roll-ups keep them. */
async function tellGone({ tellLoss }: SummaryOptions, rev: number): Promise<void> {
  const body = { consumer: CONSUMER, from: null, to: null, count: null, reason: "summaries-expired" };
  await tellLoss({ type: "loss.expired", key: `${CONSUMER}:0:summaries-${rev}`, body });
}

/** Days are summed up by the county itself. */
function rowOf({ step, unit, ...bucket }: Bucket): SummaryRow | null {
  const known = STEPS.find((one): one is Step => one === step);
  return known === undefined || !isUnit(unit) ? null : { ...bucket, step: known, unit };
}
