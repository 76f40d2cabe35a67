// The campus's end of the county link: opened once by the composition root, connected whenever the configuration names a county.
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Entry } from "#gateway/contract/entry.ts";
import { formatTime } from "#gateway/contract/time.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import { type GatewayError, messageOf } from "#gateway/kit/errors.ts";
import type { Log } from "#gateway/kit/log.ts";
import type { WriterThread } from "#gateway/kit/writer-thread.ts";
import { LANES, type Lane } from "../wire/topics.ts";
import type { Loss } from "./answers.ts";
import { BOUNDS, watchBounds } from "./bounds.ts";
import { createBudget, type Limit, minuteOfDayIn } from "./budget.ts";
import type { RoleOf } from "./leave-out.ts";
import { type Ask, createNames } from "./names.ts";
import { type Outbox, openOutbox } from "./outbox.ts";
import type { Position } from "./outbox-store.ts";
import { PATIENCE, type Patience, retryAfter } from "./patience.ts";
import { createSealing, type JournalRecord, type Sealing } from "./seal.ts";
import { runSession, type SessionParts } from "./session.ts";
import { figuresBehind, type SummarySource, sealSummaries } from "./summaries.ts";
import type { WireSettings } from "./wire.ts";

/** `county` of campus.yaml. */
export interface CountySettings extends WireSettings {
  readonly summaryEveryMs: number;
  readonly limits: readonly Limit[];
}

const LOOK_AT_BOUNDS_MS = 600_000;

export interface Following extends AsyncDisposable {
  lag(): { readonly consumer: string; readonly entries: number; readonly seconds: number };
}

export interface CountyLinkOptions<R extends JournalRecord> {
  readonly folder: string;
  readonly campus: { readonly id: string; readonly timezone: string };
  readonly version: string;
  /** The journal's epoch. */
  readonly epoch: string;
  readonly entryOf: (record: R) => Entry;
  readonly roleOf: RoleOf;
  /** Feeds a consumer from the journal, from a position on. */
  readonly follow: (consumer: Sealing<R>, from: Position | null) => Following;
  /** Stores an entry; the same key again changes nothing. */
  readonly tellLoss: (loss: Loss) => Promise<void>;
  /** Where summaries come from; null: none are sent. */
  readonly summaries: SummarySource | null;
  /** The journal's newest seq. */
  readonly head: () => number;
  /** Takes what came on `down/command`; absent: nothing is listened to. */
  readonly takeCommand?: (bytes: Uint8Array) => void;
  readonly thread?: WriterThread | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFailed: (error: GatewayError) => void;
  readonly patience?: Patience;
  readonly random?: () => number;
  /** How names become addresses, if not as this machine does it. */
  readonly ask?: Ask;
}

function progressOf(outbox: Outbox): Progress {
  const of = (lane: Lane) => {
    const { frames, bytes, oldestMs } = outbox.held(lane);
    return { frames, bytes, oldest: oldestMs === null ? null : formatTime(oldestMs) };
  };
  const lanes = { alarm: of("alarm"), event: of("event"), state: of("state"), summary: of("summary") };
  return { lanes, figuresBehind: figuresBehind(outbox) };
}

export type LinkState = "off" | "connecting" | "connected" | "answered";

export interface Progress {
  readonly lanes: Readonly<
    Record<Lane, { readonly frames: number; readonly bytes: number; readonly oldest: string | null }>
  >;
  /** Changes of roll-ups from a time without connection that are still to be sealed. */
  readonly figuresBehind: number;
}

export interface CountyLink extends AsyncDisposable {
  readonly state: LinkState;
  /** Why there is no connection; null when there is one, or none is wanted. */
  readonly trouble: string | null;
  /** Frames that the county has not acknowledged, by lane. */
  frames(): ReadonlyMap<Lane, number>;
  /** How far sealing is behind the journal; empty when no county is configured. */
  lag(): readonly ReturnType<Following["lag"]>[];
  /** What waits for the county, for whoever asks how long it will take. */
  progress(): Progress;
  /** Takes over another configuration; null: no county. */
  apply(settings: CountySettings | null): Promise<void>;
}

/** Opens the outbox and, with settings, begins to seal and to connect. */
export async function openCountyLink<R extends JournalRecord>(
  settings: CountySettings | null,
  options: CountyLinkOptions<R>,
): Promise<CountyLink> {
  const { folder, campus, thread, clock, log, onFailed } = options;
  const outbox = await openOutbox({ file: join(folder, "outbox.db"), campus: campus.id, thread, clock, log, onFailed });
  const patience = options.patience ?? PATIENCE;
  const random = options.random ?? Math.random;
  let state: LinkState = "off";
  let trouble: string | null = null;
  let wake = (): void => undefined;
  let current: CountySettings | null = null;
  let running: Running | null = null;
  /** Aborted while the county answers: then what is gathered goes soon. */
  let answering = new AbortController();
  outbox.whenSealed(() => wake());

  const bounds = watchBounds(BOUNDS, LOOK_AT_BOUNDS_MS, { outbox, tellLoss: options.tellLoss, clock, log });
  const parts: SessionParts = {
    campus: campus.id,
    version: options.version,
    outbox,
    tellLoss: options.tellLoss,
    patience,
    clock,
    log,
    takeCommand: options.takeCommand,
    names: createNames(clock, options.ask),
  };

  const startSealing = (): Started => {
    const { epoch, entryOf, roleOf } = options;
    const sealing = createSealing<R>({ outbox, epoch, entryOf, roleOf, answering: () => answering.signal, clock });
    return { sealing, following: options.follow(sealing, outbox.position) };
  };
  const stopSealing = async ({ sealing, following }: Started): Promise<void> => {
    await following[Symbol.asyncDispose]();
    await sealing[Symbol.asyncDispose]();
  };

  const keepConnecting = async (to: CountySettings, own: Running, signal: AbortSignal): Promise<void> => {
    const budget = createBudget(
      to.limits,
      minuteOfDayIn(campus.timezone, () => clock.now()),
    );
    let careful = false;
    for (let failures = 0; !signal.aborted; failures++) {
      state = "connecting";
      const began = clock.monotonic();
      try {
        const end = await runSession(
          to,
          budget,
          parts,
          sessionEvents(() => log.info({ url: to.url }, "county link up")),
          signal,
          careful,
        );
        if (signal.aborted) return;
        careful = end.stalled;
        trouble = end.why;
        log.warn({ url: to.url, why: end.why }, "county link lost; trying again");
        if (end.outbox === "begin") await beginAnew(own);
      } catch (error) {
        if (signal.aborted) return;
        // Said once per cause, not once per try.
        if (trouble !== messageOf(error)) log.warn({ err: error }, "no county link; trying again");
        trouble = messageOf(error);
      }
      state = "connecting";
      answering = new AbortController();
      wake = () => undefined;
      if (clock.monotonic() - began > patience.stableMs) failures = 0;
      await clock.sleep(retryAfter(failures, patience, random), signal);
    }
  };
  const sessionEvents = (up: () => void) => ({
    opened: () => {
      state = "connected";
    },
    answered: () => {
      state = "answered";
      trouble = null;
      answering.abort();
      up();
    },
    onWake: (work: () => void) => {
      wake = work;
    },
  });
  const keepSummaries = async (to: CountySettings, signal: AbortSignal): Promise<void> => {
    const { summaries: source, head, tellLoss } = options;
    const [now, everyMs] = [() => answering.signal, to.summaryEveryMs];
    if (source !== null)
      await sealSummaries({ source, outbox, head, tellLoss, answering: now, everyMs, clock, log }, signal);
  };
  /** outbox.db is an old copy: its numbers stand for other frames at the county, so everything kept is sealed again under a new id. */
  const beginAnew = async (own: Running): Promise<void> => {
    log.error("outbox.db is older than what the county has of it; everything that is kept is sealed again");
    await own.started.following[Symbol.asyncDispose]();
    await outbox.begin();
    own.started = startSealing();
  };

  const start = (to: CountySettings): Running => {
    const stopping = new AbortController();
    const own: Running = { started: startSealing(), stopping, done: Promise.resolve() };
    own.done = Promise.all([keepConnecting(to, own, stopping.signal), keepSummaries(to, stopping.signal)]);
    return own;
  };
  const stop = async (): Promise<void> => {
    const own = running;
    running = null;
    if (own === null) return;
    own.stopping.abort();
    await own.done;
    await stopSealing(own.started);
    answering = new AbortController();
    state = "off";
    trouble = null;
  };

  interface Started {
    readonly sealing: Sealing<R>;
    readonly following: Following;
  }
  interface Running {
    started: Started;
    readonly stopping: AbortController;
    done: Promise<unknown>;
  }

  /** One change after another: each ends what the one before began. */
  let changing: Promise<void> = Promise.resolve();
  const apply = (next: CountySettings | null): Promise<void> => {
    if (isDeepStrictEqual(next, current)) return changing;
    current = next;
    changing = changing.then(async () => {
      await stop();
      if (next !== null) running = start(next);
    });
    return changing;
  };
  await apply(settings);
  return {
    get state() {
      return state;
    },
    get trouble() {
      return trouble;
    },
    frames: () => new Map(running === null ? [] : LANES.map((lane) => [lane, outbox.held(lane).frames])),
    lag: () => (running === null ? [] : [running.started.following.lag()]),
    progress: () => progressOf(outbox),
    apply,
    [Symbol.asyncDispose]: async () => {
      await apply(null);
      await bounds[Symbol.asyncDispose]();
      await outbox[Symbol.asyncDispose]();
    },
  };
}
