// What stands at posts, kept in campus.db: after a restart a screen goes on saying what nobody has acknowledged, under the same number.
import type { Announcement } from "../../contract/duty.ts";
import type { Clock } from "../../kit/clock.ts";
import { messageOf } from "../../kit/errors.ts";
import type { Log } from "../../kit/log.ts";
import { type Documents, inTurn, nextDocument } from "../documents.ts";

const KIND = "post-announcements";

export interface KeptAnnouncements {
  /** What stood when the gateway stopped. */
  readonly before: readonly Announcement[];
  /** This is what stands at a post from now on; the newest such list is written, in its own time. */
  keep(post: string, standing: readonly Announcement[]): void;
  /** Resolves when everything is written. */
  settled(): Promise<void>;
}

/** Reads them. A list that cannot be written costs only what a restart would have gone on saying. */
export function keptAnnouncements(parts: {
  readonly store: Documents;
  readonly clock: Clock;
  readonly log: Log;
}): KeptAnnouncements {
  const { store, clock, log } = parts;
  const found = store.documents(KIND);
  const versions = new Map(found.map(({ id, version }) => [id, version]));
  const waiting = new Map<string, readonly Announcement[]>();
  const turn = inTurn();

  async function write(post: string): Promise<void> {
    const standing = waiting.get(post);
    if (standing === undefined) return;
    waiting.delete(post);
    const version = (versions.get(post) ?? 0) + 1;
    const document = nextDocument(KIND, post, version, standing, clock.now(), "");
    // Nobody did this: who is told what stands in the ledger of notification.
    await store.changeDocuments({ put: [document], remove: [] }, null);
    versions.set(post, version);
  }

  return {
    // What an earlier version kept does not say whether it is danger.
    before: found.flatMap(({ body }) =>
      (JSON.parse(body) as readonly Announcement[]).map((each) => ({ ...each, danger: each.danger === true })),
    ),
    keep(post, standing) {
      const isWaiting = waiting.has(post);
      waiting.set(post, standing);
      if (isWaiting) return;
      turn(() => write(post)).catch((error: unknown) =>
        log.warn({ post, reason: messageOf(error) }, "what stands at a post was not kept for a restart"),
      );
    },
    settled: () => turn(() => Promise.resolve()),
  };
}
