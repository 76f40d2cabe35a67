// What comes from campuses, whatever broker it came through: checked, stored, and only then answered. A campus writes below its own name only.
import type { Clock } from "#gateway/kit/clock.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import type { Log } from "#gateway/kit/log.ts";
import type { Ack } from "../wire/ack.ts";
import { entriesOf } from "../wire/entries.ts";
import { type FrameHeader, readFrame } from "../wire/frame.ts";
import { readHello } from "../wire/hello.ts";
import { rowsOf } from "../wire/summary.ts";
import type { Lane, UpAddress } from "../wire/topics.ts";
import type { CountyStore } from "./store.ts";

export interface Counts {
  frames: number;
  refused: number;
  violations: number;
}

export interface IngestParts {
  readonly store: CountyStore;
  readonly knows: (campus: string) => boolean;
  /** Tells a campus; that it arrives is not waited for. */
  readonly answer: (campus: string, ack: Ack) => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Ingest {
  readonly counts: Counts;
  /** Takes one message; resolves when it is stored and answered, or when it is clear that it never will be. */
  take(address: UpAddress, bytes: Uint8Array): Promise<void>;
  /** Somebody who is `campus` tried to do what it may not. */
  violation(campus: string, what: "publish" | "subscribe" | "client-id", detail: string): void;
}

export function createIngest({ store, knows, answer, clock, log }: IngestParts): Ingest {
  const counts: Counts = { frames: 0, refused: 0, violations: 0 };

  const hello = async (campus: string, bytes: Uint8Array): Promise<void> => {
    const said = readHello(bytes);
    if (said === null) return await quarantine(campus, "hello", "bad-hello", bytes, null);
    for (const [lane, standing] of await store.hello(campus, said, clock.now()))
      answer(campus, { outbox: said.outbox, lane, ...standing });
  };

  const frame = async (campus: string, lane: Lane, bytes: Uint8Array): Promise<void> => {
    const read = readFrame(bytes, { campus, lane });
    if ("fault" in read) {
      // A header that names somebody else says nothing about a frame of ours.
      const isOurs = read.header?.campus === campus && read.header.lane === lane;
      return await quarantine(campus, lane, read.fault, bytes, isOurs ? read.header : null);
    }
    const { header, body } = read;
    const entries = lane === "summary" ? [] : entriesOf(body, header.n, lane);
    const rows = lane === "summary" ? rowsOf(body, header.n) : [];
    if (entries === null || rows === null) return await quarantine(campus, lane, "bad-entry", bytes, header);
    const { outbox, frame: number } = header;
    const standing = await store.ingest({ campus, outbox, lane, frame: number, atMs: clock.now(), entries, rows });
    counts.frames++;
    answer(campus, { outbox, lane, ...standing });
  };

  const quarantine = async (
    campus: string,
    word: Lane | "hello",
    code: string,
    bytes: Uint8Array,
    header: FrameHeader | null,
  ): Promise<void> => {
    counts.refused++;
    log.warn(
      { campus, word, code, frame: header?.frame ?? null },
      "a campus sent what cannot be taken; it is quarantined",
    );
    const standing = await store.quarantine({ campus, word, code, atMs: clock.now(), bytes, frame: header });
    if (header !== null && standing !== null) answer(campus, { outbox: header.outbox, lane: header.lane, ...standing });
  };

  return {
    counts,
    async take({ campus, word }, bytes) {
      if (!knows(campus)) return;
      await (word === "hello" ? hello(campus, bytes) : frame(campus, word, bytes));
    },
    violation(campus, what, detail) {
      counts.violations++;
      log.warn({ campus, what, detail }, "a campus tried to do what it may not");
      store.violation(campus, what, detail.slice(0, 200), clock.now()).catch((error: unknown) => {
        log.warn({ reason: messageOf(error) }, "a violation could not be noted");
      });
    },
  };
}
