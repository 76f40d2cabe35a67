// Messages that came in: read from the modem's store, handed over, and only then deleted. A message may come twice, never not at all.
import { createHash } from "node:crypto";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { Dialogue } from "./at/dialogue.ts";
import { fieldsOf, saidBy } from "./at/reply.ts";
import type { ReceivedSms } from "./modem.ts";
import { masked } from "./numbers.ts";
import { delivered } from "./pdu/deliver.ts";
import { type Stored, wholeOf } from "./pdu/parts.ts";

export interface InboxParts {
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Resolves once it is kept for good. */
  readonly onSms: (sms: ReceivedSms) => Promise<void>;
}

/** `<stat>` of messages that came in: unread and read (3GPP TS 27.005 §3.1). */
const CAME_IN: readonly string[] = ["0", "1"];

/** Reads the whole store (`AT+CMGL=4`, §4.1). What cannot be handed over now stays for the next time. */
export async function emptyInbox(dialogue: Dialogue, { log, now, onSms }: InboxParts): Promise<void> {
  const reply = await dialogue.command("AT+CMGL=4");
  if (reply.is !== "ok") {
    log.debug({ said: saidBy(reply) }, "the modem does not list its messages");
    return;
  }
  const { stored, unreadable } = storedIn(reply.lines);
  for (const { index, pdu } of unreadable) {
    // Noise on the port may have damaged it: what stays unreadable would fill the store.
    const again = await dialogue.command(`AT+CMGR=${index}`);
    if (again.is !== "ok" || !again.lines.includes(pdu)) continue;
    log.warn({ index }, "a message that cannot be read was removed from the modem");
    await remove(dialogue, index);
  }
  for (const { from, at, text, indexes } of wholeOf(stored, now())) {
    const key = createHash("sha256").update(`${from}\n${at}\n${text}`).digest("hex").slice(0, 24);
    try {
      await onSms({ from, at, text, key });
    } catch (error) {
      log.warn({ from: masked(from), error: messageOf(error) }, "a message could not be kept; it stays in the modem");
      continue;
    }
    for (const index of indexes) await remove(dialogue, index);
  }
}

interface Unreadable {
  readonly index: number;
  readonly pdu: string;
}

/** Pairs of lines: `+CMGL: <index>,<stat>,…` and the PDU. */
function storedIn(lines: readonly string[]): { stored: readonly Stored[]; unreadable: readonly Unreadable[] } {
  const stored: Stored[] = [];
  const unreadable: Unreadable[] = [];
  lines.forEach((line, i) => {
    if (!line.startsWith("+CMGL:")) return;
    const [index, stat] = fieldsOf(line.slice("+CMGL:".length));
    if (!CAME_IN.includes(stat ?? "")) return;
    const pdu = lines[i + 1] ?? "";
    const sms = delivered(pdu);
    if (sms === null) unreadable.push({ index: Number(index), pdu });
    else stored.push({ index: Number(index), sms });
  });
  return { stored, unreadable };
}

async function remove(dialogue: Dialogue, index: number): Promise<void> {
  await dialogue.command(`AT+CMGD=${index}`);
}
