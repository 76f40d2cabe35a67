// What comes from campuses, whatever broker it came through: given to the store, and answered when the store has it. A campus writes below its
// own name only.
import type { Clock } from "#gateway/kit/clock.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import type { Log } from "#gateway/kit/log.ts";
import type { Ack } from "../wire/ack.ts";
import type { UpAddress } from "../wire/topics.ts";
import type { Taken } from "./incoming.ts";
import { createQueue, type Queue } from "./queue.ts";
import type { CountyStore } from "./store.ts";

export interface Counts {
  frames: number;
  refused: number;
  violations: number;
}

export interface IngestParts {
  readonly store: Pick<CountyStore, "take" | "violation">;
  readonly knows: (campus: string) => boolean;
  /** Tells a campus; that it arrives is not waited for. */
  readonly answer: (campus: string, ack: Ack) => void;
  /** Something of a campus is stored. */
  readonly stored?: (address: UpAddress, figures: Taken["figures"]) => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Ingest extends Disposable {
  readonly counts: Counts;
  readonly waiting: Queue["waiting"];
  /** Takes one message; resolves when its campus may send more. It is answered when it is stored. */
  take(address: UpAddress, bytes: Uint8Array): Promise<void>;
  /** Somebody who is `campus` tried to do what it may not. */
  violation(campus: string, what: "publish" | "subscribe" | "client-id", detail: string): void;
}

export function createIngest({ store, knows, answer, stored, clock, log }: IngestParts): Ingest {
  const counts: Counts = { frames: 0, refused: 0, violations: 0 };
  const queue = createQueue({ take: (sent) => store.take(sent), clock });

  return {
    counts,
    get waiting() {
      return queue.waiting;
    },
    async take(address, bytes) {
      const { campus, word } = address;
      if (!knows(campus)) return;
      // A copy: what a socket gave is a view of a larger buffer, which would cross to the store's thread whole.
      const { room, taken } = queue.put({ campus, word, bytes: new Uint8Array(bytes), atMs: clock.now() });
      taken.then(
        ({ answers, refused, figures }) => {
          if (refused !== null) {
            counts.refused++;
            log.warn({ campus, word, ...refused }, "a campus sent what cannot be taken; it is quarantined");
          } else if (word !== "hello") counts.frames++;
          for (const ack of answers) answer(campus, ack);
          stored?.(address, figures);
        },
        (error: unknown) =>
          log.error({ campus, word, reason: messageOf(error) }, "what a campus sent could not be stored; it will send it again"), // biome-ignore format: one line
      );
      await room;
    },
    violation(campus, what, detail) {
      counts.violations++;
      log.warn({ campus, what, detail }, "a campus tried to do what it may not");
      store.violation(campus, what, detail.slice(0, 200), clock.now()).catch((error: unknown) => {
        log.warn({ reason: messageOf(error) }, "a violation could not be noted");
      });
    },
    [Symbol.dispose]: () => queue[Symbol.dispose](),
  };
}
