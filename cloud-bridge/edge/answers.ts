// What the county's answers do to the outbox: they free frames, ask for some again, refuse some, or show that the county lost something.
import type { Log } from "#gateway/kit/log.ts";
import type { Ack, Range } from "../wire/ack.ts";
import type { Lane } from "../wire/topics.ts";
import type { Dispatch } from "./dispatch.ts";
import { type FrameStore, without } from "./outbox.ts";
import { CONSUMER } from "./seal.ts";

/** An entry about something that will never reach the county; stored once per key. */
export interface Loss {
  readonly type: "loss.expired" | "loss.quarantined";
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface AnswerParts {
  readonly outbox: FrameStore;
  readonly dispatch: Dispatch;
  /** Resolves when the entry is in the journal. */
  readonly tellLoss: (loss: Loss) => Promise<void>;
  /** What was sent before this (monotonic ms) and is missing is sent again. */
  readonly sentBefore: () => number;
  readonly log: Log;
}

/** What is to be done after an answer: nothing more, say hello again, or begin another outbox. */
export type Outcome = "done" | "hello" | "begin";

/** What was heard in this connection: `answered` lanes, and those in which an answer said less than one before. */
export interface Heard {
  readonly answered: Set<Lane>;
  readonly doubted: Set<Lane>;
}

/** Takes one answer. */
export async function takeAnswer(ack: Ack, parts: AnswerParts, heard: Heard): Promise<Outcome> {
  const { outbox, dispatch } = parts;
  const { lane, frame, missing } = ack;
  // About an outbox that we do not have any more.
  if (ack.outbox !== outbox.id) return "done";
  if (frame > outbox.last(lane)) return "begin";
  const refused = await passOverRefused(ack, parts);
  dispatch.settle(lane, frame, missing, refused);
  const before = outbox.answered(lane);
  const isFirst = !heard.answered.has(lane);
  heard.answered.add(lane);
  if (frame < before && !isFirst && !heard.doubted.has(lane)) {
    // A broker may deliver an old answer late; only what the county says when asked again counts.
    heard.doubted.add(lane);
    return "hello";
  }
  heard.doubted.delete(lane);
  if (frame < before) {
    await tellRestored(lane, frame, before, parts);
    dispatch.again(lane, [frame + 1, before], Number.POSITIVE_INFINITY);
  }
  await outbox.free(lane, frame, missing);
  for (const range of missing) dispatch.again(lane, range, parts.sentBefore());
  // The county learns from `first` that it need not wait for what is gone.
  return frame < before ? "hello" : "done";
}

async function passOverRefused({ lane, refused }: Ack, { outbox, tellLoss, log }: AnswerParts): Promise<number[]> {
  for (const refusal of refused) {
    const { frame, code } = refusal;
    if (outbox.next(lane, frame)?.frame !== frame) continue;
    const { fromSeq } = outbox.extent(lane, frame, frame);
    const key = `${CONSUMER}:${fromSeq ?? 0}:refused-${outbox.id}-${lane}-${frame}`;
    await tellLoss({ type: "loss.quarantined", key, body: { consumer: CONSUMER, seq: fromSeq, code } });
    await outbox.refuse(lane, refusal);
    log.warn({ lane, frame, code }, "the county refused a frame; it is kept in the outbox and passed over");
  }
  return refused.map(({ frame }) => frame);
}

/** The county was put back to an earlier state: what of it we do not hold any more is lost to it, and is said so. */
async function tellRestored(lane: Lane, frame: number, before: number, parts: AnswerParts): Promise<void> {
  const { outbox, log } = parts;
  log.warn({ lane, frame, before }, "the county has less than it had acknowledged; it gets again what is still here");
  const held: Range[] = [];
  for (let at = outbox.next(lane, frame + 1); at !== null && at.frame <= before; at = outbox.next(lane, at.frame + 1))
    held.push([at.frame, at.frame]);
  for (const [from, to] of without(frame + 1, before, held))
    await tellExpired(lane, from, to, "county-restored", parts);
}

/** Says that frames from … to will never reach the county. */
export async function tellExpired(
  lane: Lane,
  from: number,
  to: number,
  reason: string,
  { outbox, tellLoss }: Pick<AnswerParts, "outbox" | "tellLoss">,
): Promise<void> {
  const { fromSeq, toSeq, entries } = outbox.extent(lane, from, to);
  const key = `${CONSUMER}:${fromSeq ?? 0}:expired-${outbox.id}-${lane}-${from}-${to}`;
  const body = { consumer: CONSUMER, from: fromSeq, to: toSeq, count: entries, reason };
  await tellLoss({ type: "loss.expired", key, body });
}
