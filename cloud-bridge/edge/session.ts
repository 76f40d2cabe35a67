// One connection's life: hello, frames in order of urgency, answers taken in, everything unanswered sent again, a dead line cut.
import { formatTime } from "#gateway/contract/time.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import type { Log } from "#gateway/kit/log.ts";
import { type Ack, readAck } from "../wire/ack.ts";
import { helloBytes } from "../wire/hello.ts";
import { ackTopic, commandTopic, type Lane, upTopic } from "../wire/topics.ts";
import { type Heard, type Loss, type Outcome, takeAnswer } from "./answers.ts";
import type { Budget } from "./budget.ts";
import { Dispatch } from "./dispatch.ts";
import type { Names } from "./names.ts";
import type { FrameStore } from "./outbox.ts";
import type { Patience } from "./patience.ts";
import { connectWire, type Wire, type WireSettings } from "./wire.ts";

export interface SessionParts {
  readonly campus: string;
  readonly version: string;
  readonly outbox: FrameStore;
  readonly tellLoss: (loss: Loss) => Promise<void>;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes what the county asks for; absent: nothing is listened to. */
  readonly takeCommand?: ((bytes: Uint8Array) => void) | undefined;
  readonly names: Names;
}

export interface SessionEnd {
  readonly why: string;
  readonly outbox: "kept" | "begin";
  /** It fell silent over something larger than an alarm: the next one should let alarms go alone. */
  readonly stalled: boolean;
}

export interface SessionEvents {
  /** Connected and allowed to hear the county. */
  opened(): void;
  /** The county itself has answered. */
  answered(): void;
  /** Sets what wakes this session when there is something new to send. */
  onWake(wake: () => void): void;
}

/** Connects and serves the connection until it ends, or until `signal` aborts. Throws when it cannot be opened. `careful`: the one before stalled. */
export async function runSession(
  settings: WireSettings,
  budget: Budget,
  parts: SessionParts,
  events: SessionEvents,
  signal: AbortSignal,
  careful = false,
): Promise<SessionEnd> {
  const { campus, outbox, patience, clock } = parts;
  const dispatch = new Dispatch(outbox, careful);
  const heard: Heard = { answered: new Set<Lane>(), doubted: new Set<Lane>() };
  const answers: Ack[] = [];
  const now = () => clock.monotonic();
  let heardAt = now();
  let answeredAt = now();
  let helloAt = Number.NEGATIVE_INFINITY;
  let helloOpen = false;
  let wake = (): void => undefined;

  using wire: Wire = await connectWire(
    settings,
    campus,
    {
      heard: () => {
        heardAt = now();
      },
      message: (topic, payload) => {
        if (topic === commandTopic(campus)) return parts.takeCommand?.(payload);
        const ack = readAck(payload);
        if (ack === null) return;
        answers.push(ack);
        wake();
      },
      ended: () => wake(),
    },
    parts.names,
    signal,
  );
  await wire.subscribe(ackTopic(campus));
  if (parts.takeCommand !== undefined) await hearCommands(wire, parts);
  events.opened();
  events.onWake(() => wake());

  const sayHello = () => {
    const hello = { outbox: outbox.id, lanes: outbox.ranges(), version: parts.version, time: formatTime(clock.now()) };
    wire.send(upTopic(campus, "hello"), helloBytes(hello));
    helloAt = now();
    helloOpen = true;
  };
  const takeAnswers = async (): Promise<Outcome> => {
    let outcome: Outcome = "done";
    for (let ack = answers.shift(); ack !== undefined; ack = answers.shift()) {
      answeredAt = now();
      helloOpen = false;
      // Answers are sums: of several about one lane the last says it all, unless one refuses something.
      if (ack.refused.length === 0 && answers.some(({ lane, outbox: id }) => lane === ack?.lane && id === ack.outbox))
        continue;
      if (!dispatch.answered) events.answered();
      const sentBefore = () => now() - patience.underWayMs;
      const { tellLoss, log } = parts;
      const one = await takeAnswer(ack, { outbox, dispatch, tellLoss, sentBefore, log }, heard);
      if (one === "begin") return one;
      if (one === "hello") outcome = one;
    }
    return outcome;
  };
  const sendFrames = () => {
    for (;;) {
      const frame = dispatch.next(budget.allowance(now()));
      const bytes = frame === null ? null : outbox.bytes(frame.lane, frame.frame);
      if (frame === null || bytes === null) return;
      wire.send(upTopic(campus, frame.lane), bytes);
      dispatch.sent(frame, now());
      if (frame.lane !== "alarm") budget.spend(frame.size, now());
    }
  };
  const sendAgain = () => {
    for (const frame of dispatch.overdue(now() - patience.answerMs)) {
      const bytes = outbox.bytes(frame.lane, frame.frame);
      if (bytes !== null) wire.send(upTopic(campus, frame.lane), bytes);
      frame.sentAt = now();
    }
  };
  /** Why the line should be cut; null: it is well, or nothing is asked of it. */
  const deadBecause = (): string | null => {
    if (now() - heardAt > patience.silenceMs)
      return dispatch.waitsForOthers
        ? "nothing was heard on the line since something larger was sent (if this repeats, look at its MTU)"
        : "nothing was heard on the line";
    const asked = helloOpen || dispatch.waitingSince !== null;
    return asked && now() - answeredAt > patience.unansweredMs ? "the county does not answer" : null;
  };

  sayHello();
  while (!signal.aborted && wire.ended === null) {
    const outcome = await takeAnswers();
    if (outcome === "begin")
      return { why: "the county knows more of this outbox than we do", outbox: "begin", stalled: false };
    const due = now() - helloAt > (helloOpen ? patience.answerMs : patience.helloMs);
    if (outcome === "hello" || due) sayHello();
    sendAgain();
    sendFrames();
    const dead = deadBecause();
    if (dead !== null) return { why: dead, outbox: "kept", stalled: dispatch.waitsForOthers };
    if (answers.length > 0) continue;
    const waiting = new AbortController();
    wake = () => waiting.abort();
    if (wire.ended === null) await clock.sleep(patience.lookMs, AbortSignal.any([waiting.signal, signal]));
    wake = () => undefined;
  }
  return { why: wire.ended ?? "it was told to end", outbox: "kept", stalled: false };
}

/** A broker that keeps commands from us does not keep us from telling. */
async function hearCommands(wire: Wire, { campus, log }: SessionParts): Promise<void> {
  try {
    await wire.subscribe(commandTopic(campus));
  } catch (error) {
    if (wire.ended !== null) throw error;
    log.warn({ err: error }, "commands of the county cannot be heard");
  }
}
