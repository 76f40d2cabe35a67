// How much the outbox may hold for a county that does not answer: a month, and a size. What goes is told, and alarms go last.
import type { Clock } from "#gateway/kit/clock.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import type { Log } from "#gateway/kit/log.ts";
import type { Lane } from "../wire/topics.ts";
import { type Loss, tellExpired } from "./answers.ts";
import type { Outbox } from "./outbox.ts";

export interface Bounds {
  readonly keepMs: number;
  readonly maxBytes: number;
}

export const BOUNDS: Bounds = { keepMs: 35 * 86_400_000, maxBytes: 1e9 };

/** What is given up first. */
const ORDER: readonly Lane[] = ["summary", "event", "state", "alarm"];
/** Frames of one loss entry. */
const AT_ONCE = 500;

export interface BoundsParts {
  readonly outbox: Outbox;
  readonly tellLoss: (loss: Loss) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Drops what is beyond the bounds; answers how many frames. */
export async function keepWithin({ keepMs, maxBytes }: Bounds, parts: BoundsParts): Promise<number> {
  const { outbox, clock } = parts;
  let dropped = 0;
  for (const lane of ORDER) {
    for (;;) {
      const { frames, oldestMs } = outbox.held(lane);
      const bytes = ORDER.reduce((sum, one) => sum + outbox.held(one).bytes, 0);
      const isOld = oldestMs !== null && oldestMs < clock.now() - keepMs;
      if (frames === 0 || !(isOld || bytes > maxBytes)) break;
      dropped += await dropOldest(
        lane,
        isOld ? "outbox-age" : "outbox-full",
        Math.min(AT_ONCE, Math.ceil(frames / 4)),
        parts,
      );
    }
  }
  return dropped;
}

async function dropOldest(lane: Lane, reason: string, count: number, parts: BoundsParts): Promise<number> {
  const { outbox, log } = parts;
  const first = outbox.next(lane, 1)?.frame ?? 1;
  let last = first;
  for (let i = 1; i < count; i++) last = outbox.next(lane, last + 1)?.frame ?? last;
  await tellExpired(lane, first, last, reason, parts);
  await outbox.drop(lane, last);
  log.warn({ lane, first, last, reason }, "frames that the county never took were given up");
  return last - first + 1;
}

/** Looks now and then until disposed. */
export function watchBounds(bounds: Bounds, everyMs: number, parts: BoundsParts): AsyncDisposable {
  let looking: Promise<unknown> = Promise.resolve();
  const timer = parts.clock.every(everyMs, () => {
    looking = looking
      .then(() => keepWithin(bounds, parts))
      .catch((error: unknown) =>
        parts.log.warn({ reason: messageOf(error) }, "the outbox could not be kept within its bounds"),
      );
  });
  return {
    [Symbol.asyncDispose]: async () => {
      timer[Symbol.dispose]();
      await looking;
    },
  };
}
