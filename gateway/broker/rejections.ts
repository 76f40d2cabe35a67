// Messages that were refused become `loss.rejected` entries: the first 60 of a device and minute one by one, the rest as one with a count.
import { createHash } from "node:crypto";
import type { RejectedReason } from "../contract/entry.ts";
import type { Journal } from "../journal/journal.ts";
import { type Happening, happening, type Receipt } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import { withoutNumbers } from "./personal.ts";
import type { BrokerCounters } from "./port.ts";
import type { Source } from "./source.ts";
import { TOPIC_SHOWN } from "./topics.ts";

const ONE_BY_ONE = 60;
const WINDOW_MS = 60_000;
const SAMPLE_BYTES = 1024;

/** Under this prefix the journal notes what is only counted so far, by device: it survives a kill. */
const NOTE = "rejected/";

/** What a note holds: the entry that is due, and the key that keeps it from being told twice. */
interface Due {
  readonly key: string;
  readonly device: string;
  readonly body: Happening["body"];
}

/** One device's minute. */
interface Minute {
  readonly sinceMs: number;
  seen: number;
  /** The first that was not told one by one, with the count of all of them; null: none. */
  rest: Happening["body"] | null;
  readonly reasons: Map<RejectedReason, number>;
  readonly end: Disposable;
}

export interface Rejections {
  /** Records one refused message; `receipt` is settled when it may be acknowledged. */
  reject(source: Source, reason: RejectedReason, topic: string, payload: Buffer, receipt: Receipt): void;
  /** Writes down what is only counted so far. */
  flush(): void;
}

export function createRejections(
  journal: Journal,
  clock: Clock,
  counters: BrokerCounters,
  unheard: Receipt,
): Rejections {
  const minutes = new Map<string, Minute>();

  const tell = ({ key, device, body }: Due) => {
    const forget = () => journal.note(NOTE + key, () => null, unheard);
    // When the store fails the note stays, and the next start tells it.
    journal
      .append(happening("loss", "loss.rejected", clock.now(), body, { device, key: NOTE + key }))
      .then(forget, () => undefined);
  };

  const dueOf = (device: string, minute: Minute): Due => {
    const reasons = minute.reasons.size > 1 ? { reasons: Object.fromEntries(minute.reasons) } : {};
    const body = { ...minute.rest, count: minute.seen - ONE_BY_ONE, ...reasons };
    return { key: `${device}/${minute.sinceMs}`, device, body };
  };

  const close = (device: string) => {
    const minute = minutes.get(device);
    if (minute === undefined) return;
    minutes.delete(device);
    minute.end[Symbol.dispose]();
    if (minute.rest !== null) tell(dueOf(device, minute));
  };

  for (const [key, text] of journal.notesLeft) if (key.startsWith(NOTE)) tell(JSON.parse(text) as Due);

  const minuteOf = (device: string): Minute => {
    const open = minutes.get(device);
    if (open !== undefined) return open;
    const minute: Minute = {
      sinceMs: clock.now(),
      seen: 0,
      rest: null,
      reasons: new Map(),
      end: clock.after(WINDOW_MS, () => close(device)),
    };
    minutes.set(device, minute);
    return minute;
  };

  return {
    reject(source, reason, topic, payload, receipt) {
      counters.rejected.set(reason, (counters.rejected.get(reason) ?? 0) + 1);
      const { device } = source;
      const minute = minuteOf(device);
      if (++minute.seen <= ONE_BY_ONE) {
        const body = { ...lossOf(source, reason, topic, payload), count: 1 };
        journal.add(happening("loss", "loss.rejected", clock.now(), body, { device }), receipt);
        return;
      }
      minute.reasons.set(reason, (minute.reasons.get(reason) ?? 0) + 1);
      minute.rest ??= lossOf(source, reason, topic, payload);
      journal.note(`${NOTE}${device}/${minute.sinceMs}`, () => JSON.stringify(dueOf(device, minute)), receipt);
    },
    flush() {
      for (const device of [...minutes.keys()]) close(device);
    },
  };
}

function lossOf(source: Source, reason: RejectedReason, topic: string, payload: Buffer): Happening["body"] {
  return {
    reason,
    topic: (source.personal ? withoutNumbers(topic) : topic).slice(0, TOPIC_SHOWN),
    bytes: payload.length,
    sha256: createHash("sha256").update(payload).digest("hex"),
    // What a device about people sends may name them, even when it could not be read.
    ...(source.personal ? {} : { sample: payload.subarray(0, SAMPLE_BYTES).toString("base64") }),
  };
}
