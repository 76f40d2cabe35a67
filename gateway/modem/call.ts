// One call: dial, wait until somebody takes it, say the words up to three times, and hear whether "1" is pressed. A mailbox presses nothing,
// so it never acknowledges.
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Dialogue } from "./at/dialogue.ts";
import { type Reply, saidBy } from "./at/reply.ts";
import { type CallEvents, callEvents } from "./call-events.ts";
import { type CallAsked, failed, type Outcome, UNWANTED } from "./modem.ts";
import { type CallState, callStateOf } from "./network.ts";
import type { Patience } from "./patience.ts";
import { longestMs, pieces, speakCommand } from "./speech.ts";

/** What a call needs of an open modem. */
export interface CallLine {
  readonly dialogue: Dialogue;
  readonly clock: Clock;
  readonly patience: Patience;
  /** False: it only rings. */
  readonly speaks: boolean;
}

const ROUNDS = 3;
/** Whoever keeps pressing other keys is not listening. */
const MOST_ROUNDS = 6;
const DIAL_MS = 30_000;
const HANG_UP_TRIES = 5;
/** A stale end of this call must not end the next. */
const SETTLE_MS = 300;
const AGAIN_MS = 60_000;

/** Calls, and hangs up in the end. `asked.number` is to be dialable. Rejects with LinkError when the modem goes before the call is taken. */
export async function placeCall(line: CallLine, asked: CallAsked, signal: AbortSignal): Promise<Outcome> {
  const { dialogue, clock } = line;
  const dialled = await dialogue.command(`ATD${asked.number};`, { timeoutMs: DIAL_MS });
  if (dialled.is === "refused") return refused(saidBy(dialled));
  using events = callEvents(dialogue, clock, signal);
  const taken = await waitTaken(line, events, signal, asked.unwanted);
  if (taken !== "taken") {
    await hangUp(line, events);
    return taken;
  }
  const [talked] = await Promise.allSettled([talk(line, asked, events, signal)]);
  // What was heard is known, whatever becomes of the modem now.
  await Promise.allSettled([hangUp(line, events)]);
  return talked.status === "fulfilled"
    ? talked.value
    : { is: "unknown", detail: `during the call: ${messageOf(talked.reason)}` };
}

function refused(said: string): Outcome {
  if (said === "BUSY") return failed("busy", "the line is busy", true, AGAIN_MS);
  return failed("call-refused", `the modem could not dial: ${said}`, true, AGAIN_MS);
}

async function waitTaken(
  { dialogue, clock, patience }: CallLine,
  events: CallEvents,
  signal: AbortSignal,
  unwanted: AbortSignal | undefined,
) {
  const endMs = clock.monotonic() + patience.ringMs;
  let hasBegun = false;
  let hasRung = false;
  let lost = 0;
  while (clock.monotonic() < endMs) {
    const event = await events.next(Math.min(patience.lookMs, endMs - clock.monotonic()));
    if (signal.aborted) return failed("stopped", "the gateway stops", true);
    if (event?.is === "ended") return await notTaken(event.why, hasRung, dialogue);
    hasBegun ||= event?.is === "begun";
    const state: CallState = callStateOf(await dialogue.command("AT+CLCC"));
    if (state === "active" || (state === "unknown" && hasBegun)) return "taken";
    if (unwanted?.aborted) return failed(UNWANTED, "nobody needs to be called any more", false);
    hasRung ||= state === "ringing";
    lost = state === "none" ? lost + 1 : 0;
    if (lost > 1) return await notTaken("no-carrier", hasRung, dialogue);
  }
  return failed("no-answer", `nobody took the call within ${Math.round(patience.ringMs / 1000)} s`, true, AGAIN_MS);
}

/** What it means that the network ended the call before anybody took it; `AT+CEER` knows more (3GPP TS 27.007 §6.10). */
async function notTaken(why: string, hasRung: boolean, dialogue: Dialogue): Promise<Outcome> {
  if (why === "busy") return failed("busy", "the line is busy", true, AGAIN_MS);
  if (why === "no-answer") return failed("no-answer", "nobody took the call", true, AGAIN_MS);
  const reply = await dialogue.command("AT+CEER");
  const cause = reply.is === "ok" ? (reply.lines[0]?.replace(/^\+CEER: */, "") ?? "") : "";
  if (/busy/i.test(cause)) return failed("busy", "the line is busy", true, AGAIN_MS);
  const detail = cause === "" ? "" : ` (${cause.slice(0, 60)})`;
  return hasRung
    ? failed("declined", `the call was ended before anybody took it: refused, or switched off${detail}`, true, AGAIN_MS)
    : failed("no-carrier", `the network did not put the call through${detail}`, true, AGAIN_MS);
}

async function talk(line: CallLine, asked: CallAsked, events: CallEvents, signal: AbortSignal): Promise<Outcome> {
  const heard: Outcome = { is: "accepted", reference: null, answered: false };
  if (!line.speaks) return heard;
  const { dialogue, patience } = line;
  // Lost with a change of cell or a restart, and without it the words come out of the modem's own loudspeaker (§20.2.4).
  await dialogue.command("AT+CDTAM=1");
  const said = pieces(asked.text);
  let rounds = ROUNDS;
  for (let round = 0; round < rounds; round++) {
    const isLast = round === rounds - 1;
    const end = await sayAndListen(line, said, isLast ? patience.lastMs : patience.betweenMs, events, signal);
    if (dialogue.gone.aborted) return { is: "unknown", detail: "the modem went during the call" };
    if (end.is === "mute") return failed("no-voice", `the modem cannot speak: ${end.said}`, false);
    if (end.is === "ended") return heard;
    if (signal.aborted) return { is: "unknown", detail: "the gateway stopped during the call" };
    if (end.is !== "key") continue;
    if (end.key === "1" && asked.answerable) {
      const thanks = asked.thanks === undefined ? [] : pieces(asked.thanks);
      await Promise.allSettled([sayAndListen(line, thanks, 0, events, signal)]);
      return { ...heard, answered: true };
    }
    rounds = Math.min(MOST_ROUNDS, Math.max(rounds, round + 2));
  }
  return heard;
}

type SayEnd =
  | { readonly is: "key"; readonly key: string }
  | { readonly is: "ended" | "over" }
  | { readonly is: "mute"; readonly said: string };

/** Says the pieces and waits a while for a key, which cuts the words short. */
async function sayAndListen(
  { dialogue, clock }: CallLine,
  said: readonly string[],
  listenMs: number,
  events: CallEvents,
  signal: AbortSignal,
): Promise<SayEnd> {
  for (const piece of [...said, null]) {
    if (piece !== null) {
      const reply = await speak(dialogue, piece);
      if (reply.is === "refused") return { is: "mute", said: saidBy(reply) };
      if (reply.is === "ok" && reply.lines.some((each) => /^\+CTTS: *0$/.test(each))) continue;
    }
    const endMs = clock.monotonic() + (piece === null ? listenMs : longestMs(piece));
    for (;;) {
      const event = await events.next(endMs - clock.monotonic());
      if (event?.is === "ended" || dialogue.gone.aborted) return { is: "ended" };
      if (event?.is === "key") {
        if (piece !== null) await dialogue.command("AT+CTTS=0");
        return event;
      }
      if (signal.aborted || event === null || (event.is === "spoken" && piece !== null)) break;
    }
    if (signal.aborted) break;
  }
  return { is: "over" };
}

/** Refused while other words are still being said: those are stopped, once. */
async function speak(dialogue: Dialogue, piece: string): Promise<Reply> {
  const reply = await dialogue.command(speakCommand(piece));
  if (reply.is !== "refused") return reply;
  await dialogue.command("AT+CTTS=0");
  return dialogue.command(speakCommand(piece));
}

/** `AT+CHUP` (3GPP TS 27.007 §6.5), then until the modem has no call any more. */
async function hangUp({ dialogue, clock, patience }: CallLine, events: CallEvents): Promise<void> {
  if ((await dialogue.command("AT+CHUP")).is !== "ok") await dialogue.command("ATH");
  for (let i = 0; i < HANG_UP_TRIES; i++) {
    const state = callStateOf(await dialogue.command("AT+CLCC"));
    if (state === "none" || state === "unknown") break;
    await events.next(patience.lookMs);
  }
  await clock.sleep(Math.min(SETTLE_MS, patience.lookMs), dialogue.gone);
}
