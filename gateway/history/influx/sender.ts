// Follows the journal and sends it: some ranges at a time, passed in order. Knows neither threads nor files.

import type { Clock } from "../../kit/clock.ts";
import type { Link } from "../../kit/line-store/link.ts";
import { bodyOf } from "../../kit/line-store/post.ts";
import { Allowance, type Outcome, type Quarantined, settle } from "../../kit/line-store/settle.ts";
import type { Range, Ranges } from "./ranges.ts";

/** A store that answers after its own commit takes one request a second from one asker. */
const IN_FLIGHT = 3;
/** More lines refused in an hour means that the store's schema is wrong, not the lines. */
const QUARANTINED_PER_HOUR = 1000;

/** What lies behind the sender: spoken for, line by line. */
export interface Passed {
  readonly to: number;
  /** How many lines that took; 0 says nothing about the store. */
  readonly lines: number;
  /** One for each entry. */
  readonly quarantined: readonly Quarantined[];
  readonly tooOld: { readonly from: number; readonly to: number; readonly count: number } | null;
  /** When the oldest entry that is under way was received; null: there is none. */
  readonly waitingSinceMs: number | null;
}

export interface SenderParts {
  readonly ranges: Ranges;
  readonly link: Link;
  readonly packed: boolean;
  readonly clock: Clock;
  readonly head: () => number;
  /** Resolves when the head may have moved, or `signal` aborts. */
  readonly more: (signal: AbortSignal) => Promise<void>;
  readonly onPassed: (passed: Passed) => void;
  /** Absent: 1000. */
  readonly quarantinedPerHour?: number;
}

interface UnderWay {
  readonly range: Range;
  readonly settled: Promise<void>;
  outcome: Outcome | null;
}

/** Sends until `signal` aborts; rejects then, or when the journal cannot be read. */
export async function runSender(parts: SenderParts, signal: AbortSignal): Promise<never> {
  const { ranges, link, packed, clock } = parts;
  const allowance = new Allowance(parts.quarantinedPerHour ?? QUARANTINED_PER_HOUR);
  const settleParts = {
    deliver: async (lines: readonly string[]) => link.deliver(await bodyOf(lines, packed), signal),
    mayQuarantine: async ({ detail }: Quarantined) => {
      if (allowance.take(clock.monotonic())) return true;
      link.hold("too-many-quarantined", detail);
      return false;
    },
    onTooLarge: (bytes: number) => ranges.shrink(bytes),
  };
  const start = (range: Range): UnderWay => {
    const settled = settle(range.batch, settleParts).then((outcome) => {
      underWay.outcome = outcome;
    });
    // It is waited for when it is the oldest; until then nobody else hears of its end.
    settled.catch(() => undefined);
    const underWay: UnderWay = { range, settled, outcome: null };
    return underWay;
  };

  const queue: UnderWay[] = [];
  let passed: Omit<Passed, "waitingSinceMs"> | null = null;
  for (;;) {
    signal.throwIfAborted();
    while (queue.length < IN_FLIGHT) {
      const range = ranges.next(parts.head());
      if (range === null) break;
      queue.push(start(range));
    }
    const [oldest] = queue;
    if (passed !== null) parts.onPassed({ ...passed, waitingSinceMs: oldest?.range.receivedMs ?? null });
    signal.throwIfAborted();
    if (oldest === undefined) await parts.more(signal);
    else if (queue.length === IN_FLIGHT) await oldest.settled;
    else {
      using waiting = aborterOf(signal);
      await Promise.race([oldest.settled, parts.more(waiting.signal)]);
    }
    passed = takePassed(queue);
  }
}

/** Takes what is settled from the front: together, since only the last one counts. */
function takePassed(queue: UnderWay[]): Omit<Passed, "waitingSinceMs"> | null {
  const open = queue.findIndex(({ outcome }) => outcome === null);
  const done = queue.splice(0, open === -1 ? queue.length : open);
  const last = done.at(-1);
  if (last === undefined) return null;
  const quarantined = new Map<number, Quarantined>();
  const tooOld: number[] = [];
  for (const { outcome } of done) {
    for (const one of outcome?.quarantined ?? []) quarantined.set(one.seq, one);
    for (const seq of outcome?.tooOld ?? []) tooOld.push(seq);
  }
  tooOld.sort((a, b) => a - b);
  const [from] = tooOld;
  return {
    to: last.range.to,
    lines: done.reduce((sum, { range }) => sum + range.batch.lines.length, 0),
    quarantined: [...quarantined.values()],
    tooOld: from === undefined ? null : { from, to: tooOld.at(-1) ?? from, count: tooOld.length },
  };
}

function aborterOf(signal: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal.addEventListener("abort", abort, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      signal.removeEventListener("abort", abort);
      controller.abort();
    },
  };
}
