// The answer of /latest and the data of a stream's `latest` message: the newest values a principal may see, standing at one journal position.

import type { Latest, Wanted } from "../contract/latest.ts";
import { formatTime } from "../contract/time.ts";
import type { Journal } from "../journal/journal.ts";
import type { Clock } from "../kit/clock.ts";
import type { Visibility } from "./visibility.ts";

export interface LatestParts {
  readonly journal: Journal;
  readonly latest: Latest;
  readonly clock: Clock;
}

export interface LatestWish {
  /** Null: all devices. */
  readonly asked: ReadonlySet<string> | null;
  readonly points: ReadonlySet<string> | null;
  readonly visibility: Visibility;
  /** Only points that changed after this seq; null: all points. */
  readonly sinceSeq: number | null;
  /** Null instead of an answer without points. */
  readonly skipEmpty: boolean;
}

function devicesOf({ asked, visibility }: LatestWish): ReadonlySet<string> | null {
  const seen = visibility.devices;
  if (asked === null || seen === null) return asked ?? seen;
  return new Set([...asked].filter((id) => seen.has(id)));
}

/** One line of JSON. */
export function latestText(parts: LatestParts, wish: LatestWish): string | null {
  const { journal, latest, clock } = parts;
  const devices = devicesOf(wish);
  const wanted: Wanted = {
    ...(devices === null ? {} : { devices }),
    ...(wish.points === null ? {} : { points: wish.points }),
  };
  const points = wish.sinceSeq === null ? latest.list(wanted) : latest.changedSince(wish.sinceSeq, wanted);
  if (wish.skipEmpty && points.length === 0) return null;
  return JSON.stringify({ epoch: journal.epoch, seq: latest.seq, at: formatTime(clock.now()), points });
}
