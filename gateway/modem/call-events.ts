// What a modem tells during a call, one event after the other, whichever maker's words it uses.
import type { Clock } from "../kit/clock.ts";
import type { Dialogue } from "./at/dialogue.ts";

/** `begun` is a hint only: some firmware says it before anybody has taken the call. */
export type CallEvent =
  | { readonly is: "begun" }
  | { readonly is: "key"; readonly key: string }
  | { readonly is: "spoken" }
  | { readonly is: "ended"; readonly why: "busy" | "no-answer" | "no-carrier" };

/** The event of a line; null: it is none. */
export function callEventOf(line: string): CallEvent | null {
  if (/^VOICE CALL: *BEGIN/.test(line)) return { is: "begun" };
  if (/^(?:VOICE CALL: *END|NO CARRIER|NO DIALTONE)/.test(line)) return { is: "ended", why: "no-carrier" };
  if (line === "BUSY") return { is: "ended", why: "busy" };
  if (line === "NO ANSWER") return { is: "ended", why: "no-answer" };
  if (/^\+CTTS: *0$/.test(line)) return { is: "spoken" };
  // SIM7600 and A76XX: +RXDTMF: 1; older SIMCom: +DTMF: 1.
  const key = /^\+(?:RXDTMF|DTMF): *"?([0-9A-D*#])/.exec(line)?.[1];
  if (key !== undefined) return { is: "key", key };
  // Quectel gives the character's number: 49 is "1".
  const code = /^\+QTONEDET: *(\d+)$/.exec(line)?.[1];
  return code === undefined ? null : { is: "key", key: String.fromCharCode(Number(code)) };
}

export interface CallEvents extends Disposable {
  /** The next event; null: none came in time, or `signal` was aborted. */
  next(ms: number): Promise<CallEvent | null>;
}

/** Hears a dialogue until disposed; nothing that was told in between is lost. */
export function callEvents(dialogue: Dialogue, clock: Clock, signal: AbortSignal): CallEvents {
  const waiting: CallEvent[] = [];
  let wake = () => {};
  const hearing = dialogue.hear((line) => {
    const event = callEventOf(line);
    if (event === null) return;
    waiting.push(event);
    wake();
  });
  return {
    async next(ms) {
      if (waiting.length === 0) {
        const came = new AbortController();
        wake = () => came.abort();
        await clock.sleep(Math.max(0, ms), AbortSignal.any([came.signal, signal, dialogue.gone]));
      }
      return waiting.shift() ?? null;
    },
    [Symbol.dispose]: () => hearing[Symbol.dispose](),
  };
}
