// Repairs as they are now: asked for once, and again when the gateway says that one moved on.

import type { Ticket } from "#gateway/contract/tickets.ts";
import { queryClient, useGet } from "../../api/queries.ts";
import { useEntries } from "../../live/hooks.ts";

/** Contractors hear no entries, so everybody asks now and then. */
const AGAIN_MS = 20_000;
const BACKWARDS = 200;

export interface TicketPage {
  readonly tickets: readonly Ticket[];
  readonly total: number;
}

export function useTickets(withOver: boolean) {
  useTicketNews();
  return useGet<TicketPage>(`/tickets?state=${withOver ? "all" : "open"}&limit=${BACKWARDS}`, { refresh: AGAIN_MS });
}

export function useTicket(id: string) {
  useTicketNews();
  return useGet<Ticket>(`/tickets/${encodeURIComponent(id)}`, { refresh: AGAIN_MS });
}

/** Everything that was read of repairs and equipment is asked for again. */
export async function askForTickets(): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey: [path] }) => /^\/(tickets|assets)/.test(String(path)),
  });
}

function useTicketNews(): void {
  useEntries(({ type }) => {
    if (type?.startsWith("ticket.") === true) void askForTickets();
  });
}
