// What came and is not stored yet. Alarms, events and states go to the store at once; summaries take turns campus by campus, and only so much of
// them at a time as is written quickly, so that an alarm never waits behind somebody's backlog.
import type { Clock } from "#gateway/kit/clock.ts";
import type { Sent, Taken } from "./incoming.ts";

/** A campus that has so much waiting here is held up in its own socket. An honest one never has more than 256 KiB under way. */
const CAMPUS_BYTES = 320 * 1024;
/** All campuses together. */
const TOTAL_BYTES = 64 * 1024 * 1024;
/** One commit's worth of summaries should take about so long, which an alarm may have to wait twice. */
const COMMIT_MS = 100;
const LEAST_BYTES = 16 * 1024;
const MOST_BYTES = 512 * 1024;
const FIRST_BYTES = 64 * 1024;

export interface QueueParts {
  readonly take: (sent: Sent) => Promise<Taken>;
  readonly clock: Clock;
}

export interface Put {
  /** Resolves when its campus may send more. */
  readonly room: Promise<void>;
  readonly taken: Promise<Taken>;
}

export interface Queue extends Disposable {
  put(sent: Sent): Put;
  /** Messages that wait for the store, and their bytes. */
  readonly waiting: { readonly messages: number; readonly bytes: number };
}

interface Waiting {
  readonly sent: Sent;
  readonly settle: PromiseWithResolvers<Taken>;
}

/** After disposing, what still waits is never taken: its campus sends it again. */
export function createQueue({ take, clock }: QueueParts): Queue {
  const turns = new Map<string, Waiting[]>();
  const bytesOf = new Map<string, number>();
  const held = new Map<string, (() => void)[]>();
  let [messages, total] = [0, 0];
  let atOnce = FIRST_BYTES;
  let writing = false;
  let closed = false;

  const isFull = (campus: string): boolean => (bytesOf.get(campus) ?? 0) >= CAMPUS_BYTES || total >= TOTAL_BYTES;
  const count = ({ campus, bytes }: Sent, sign: 1 | -1): void => {
    const own = (bytesOf.get(campus) ?? 0) + sign * bytes.length;
    if (own > 0) bytesOf.set(campus, own);
    else bytesOf.delete(campus);
    total += sign * bytes.length;
    messages += sign;
  };
  const release = (): void => {
    for (const [campus, resumes] of held) {
      if (isFull(campus)) continue;
      held.delete(campus);
      for (const resume of resumes) resume();
    }
  };
  const store = async ({ sent, settle }: Waiting): Promise<void> => {
    try {
      settle.resolve(await take(sent));
    } catch (error) {
      settle.reject(error);
    }
    count(sent, -1);
    release();
  };
  /** One message of each campus in turn, until it is enough for one commit. */
  const nextTurns = (): Waiting[] => {
    const group: Waiting[] = [];
    let bytes = 0;
    // A campus that has more goes to the end, where this loop meets it again.
    for (const [campus, queue] of turns) {
      turns.delete(campus);
      const first = queue.shift();
      if (queue.length > 0) turns.set(campus, queue);
      if (first === undefined) continue;
      group.push(first);
      bytes += first.sent.bytes.length;
      if (bytes >= atOnce) break;
    }
    return group;
  };
  const writeTurns = async (): Promise<void> => {
    if (writing) return;
    writing = true;
    while (!closed && turns.size > 0) {
      const group = nextTurns();
      const size = group.reduce((sum, { sent }) => sum + sent.bytes.length, 0);
      const from = clock.monotonic();
      await Promise.all(group.map(store));
      // A small group says little about how much would have been possible.
      const pace = (COMMIT_MS / Math.max(1, clock.monotonic() - from)) * size;
      if (size >= atOnce || pace < atOnce) atOnce = Math.min(MOST_BYTES, Math.max(LEAST_BYTES, (atOnce + pace) / 2));
    }
    writing = false;
  };

  return {
    put(sent) {
      const settle = Promise.withResolvers<Taken>();
      const waiting = { sent, settle };
      count(sent, 1);
      // A hello stays behind the summaries that were sent before it: its answer names what lacks.
      if (sent.word !== "summary" && sent.word !== "hello") store(waiting).catch(settle.reject);
      else {
        const queue = turns.get(sent.campus);
        if (queue === undefined) turns.set(sent.campus, [waiting]);
        else queue.push(waiting);
        writeTurns().catch(settle.reject);
      }
      if (!isFull(sent.campus)) return { room: Promise.resolve(), taken: settle.promise };
      const room = new Promise<void>((resolve) => {
        held.set(sent.campus, [...(held.get(sent.campus) ?? []), resolve]);
      });
      return { room, taken: settle.promise };
    },
    get waiting() {
      return { messages, bytes: total };
    },
    [Symbol.dispose]: () => {
      closed = true;
    },
  };
}
