// How long the modem, the network and people are waited for.

import type { DialoguePatience } from "./at/dialogue.ts";

export interface Patience extends DialoguePatience {
  /** Until somebody takes the call; mailboxes answer later than this where one can choose. */
  readonly ringMs: number;
  /** Between two questions how the call stands. */
  readonly lookMs: number;
  /** After the words, for a key, before they are said again. */
  readonly betweenMs: number;
  /** After the last time, for a key. */
  readonly lastMs: number;
  /** For the network's answer to a message: SIMCom names 40 s (A76XX AT Command Manual V1.09 §9.2.13), others more. */
  readonly sendMs: number;
  /** Between two looks at signal, network and store. */
  readonly watchMs: number;
  /** From the start on, for the modem to be ready, before calls and messages are refused. */
  readonly startMs: number;
  /** First wait after the port failed; doubles up to the longest. */
  readonly backOffMs: number;
  readonly longestBackOffMs: number;
}

export const PATIENCE: Patience = {
  replyMs: 10_000,
  quietMs: 250,
  ringMs: 45_000,
  lookMs: 1000,
  betweenMs: 2500,
  lastMs: 8000,
  sendMs: 120_000,
  watchMs: 30_000,
  startMs: 20_000,
  backOffMs: 1000,
  longestBackOffMs: 60_000,
};
