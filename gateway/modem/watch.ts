// A look at the network and the signal, as often as somebody wants to know.
import type { Dialogue } from "./at/dialogue.ts";
import { operatorOf, type Registration, registrationOf, type Signal, signalOf } from "./network.ts";

export interface Seen {
  readonly registration: Registration;
  readonly operator: string | null;
  readonly signal: Signal | null;
}

/** What is seen before the first look. */
export const UNSEEN: Seen = { registration: "unknown", operator: null, signal: null };

/** Circuits and LTE: registered in one is registered. */
export async function lookForNetwork(dialogue: Dialogue): Promise<Registration> {
  const [creg, cereg] = [await dialogue.command("AT+CREG?"), await dialogue.command("AT+CEREG?")];
  return registrationOf([
    ["+CREG", creg],
    ["+CEREG", cereg],
  ]);
}

export async function look(dialogue: Dialogue): Promise<Seen> {
  const registration = await lookForNetwork(dialogue);
  const signal = signalOf(await dialogue.command("AT+CSQ"));
  const operator = operatorOf(await dialogue.command("AT+COPS?"));
  return { registration, operator, signal };
}
