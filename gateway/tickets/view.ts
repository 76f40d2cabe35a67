// A ticket as the contract shows it: times as text, and where it is in words.
import type { Ticket } from "../contract/tickets.ts";
import { formatTime } from "../contract/time.ts";
import type { KeptTicket } from "./ticket.ts";

/** As the contract shows it; `where` in words. */
export function ticketView(ticket: KeptTicket, where: string): Ticket {
  const { steps, register, openedMs, acceptedMs, doneMs, closedMs, ...same } = ticket;
  const { faultMs, fixedMs, signature, ...words } = register;
  const time = (ms: number | null) => (ms === null ? null : formatTime(ms));
  return {
    ...same,
    where,
    register: {
      ...words,
      faultAt: formatTime(faultMs),
      fixedAt: time(fixedMs),
      signature: signature === null ? null : { name: signature.name, by: signature.by, at: formatTime(signature.atMs) },
    },
    steps: steps.map(({ atMs, ...step }) => ({ at: formatTime(atMs), ...step })),
    openedAt: formatTime(openedMs),
    acceptedAt: time(acceptedMs),
    doneAt: time(doneMs),
    closedAt: time(closedMs),
  };
}
