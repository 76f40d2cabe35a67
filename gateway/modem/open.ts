// The modem of this gateway: its port kept open whatever is unplugged, its calls, messages and looks one after the other.
import { randomInt } from "node:crypto";
import { LinkError } from "../contract/driver.ts";
import type { ModemSettings } from "../contract/notify.ts";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { openSerialPort } from "../kit/serial/port.ts";
import { type Dialogue, openDialogue } from "./at/dialogue.ts";
import { placeCall } from "./call.ts";
import { emptyInbox } from "./inbox.ts";
import { failed, type Modem, type ModemCondition, type Outcome, type ReceivedSms, UNWANTED } from "./modem.ts";
import { isRegistered } from "./network.ts";
import { dialable, masked } from "./numbers.ts";
import { PATIENCE, type Patience } from "./patience.ts";
import { sendMessage } from "./send.ts";
import { type Abilities, setUp } from "./setup.ts";
import { turns } from "./turns.ts";
import { look, lookForNetwork, type Seen, UNSEEN } from "./watch.ts";

export interface ModemParts {
  /** `pinFile` is absolute. */
  readonly settings: ModemSettings;
  /** Data folder: remembers which PIN was refused. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves once the message is kept for good; then it is deleted from the modem. */
  readonly onSms: (sms: ReceivedSms) => Promise<void>;
  readonly patience?: Partial<Patience>;
}

/** A modem whose port is open. */
interface Opened {
  readonly dialogue: Dialogue;
  abilities: Abilities;
  seen: Seen;
}

const AGAIN_MS = 30_000;
/** A call has so long to hang up when the gateway stops. */
const HANG_UP_MS = 5000;

/** Opens the modem in the background, and again whenever it goes. */
export function openModem({ settings, folder, clock, log, onSms, patience: over }: ModemParts): Modem {
  const patience = { ...PATIENCE, ...over };
  const stopping = new AbortController();
  const takeTurn = turns();
  const started = new AbortController();
  let opened: Opened | null = null;
  let trouble: { readonly code: string; readonly detail: string } | null = null;
  let wake = () => {};
  let reference = randomInt(256);
  const stopped = Promise.withResolvers<never>();
  // Whoever waits for nothing else is not to be told of it.
  stopped.promise.catch(() => false);
  stopping.signal.addEventListener("abort", () => stopped.reject(stopping.signal.reason), { once: true });

  async function keepOpen(): Promise<void> {
    for (let waitMs = patience.backOffMs; !stopping.signal.aborted; ) {
      const [session] = await Promise.allSettled([hold()]);
      const wasReady = opened !== null;
      opened = null;
      if (session.status === "rejected" && !stopping.signal.aborted) tell(session.reason);
      started.abort();
      waitMs = wasReady ? patience.backOffMs : Math.min(waitMs * 2, patience.longestBackOffMs);
      await clock.sleep(waitMs, stopping.signal);
    }
  }

  function tell(error: unknown): void {
    const code = error instanceof LinkError ? error.code : "modem-failed";
    const detail = messageOf(error);
    if (detail !== trouble?.detail) log.warn({ code, detail }, "the modem cannot be used");
    trouble = { code, detail };
  }

  /** From the opening of the port until it goes, the modem starts anew, or the gateway stops. */
  async function hold(): Promise<void> {
    const port = { path: settings.serial, baud: settings.baud, parity: "none", stopBits: 1 } as const;
    await using dialogue = await openDialogue(
      (listener) => openSerialPort(port, clock, stopping.signal, listener),
      clock,
      patience,
    );
    const place = { pinFile: settings.pinFile, folder };
    // A modem that hangs must not hold up a stop: the port is closed over its head.
    const abilities = await Promise.race([setUp(dialogue, place, clock), stopped.promise]);
    const now: Opened = { dialogue, abilities, seen: await Promise.race([look(dialogue), stopped.promise]) };
    // Judged before anybody can see it: a modem without a SIM is at no time ready.
    judge(now);
    opened = now;
    using _news = dialogue.hear(hearNews);
    log.info({ model: abilities.model, sim: abilities.sim, network: now.seen.registration }, "the modem is open");
    started.abort();
    while (!stopping.signal.aborted) {
      // Taken before the look, so that news during it is not missed.
      const news = new AbortController();
      wake = () => news.abort();
      await lookAround(now, place);
      await clock.sleep(patience.watchMs, AbortSignal.any([news.signal, dialogue.gone, stopping.signal]));
      if (dialogue.gone.aborted) throw dialogue.gone.reason;
    }
    // A call under way hangs up first.
    const patienceEnds = new AbortController();
    using _limit = clock.after(HANG_UP_MS, () => patienceEnds.abort());
    using _turn = await takeTurn(patienceEnds.signal);
  }

  async function lookAround(now: Opened, place: { readonly pinFile: string | null; readonly folder: string }) {
    using turn = await takeTurn(stopping.signal);
    if (turn === null) return;
    const { dialogue } = now;
    if (dialogue.hasRestarted) throw new LinkError("modem-restarted", "the modem has started anew");
    if (ringing) {
      // Nobody is there to take calls; those who call back would keep ours waiting.
      ringing = false;
      await dialogue.command("AT+CHUP");
    }
    if (now.abilities.sim !== "ready") now.abilities = await setUp(dialogue, place, clock);
    now.seen = await look(dialogue);
    judge(now);
    if (now.abilities.sim === "ready") await emptyInbox(dialogue, { log, now: () => clock.now(), onSms });
  }

  function judge({ abilities: { sim, why }, seen }: Opened): void {
    if (why !== null) tell(new LinkError(`sim-${sim}`, why));
    else if (!isRegistered(seen.registration)) tell(noNetwork(seen));
    else trouble = null;
  }

  let ringing = false;
  function hearNews(line: string): void {
    const rings = /^(?:RING|\+CRING:)/.test(line);
    ringing ||= rings;
    if (rings || /^\+(?:CMTI:|SMS FULL)/.test(line)) wake();
  }

  /** One call or message: in its turn, if the modem can do it now. */
  async function use(
    number: string,
    signal: AbortSignal,
    work: (now: Opened, to: string, signal: AbortSignal) => Promise<Outcome>,
    unwanted: AbortSignal = signal,
  ): Promise<Outcome> {
    const to = dialable(number);
    if (to === null) return failed("no-number", `${masked(number)} is no number that can be dialled`, false);
    const until = AbortSignal.any([signal, stopping.signal]);
    const untilBegun = AbortSignal.any([until, unwanted]);
    if (!started.signal.aborted) await clock.sleep(patience.startMs, AbortSignal.any([untilBegun, started.signal]));
    using turn = await takeTurn(untilBegun);
    if (turn === null)
      return unwanted.aborted && !until.aborted
        ? failed(UNWANTED, "nobody needs to be called any more", false)
        : failed("stopped", "the gateway stops", true);
    const now = opened;
    if (now === null)
      return failed(trouble?.code ?? "modem-starting", trouble?.detail ?? "the modem is not open yet", true, AGAIN_MS);
    const { sim, why } = now.abilities;
    if (sim !== "ready") return failed(`sim-${sim}`, why ?? "the SIM is not ready", true, AGAIN_MS);
    try {
      now.seen = { ...now.seen, registration: await lookForNetwork(now.dialogue) };
      if (!isRegistered(now.seen.registration)) throw noNetwork(now.seen);
      return await work(now, to, until);
    } catch (error) {
      tell(error);
      wake();
      return failed(trouble?.code ?? "modem-failed", messageOf(error), true, AGAIN_MS);
    }
  }

  const running = keepOpen();
  return {
    condition: () => conditionOf(opened, trouble),
    async opened(withinMs) {
      await clock.sleep(withinMs, AbortSignal.any([started.signal, stopping.signal]));
      return conditionOf(opened, trouble);
    },
    call: (asked, signal) =>
      use(
        asked.number,
        signal,
        ({ dialogue, abilities }, number, until) => {
          const speaks = settings.voice === "ctts";
          if (speaks && !abilities.speaks)
            log.warn({ model: abilities.model }, "the modem cannot speak: it only rings");
          return placeCall({ dialogue, clock, patience, speaks }, { ...asked, number }, until);
        },
        asked.unwanted,
      ),
    sendSms: (asked, signal) =>
      use(asked.number, signal, ({ dialogue }, number) => {
        reference = (reference + 1) % 256;
        return sendMessage({ dialogue, patience }, { ...asked, number }, reference);
      }),
    async [Symbol.asyncDispose]() {
      stopping.abort(new LinkError("modem-closed", "the gateway stops"));
      await running;
    },
  };
}

function noNetwork({ registration, signal }: Seen): LinkError {
  const bars = signal === null ? "no signal" : `${signal.bars} of 4 bars`;
  return new LinkError("no-network", `the modem is in no network (${registration}, ${bars})`);
}

function conditionOf(
  opened: Opened | null,
  trouble: { readonly code: string; readonly detail: string } | null,
): ModemCondition {
  const { abilities, seen } = opened ?? { abilities: null, seen: UNSEEN };
  return {
    state: trouble?.code ?? (opened === null ? "starting" : "ready"),
    model: abilities?.model ?? null,
    sim: abilities?.sim ?? null,
    network: seen.registration,
    operator: seen.operator,
    signalDbm: seen.signal?.dbm ?? null,
    signalBars: seen.signal?.bars ?? null,
    speaks: abilities?.speaks ?? null,
    hearsKeys: abilities?.hearsKeys ?? null,
    lastError: trouble?.detail ?? null,
  };
}
