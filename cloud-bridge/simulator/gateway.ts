// One simulated campus: tells its story into a store of frames, and keeps the very link that a gateway has, through outages and a wrong clock.
import type { Clock } from "#gateway/kit/clock.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import type { Log } from "#gateway/kit/log.ts";
import { createBudget } from "../edge/budget.ts";
import { createNames } from "../edge/names.ts";
import { type Patience, retryAfter } from "../edge/patience.ts";
import { runSession, type SessionParts } from "../edge/session.ts";
import type { WireSettings } from "../edge/wire.ts";
import { LANES, type Lane } from "../wire/topics.ts";
import type { CampusSpec, Fate } from "./campuses.ts";
import { chance } from "./chance.ts";
import { MemoryStore } from "./memory-store.ts";
import { schoolOf } from "./school.ts";
import { Teller, type Told } from "./teller.ts";

export interface SimulatedGatewayOptions {
  readonly spec: CampusSpec;
  readonly seed: number;
  /** Distinguishes runs: epoch and outbox of the next are others. */
  readonly run: string;
  readonly settings: WireSettings;
  readonly version: string;
  /** The moment of the play, epoch ms; a campus with a wrong clock takes it for another one. */
  readonly played: () => number;
  readonly fromMs: number;
  readonly minutesWithinMs: number;
  readonly tellEveryMs: number;
  /** Of so many answers one is forgotten; 0: none. */
  readonly forgetEach: number;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly log: Log;
}

export interface SimulatedGateway extends AsyncDisposable {
  readonly spec: CampusSpec;
  readonly link: "dark" | "connecting" | "connected" | "answered";
  readonly told: Told;
  /** Frames that the county has not acknowledged. */
  readonly held: number;
  /** What the county has answered for, by lane, and of which outbox. */
  readonly acknowledged: { readonly outbox: string; readonly frames: ReadonlyMap<Lane, number> };
  /** Cuts the link, or lets it come back, whatever its fate says. */
  setDark(dark: boolean): void;
  /** Its outbox is lost: everything is told again under another outbox id, entries by the same names. */
  relapse(): void;
}

const LOOK_MS = 500;
const HURRY_MS = 200;
const DAY_MINUTES = 24 * 60;
const ZONE_MINUTES = 8 * 60;

/** Starts telling and connecting; disposing stops both. */
export function startSimulatedGateway(options: SimulatedGatewayOptions): SimulatedGateway {
  const { spec, seed, run, settings, patience, clock, log } = options;
  const stopping = new AbortController();
  const offset = spec.clockOffsetMs;
  const own: Clock = offset === 0 ? clock : { ...clock, now: () => clock.now() + offset };
  let outboxes = 0;
  const store = new MemoryStore(spec.id, () => `${run}-${++outboxes}`, options.forgetEach);
  const teller = new Teller({
    spec,
    school: schoolOf(spec),
    seed,
    epoch: run,
    store,
    fromMs: options.fromMs + offset,
    minutesWithinMs: options.minutesWithinMs,
  });
  const random = () => chance(seed, `${spec.id}.random`, Math.floor(clock.monotonic() * 1000));
  let link: SimulatedGateway["link"] = "dark";
  let firstAnswer: number | null = null;
  let darkByHand = false;
  let relapsing = false;
  let wake = (): void => undefined;

  const parts: SessionParts = {
    campus: spec.id,
    version: options.version,
    outbox: store,
    tellLoss: ({ type, body }) => teller.tellLoss(type, body, own.now()),
    patience,
    clock: own,
    log,
    names: createNames(clock),
  };
  const isDark = (): boolean => {
    const connectedMs = firstAnswer === null ? null : clock.monotonic() - firstAnswer;
    return darkByHand || relapsing || isDarkBy(spec.fate, connectedMs, options.played());
  };
  const keepTelling = async (signal: AbortSignal): Promise<void> => {
    // Not all campuses in the same instant.
    await clock.sleep(chance(seed, `${spec.id}.offset`, 0) * Math.min(options.tellEveryMs, 1000), signal);
    while (!signal.aborted) {
      if (relapsing && link === "dark") {
        store.begin();
        teller.tellAgain();
        relapsing = false;
      }
      const behind = await teller.tell(options.played() + offset);
      wake();
      await clock.sleep(behind && link === "answered" ? HURRY_MS : options.tellEveryMs, signal);
    }
  };
  const connect = async (signal: AbortSignal): Promise<void> => {
    const cut = new AbortController();
    using _watch = clock.every(LOOK_MS, () => {
      if (isDark()) cut.abort();
    });
    link = "connecting";
    const events = {
      opened: () => {
        link = "connected";
      },
      answered: () => {
        link = "answered";
        firstAnswer ??= clock.monotonic();
      },
      onWake: (work: () => void) => {
        wake = work;
      },
    };
    const budget = createBudget([], () => 0);
    try {
      const { outbox } = await runSession(settings, budget, parts, events, AbortSignal.any([signal, cut.signal]));
      if (outbox === "begin") relapsing = true;
    } catch (error) {
      log.debug({ campus: spec.id, reason: messageOf(error) }, "no link");
    } finally {
      wake = () => undefined;
      link = "dark";
    }
  };
  const keepConnecting = async (signal: AbortSignal): Promise<void> => {
    for (let failures = 0; !signal.aborted; failures++) {
      while (isDark() && !signal.aborted) await clock.sleep(LOOK_MS, signal);
      const began = clock.monotonic();
      await connect(signal);
      if (clock.monotonic() - began > patience.stableMs) failures = 0;
      if (!signal.aborted) await clock.sleep(retryAfter(failures, patience, random), signal);
    }
  };
  const running = Promise.all([keepTelling(stopping.signal), keepConnecting(stopping.signal)]);
  return {
    spec,
    get link() {
      return link;
    },
    get told() {
      return teller.told;
    },
    get held() {
      return LANES.reduce((sum, lane) => sum + store.held(lane), store.unsealed);
    },
    get acknowledged() {
      return { outbox: store.id, frames: new Map(LANES.map((lane) => [lane, store.answered(lane)])) };
    },
    setDark(dark) {
      darkByHand = dark;
    },
    relapse() {
      relapsing = true;
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Whether a campus is without connection, so long after its first answer, at this moment of the play. */
export function isDarkBy(fate: Fate, connectedMs: number | null, playedMs: number): boolean {
  switch (fate.kind) {
    case "up":
      return false;
    case "gone":
      return connectedMs !== null && connectedMs >= fate.afterMs;
    case "flapping":
      return connectedMs !== null && connectedMs % (fate.upMs + fate.downMs) >= fate.upMs;
    case "dark": {
      const minute = (Math.floor(playedMs / 60_000) + ZONE_MINUTES) % DAY_MINUTES;
      const { fromMinute, toMinute } = fate;
      return fromMinute < toMinute
        ? minute >= fromMinute && minute < toMinute
        : minute >= fromMinute || minute < toMinute;
    }
  }
}
