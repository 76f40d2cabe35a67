// Whether one more alarm is told to somebody by itself or waits for a digest: people can take ten a minute, and not even that for long. Only
// memory: what waits stands in the ledger, from which flood-past.ts makes it again at a start.
import type { Moment } from "../kit/steady-clock.ts";
import { type AlarmRef, type Target, targetKey } from "./rows.ts";

const MINUTE_MS = 60_000;
/** More than these within a minute are told together. */
const MOST_ALONE = 10;
/** A digest goes when nothing more has come for so long, or a minute after its first alarm. */
const QUIET_MS = 10_000;
/** The last one comes when nothing was raised for this target for so long. */
const OVER_MS = 2 * MINUTE_MS;

interface Watched {
  readonly target: Target;
  raised: Moment[];
  /** First alarm of the digest that waits. */
  waitsSince: Moment | null;
  lastDigest: Moment | null;
  /** What digests named since the flood began. */
  named: Map<string, AlarmRef>;
}

export interface LastOne {
  readonly target: Target;
  readonly alarms: readonly AlarmRef[];
}

/** A flood of the run before. */
export interface Past {
  readonly target: Target;
  /** When alarms were raised, oldest first. */
  readonly raised: readonly Moment[];
  readonly waitsSince: Moment | null;
  readonly lastDigest: Moment | null;
  readonly named: readonly AlarmRef[];
}

export class FloodGate {
  readonly #watched = new Map<string, Watched>();

  /** Goes on with a flood of the run before. */
  restore({ target, raised, waitsSince, lastDigest, named }: Past): void {
    const kept = raised.slice(-MOST_ALONE - 1);
    const known = new Map(named.map((ref) => [nameOf(ref), ref]));
    this.#watched.set(targetKey(target), { target, raised: kept, waitsSince, lastDigest, named: known });
  }

  /** One more for this target. `flood`: the alarms as a whole come faster than people can act. */
  admit(target: Target, ref: AlarmRef, flood: boolean, at: Moment): "alone" | "digest" {
    const key = targetKey(target);
    const watched = this.#watched.get(key) ?? {
      target,
      raised: [],
      waitsSince: null,
      lastDigest: null,
      named: new Map(),
    };
    this.#watched.set(key, watched);
    watched.raised = [...watched.raised.filter((moment) => moment > at - MINUTE_MS), at].slice(-MOST_ALONE - 1);
    const isFast = watched.raised.length > MOST_ALONE || watched.named.size > 0;
    // A flood that began elsewhere does not delay the first alarm that somebody hears of.
    if (!isFast && !(flood && watched.raised.length > 1)) return "alone";
    watched.waitsSince ??= at;
    watched.named.set(nameOf(ref), ref);
    return "digest";
  }

  /** When the digest that waits for a target goes. */
  dueAt(target: Target, at: Moment): Moment {
    const watched = this.#watched.get(targetKey(target));
    if (watched === undefined) return at;
    const due = Math.min((watched.waitsSince ?? at) + MINUTE_MS, at + QUIET_MS);
    return watched.lastDigest === null ? due : Math.max(due, watched.lastDigest + MINUTE_MS);
  }

  /** The digest of this target waits no longer. `told`: it went; otherwise it was not worth saying any more. */
  gone(target: Target, told: boolean, at: Moment): void {
    const watched = this.#watched.get(targetKey(target));
    if (watched === undefined) return;
    if (told) watched.lastDigest = at;
    watched.waitsSince = null;
  }

  /** Floods that are over now: whoever had a digest gets a last one. */
  over(at: Moment): readonly LastOne[] {
    const last: LastOne[] = [];
    for (const [key, { target, raised, waitsSince, lastDigest, named }] of this.#watched) {
      if ((raised.at(-1) ?? 0) > at - OVER_MS || waitsSince !== null) continue;
      this.#watched.delete(key);
      if (lastDigest !== null && named.size > 0) last.push({ target, alarms: [...named.values()] });
    }
    return last;
  }
}

function nameOf({ id, occurrence }: AlarmRef): string {
  return `${id}#${occurrence}`;
}
