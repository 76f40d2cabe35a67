// One message out, part by part: `AT+CMGS`, the prompt, the PDU, and what the network says to it.
import { messageOf } from "../kit/errors.ts";
import type { Dialogue } from "./at/dialogue.ts";
import { type Reply, saidBy, valuesOf } from "./at/reply.ts";
import { failed, type Outcome, type SmsAsked } from "./modem.ts";
import type { Patience } from "./patience.ts";
import { submitPdus } from "./pdu/submit.ts";

/** Another try does not help: the number, the SIM's contract, the message itself (3GPP TS 24.011 annex E-2, 27.005 §3.2.5). */
const FINAL: readonly number[] = [1, 8, 10, 28, 30, 50, 69, 302, 303, 304, 330];
const AGAIN_MS = 60_000;

/** Sends a text; `reference` ties its parts together. The number is to be dialable. */
export async function sendMessage(
  { dialogue, patience }: { readonly dialogue: Dialogue; readonly patience: Patience },
  { number, text }: SmsAsked,
  reference: number,
): Promise<Outcome> {
  const references: string[] = [];
  const pdus = submitPdus(number, text, reference);
  for (const { hex, octets } of pdus) {
    const asking = dialogue.command(`AT+CMGS=${octets}`, { body: hex, timeoutMs: patience.sendMs });
    const [asked] = await Promise.allSettled([asking]);
    if (asked.status === "rejected") return { is: "unknown", detail: `while it was sent: ${messageOf(asked.reason)}` };
    const reply = asked.value;
    if (reply.is === "silent") return { is: "unknown", detail: "the network did not answer to the message" };
    if (reply.is === "refused") return refused(reply, references.length);
    references.push(valuesOf(reply, "+CMGS")?.[0] ?? "");
  }
  return { is: "accepted", reference: references.join("+"), answered: false };
}

function refused(reply: Reply & { readonly is: "refused" }, sent: number): Outcome {
  const code = reply.cms === null ? "sms-refused" : `cms-${reply.cms}`;
  const before = sent === 0 ? "" : `; ${sent} parts before it were taken`;
  return failed(code, `${saidBy(reply)}${before}`, !FINAL.includes(reply.cms ?? -1), AGAIN_MS);
}
