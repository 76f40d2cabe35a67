// What the tests of the link share: a journal with a link on it, and a county played by hand behind a real broker.
import mqtt, { type MqttClient } from "mqtt";
import type { Ask } from "#bridge/edge/names.ts";
import { type CountyLink, type CountySettings, openCountyLink } from "#bridge/edge/open.ts";
import { PATIENCE, type Patience } from "#bridge/edge/patience.ts";
import type { SummarySource } from "#bridge/edge/summaries.ts";
import { type Ack, ackBytes } from "#bridge/wire/ack.ts";
import { type FrameHeader, readFrame } from "#bridge/wire/frame.ts";
import { type Hello, readHello } from "#bridge/wire/hello.ts";
import { ackTopic, EVERYTHING_UP, type Lane, readUpTopic } from "#bridge/wire/topics.ts";
import { runConsumer } from "#gateway/consumers/loop.ts";
import type { Journal } from "#gateway/journal/journal.ts";
import { entryOf, type Fresh, happening } from "#gateway/journal/record.ts";
import { openTestJournal } from "#gateway/journal/testing.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";

export const CAMPUS = "no3-middle";

/** Waits that a test can wait for; each is far longer than what a slow machine needs for an answer. */
export const QUICK: Patience = {
  ...PATIENCE,
  answerMs: 1500,
  underWayMs: 0,
  lookMs: 50,
  firstRetryMs: 20,
  lastRetryMs: 100,
};

export function settingsFor(port: number, more: Partial<CountySettings> = {}): CountySettings {
  return {
    url: `mqtt://127.0.0.1:${port}`,
    certificateFile: null,
    keyFile: null,
    caFile: null,
    username: null,
    secretFile: null,
    summaryEveryMs: 60_000,
    limits: [],
    ...more,
  };
}

export interface Bed extends AsyncDisposable {
  readonly journal: Journal;
  readonly link: CountyLink;
  /** Stores an entry of a device and resolves with its seq. */
  tell(kind: "alarm" | "event" | "state" | "loss", type: string, body?: Record<string, unknown>): Promise<number>;
}

/** A journal in `folder` with a link to the broker at `port`. */
export async function openBed(
  folder: string,
  port: number,
  more: {
    readonly patience?: Patience;
    readonly settings?: Partial<CountySettings>;
    readonly random?: () => number;
    readonly summaries?: SummarySource;
    readonly ask?: Ask;
  } = {},
): Promise<Bed> {
  const journal = await openTestJournal(folder);
  const log = createLog("silent");
  const link = await openCountyLink<Fresh>(settingsFor(port, more.settings), {
    folder,
    campus: { id: CAMPUS, timezone: "Asia/Shanghai" },
    version: "0.0.0-test",
    epoch: journal.epoch,
    entryOf: (record) => entryOf(journal.epoch, record),
    roleOf: (account) => (account === "zhang-san" ? "guard" : null),
    follow: (consumer, from) => runConsumer(consumer, { journal, from, clock, log }),
    tellLoss: async ({ type, key, body }) => {
      await journal.append(happening("loss", type, clock.now(), body, { key }));
    },
    summaries: more.summaries ?? null,
    head: () => journal.head,
    clock,
    log,
    onFailed: (error) => {
      throw error;
    },
    patience: more.patience ?? QUICK,
    ...(more.random && { random: more.random }),
    ...(more.ask && { ask: more.ask }),
  });
  return {
    journal,
    link,
    tell: (kind, type, body = {}) => journal.append(happening(kind, type, clock.now(), body, { device: "dev-1" })),
    [Symbol.asyncDispose]: async () => {
      await link[Symbol.asyncDispose]();
      await journal[Symbol.asyncDispose]();
    },
  };
}

export interface Came {
  readonly lane: Lane;
  readonly header: FrameHeader;
  readonly body: unknown;
  readonly bytes: Buffer;
}

/** A county played by hand: keeps what came; answers as `answer` says. */
export class PlayedCounty implements AsyncDisposable {
  readonly #client: MqttClient;
  readonly frames: Came[] = [];
  readonly hellos: Hello[] = [];
  /** Asked for each hello and frame; what it returns is published. Replaced by tests. */
  answer: (came: Came | Hello) => readonly Omit<Ack, "outbox">[] = () => [];

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on("error", () => undefined);
    client.on("message", (topic, bytes) => this.#take(topic, bytes));
  }

  static async connect(port: number): Promise<PlayedCounty> {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: "county", reconnectPeriod: 50 });
    const county = new PlayedCounty(client);
    await client.subscribeAsync(EVERYTHING_UP, { qos: 1 });
    return county;
  }

  /** Frames of a lane by number, each once, in the order of their first coming. */
  of(lane: Lane): Came[] {
    const seen = new Set<number>();
    return this.frames.filter(({ header }) => {
      if (header.lane !== lane || seen.has(header.frame)) return false;
      seen.add(header.frame);
      return true;
    });
  }

  async say(ack: Ack): Promise<void> {
    await this.#client.publishAsync(ackTopic(CAMPUS), ackBytes(ack), { qos: 1 });
  }

  /** From now on everything is stored and acknowledged at once. */
  acknowledgeAll(): void {
    this.answer = (came) =>
      "header" in came
        ? [{ lane: came.lane, frame: came.header.frame, missing: [], refused: [] }]
        : Object.entries(came.lanes).map(([lane, { first }]) => ({
            lane: lane as Lane,
            frame: first - 1,
            missing: [],
            refused: [],
          }));
  }

  #take(topic: string, bytes: Buffer): void {
    const from = readUpTopic(topic);
    if (from === null) return;
    const came = from.word === "hello" ? readHello(bytes) : this.#frame(from.campus, from.word, bytes);
    if (came === null) return;
    if (!("header" in came)) this.hellos.push(came);
    const outbox = "header" in came ? came.header.outbox : came.outbox;
    for (const ack of this.answer(came))
      this.#client.publish(ackTopic(CAMPUS), ackBytes({ outbox, ...ack }), { qos: 1 });
  }

  #frame(campus: string, lane: Lane, bytes: Buffer): Came | null {
    const read = readFrame(bytes, { campus, lane });
    if ("fault" in read) throw new Error(`a frame with ${read.fault}`);
    const came = { lane, header: read.header, body: read.body, bytes };
    this.frames.push(came);
    return came;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.endAsync(true);
  }
}
