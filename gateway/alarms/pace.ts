// How fast alarms come: which of them chatter, and whether there are more than people can handle. It only watches; entries are not touched.
import type { AlarmDeskView, AlarmLoad } from "../contract/alarm-desk.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** ISA-18.2: three changes within a minute are chatter; ten new alarms within ten minutes are a flood until fewer than five come. */
const CHATTER = { changes: 3, withinMs: MINUTE_MS };
const FLOOD = { begins: 10, endsBelow: 5, withinMs: 10 * MINUTE_MS };
/** Raises remembered at most; with more than these in a day it is a flood all day anyway. */
const MOST_RAISES = 20_000;

export interface Flood {
  readonly from: number;
  /** Null: it goes on. */
  readonly to: number | null;
  readonly raised: number;
}

interface Episode {
  /** Changes of the last minute. */
  recent: number[];
  /** Since when it chatters; null: it does not. */
  since: number | null;
  changes: number;
}

/** Floods among raises, which are in order. Pure. */
export function floodsOf(raises: readonly number[], now: number): Flood[] {
  const floods: Flood[] = [];
  let from: number | null = null;
  let raised = 0;
  let first = 0;
  for (let i = 0; i <= raises.length; i++) {
    const at = raises[i] ?? now;
    // With so many before it within the window it would go on; the moment at which one too few is left ends it.
    const last = raises[i - FLOOD.endsBelow];
    const ended = last === undefined ? 0 : last + FLOOD.withinMs;
    if (from !== null && ended <= at) {
      floods.push({ from, to: ended, raised });
      from = null;
    }
    if (i === raises.length) break;
    while ((raises[first] as number) <= at - FLOOD.withinMs) first++;
    const within = i - first + 1;
    if (from === null && within >= FLOOD.begins) {
      from = at;
      raised = within;
    } else if (from !== null) raised++;
  }
  if (from !== null) floods.push({ from, to: null, raised });
  return floods;
}

/** Takes changes as they are told; all moments are of one clock that never goes back. */
export class Pace {
  #raises: number[];
  readonly #episodes = new Map<string, Episode>();

  /** `raises`: moments of the last day, in order. */
  constructor(raises: readonly number[]) {
    this.#raises = [...raises];
  }

  /** An alarm was raised or cleared. `counts`: people were called for it. */
  note(alarm: string, change: "raised" | "cleared", counts: boolean, at: number): void {
    if (change === "raised" && counts) {
      this.#raises.push(at);
      if (this.#raises.length > MOST_RAISES) this.#raises = this.#raises.slice(-MOST_RAISES / 2);
    }
    const episode = this.#episodes.get(alarm) ?? { recent: [], since: null, changes: 0 };
    this.#episodes.set(alarm, episode);
    episode.recent.push(at);
    this.#settle(episode, at);
    if (episode.since !== null) episode.changes++;
    else if (episode.recent.length >= CHATTER.changes) {
      episode.since = episode.recent[0] ?? at;
      episode.changes = episode.recent.length;
    }
  }

  /** Alarms that chatter now. `wallOf` gives the time of day of a moment. */
  chattering(now: number, wallOf: (moment: number) => string): AlarmDeskView["chattering"] {
    const found: AlarmDeskView["chattering"][number][] = [];
    for (const [alarm, episode] of this.#episodes) {
      this.#settle(episode, now);
      if (episode.recent.length === 0) this.#episodes.delete(alarm);
      else if (episode.since !== null) found.push({ alarm, since: wallOf(episode.since), changes: episode.changes });
    }
    return found;
  }

  flood(now: number, wallOf: (moment: number) => string): AlarmDeskView["flood"] {
    const last = floodsOf(this.#raises, now).at(-1);
    return last === undefined || last.to !== null ? null : { since: wallOf(last.from), raised: last.raised };
  }

  load(now: number): Omit<AlarmLoad, "standing"> {
    this.#raises = this.#raises.filter((at) => at > now - DAY_MS);
    const since = (ms: number) => this.#raises.filter((at) => at > now - ms).length;
    const floodMs = floodsOf(this.#raises, now).reduce((sum, { from, to }) => sum + (to ?? now) - from, 0);
    return {
      lastHour: since(HOUR_MS),
      last10Minutes: since(10 * MINUTE_MS),
      floodShare: Math.round((floodMs / DAY_MS) * 10_000) / 10_000,
    };
  }

  /** Forgets what is older than a minute; with fewer changes than chatter is made of it is over. */
  #settle(episode: Episode, now: number): void {
    episode.recent = episode.recent.filter((at) => at > now - CHATTER.withinMs);
    if (episode.recent.length >= CHATTER.changes) return;
    episode.since = null;
  }
}
