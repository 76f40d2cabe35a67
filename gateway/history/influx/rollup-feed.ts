// Passes roll-ups on to the store as they are closed and corrected, behind a position of their own.
import type { Clock } from "../../kit/clock.ts";
import { messageOf } from "../../kit/errors.ts";
import { type Bucket, rollupLine } from "../../kit/line-store/rollup-lines.ts";
import type { Log } from "../../kit/log.ts";
import type { Store } from "../../kit/store-worker.ts";
import { CONSUMER } from "./losses.ts";
import { type InfluxWrites, readRevision } from "./store.ts";

/** Buckets close once a minute. */
const LOOK_EVERY_MS = 5000;
const PAGE = 2000;

/** Where roll-ups come from. */
export interface RollupSource {
  /** Revisions of another source do not compare. */
  readonly id: string;
  /** Buckets with a greater revision; each at most once. */
  changedSince(
    rev: number,
    limit: number,
  ): {
    readonly buckets: readonly Bucket[];
    readonly next: number;
    readonly more: boolean;
    /** A part of it is no longer kept. */
    readonly gone: boolean;
  };
  /** Everything up to this revision was passed on. */
  passed(follower: string, rev: number): void;
}

export interface RollupFeedParts {
  readonly source: RollupSource;
  /** Of the store that is filled. */
  readonly target: string;
  readonly campus: string;
  readonly store: Store<InfluxWrites>;
  /** Resolves with how many lines were not stored, by reason; rejects when it cannot be said. */
  readonly send: (lines: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Follows until disposed. What fails is tried again at the next look. */
export function feedRollups({ source, target, campus, store, send, clock, log }: RollupFeedParts): Disposable {
  const saved = readRevision(store.reader, target);
  let rev = saved?.source === source.id ? saved.rev : 0;
  let busy = false;
  let closed = false;

  const drain = async (): Promise<void> => {
    for (let more = true; more && !closed; ) {
      const page = source.changedSince(rev, PAGE);
      more = page.more;
      if (page.gone)
        log.warn({ after: rev }, "roll-ups waited so long for InfluxDB that a part of them is not sent there");
      if (page.buckets.length > 0) {
        const lost = await send(page.buckets.map((bucket) => rollupLine(campus, bucket)));
        if (lost.size > 0)
          log.warn({ lost: Object.fromEntries(lost) }, "InfluxDB did not take some roll-ups; they stay in history.db");
      }
      if (page.next > rev) {
        rev = page.next;
        await store.write("revise", { target, revision: { source: source.id, rev } }, () => undefined);
      }
      source.passed(CONSUMER, rev);
    }
  };
  const look = () => {
    if (busy || closed) return;
    busy = true;
    drain()
      .catch((error: unknown) => {
        if (!closed) log.debug({ reason: messageOf(error) }, "roll-ups were not sent; they are next time");
      })
      .finally(() => {
        busy = false;
      });
  };
  look();
  const timer = clock.every(LOOK_EVERY_MS, look);
  return {
    [Symbol.dispose]: () => {
      closed = true;
      timer[Symbol.dispose]();
    },
  };
}
