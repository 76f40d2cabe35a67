// The two roads of a 4G modem: it calls and speaks, or it sends a message; who is reached acknowledges by "1" in either.
import { accepted, failed, type Letter, type Outcome, type Road, UNWANTED } from "./road.ts";
import { bodyText, oneLine } from "./text.ts";

/** The modem as roads use it; gateway/modem has it. */
export interface RoadModem {
  condition(): Readonly<Record<string, string | number | boolean | null>>;
  call(
    asked: {
      readonly number: string;
      readonly text: string;
      readonly answerable: boolean;
      readonly thanks?: string;
      readonly unwanted?: AbortSignal;
    },
    signal: AbortSignal,
  ): Promise<Outcome>;
  sendSms(asked: { readonly number: string; readonly text: string }, signal: AbortSignal): Promise<Outcome>;
}

type Language = "zh-CN" | "en";

const WORDS = {
  "zh-CN": { press: "确认请按1。", thanks: "已确认。" },
  en: { press: "Press 1 to acknowledge.", thanks: "Acknowledged." },
} as const;

/** Calls one after the other until somebody takes one: one modem has one line. */
const CALL_PACE = { notes: 30, perMs: 3_600_000 };
/** Operators take a SIM that sends more for a machine that sends advertisements. */
const SMS_PACE = { notes: 20, perMs: 60_000 };

/** Calls the person's telephones, best first, until one is taken. */
export function modemCallRoad(modem: RoadModem, language: Language): Road {
  const { press, thanks } = WORDS[language];
  return {
    pace: CALL_PACE,
    send: (letter, signal) =>
      untilTaken(letter, signal, (number) => {
        const said = oneLine(letter.spoken[language] ?? bodyText(letter.note));
        const text = letter.answerable ? `${said} ${press}` : said;
        const { answerable, unwanted } = letter;
        return modem.call({ number, text, answerable, thanks, ...(unwanted && { unwanted }) }, signal);
      }),
    condition: () => modem.condition(),
  };
}

/** Sends to the person's telephones, best first, until the network takes one. */
export function modemSmsRoad(modem: RoadModem): Road {
  return {
    pace: SMS_PACE,
    send: (letter, signal) =>
      untilTaken(letter, signal, (number) => {
        // How to answer stands in the note: of several alarms an answer must name one.
        return modem.sendSms({ number, text: bodyText(letter.note) }, signal);
      }),
    condition: () => modem.condition(),
  };
}

async function untilTaken(
  { to, unwanted }: Letter,
  signal: AbortSignal,
  tell: (number: string) => Promise<Outcome>,
): Promise<Outcome> {
  let last = failed("no-number", "the person has no telephone number", false);
  for (const number of to?.phones ?? []) {
    if (unwanted?.aborted) return failed(UNWANTED, "nobody needs to be called any more", false);
    if (signal.aborted) return last;
    last = await tell(number);
    if (last.is !== "failed") return last.is === "accepted" ? accepted(last.reference, last.answered) : last;
  }
  return last;
}
