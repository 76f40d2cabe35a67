// Fills a series store: changes in the order in which they came, and in between, page by page, everything that a store which is new here
// has to get. One request at a time, so that no older figure can overtake a newer one.
import type { Clock } from "#gateway/kit/clock.ts";
import type { Link } from "#gateway/kit/line-store/link.ts";
import { bodyOf } from "#gateway/kit/line-store/post.ts";
import { Allowance, type Quarantined, settle } from "#gateway/kit/line-store/settle.ts";
import type { Database } from "#gateway/kit/sqlite.ts";
import { type Passed, readDue, readSwept, SWEEP_IS_OVER } from "../store/due.ts";
import { FigureLines } from "./figure-lines.ts";

/** Lines of one request. */
const LINES = 5000;
const LOOK_EVERY_MS = 1000;
/** More lines refused in an hour means that the store's schema is wrong, not the lines. */
const REFUSED_PER_HOUR = 1000;

export interface Sent extends Passed {
  readonly lines: number;
  /** How many lines the store does not want, by reason. */
  readonly lost: ReadonlyMap<string, number>;
}

export interface SendParts {
  /** Reads county.db. */
  readonly db: Database;
  readonly link: Link;
  readonly packed: boolean;
  readonly clock: Clock;
  readonly onSent: (sent: Sent) => void;
}

/** Sends until `signal` aborts; rejects then, or when county.db cannot be read. */
export async function sendSeries({ db, link, packed, clock, onSent }: SendParts, signal: AbortSignal): Promise<never> {
  const figures = new FigureLines(db);
  const allowance = new Allowance(REFUSED_PER_HOUR);
  const parts = {
    deliver: async (lines: readonly string[]) => link.deliver(await bodyOf(lines, packed), signal),
    mayQuarantine: async ({ detail }: Quarantined) => {
      if (allowance.take(clock.monotonic())) return true;
      link.hold("too-many-quarantined", detail);
      return false;
    },
    onTooLarge: () => undefined,
  };
  const deliver = async (lines: string[], passed: Passed): Promise<void> => {
    const { quarantined, tooOld } = await settle({ lines, seqs: lines.map((_, i) => i) }, parts);
    const lost = new Map<string, number>();
    for (const { code } of quarantined) lost.set(code, (lost.get(code) ?? 0) + 1);
    if (tooOld.size > 0) lost.set("retention", tooOld.size);
    onSent({ ...passed, lines: lines.length, lost });
  };

  let after = 0;
  let sweep = sweepFrom(figures, readSwept(db));
  for (;;) {
    signal.throwIfAborted();
    const due = readDue(db, after, LINES);
    if (due !== null) {
      await deliver(figures.of(due.keys), { due: due.to, swept: null });
      after = due.to;
    }
    const page = sweep?.next();
    if (page?.done === false) await deliver(page.value.lines, { due: null, swept: page.value.swept });
    else sweep = null;
    if (due !== null || sweep !== null) continue;
    await clock.sleep(LOOK_EVERY_MS, signal);
    // So many changes waited that they were given up for a sweep.
    sweep = sweepFrom(figures, readSwept(db));
  }
}

interface SweepPage {
  readonly lines: string[];
  readonly swept: Passed["swept"];
}

/** Everything kept of all series after this one; null: there is nothing to sweep. */
function sweepFrom(figures: FigureLines, swept: number | null): Iterator<SweepPage> | null {
  return swept === null ? null : pagesOf(figures, swept);
}

function* pagesOf(figures: FigureLines, swept: number): Generator<SweepPage> {
  let from = swept;
  for (let series = figures.seriesAfter(from); series !== null; series = figures.seriesAfter(from)) {
    for (const lines of figures.pagesOf(series, LINES)) yield { lines, swept: null };
    yield { lines: [], swept: [from, series] };
    from = series;
  }
  yield { lines: [], swept: [from, SWEEP_IS_OVER] };
}
