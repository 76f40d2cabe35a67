// What a month of repairs came to: counts, mean times, and which part of the equipment was healthy (完好率).
import type { MonthlyTickets, TicketFigures } from "../contract/tickets.ts";
import type { KeptTicket } from "./ticket.ts";

/** Something that counts for the healthy rate: it is in use. */
export interface CountedAsset {
  readonly id: string;
  readonly class: string;
}

/** Figures of `[fromMs, toMs)`; what is healthy is looked at as of its end, or of `nowMs` when that comes first. */
export function monthlyFigures(
  month: string,
  { fromMs, toMs, nowMs }: { readonly fromMs: number; readonly toMs: number; readonly nowMs: number },
  tickets: readonly KeptTicket[],
  assets: readonly CountedAsset[],
): MonthlyTickets {
  const atMs = Math.min(toMs, nowMs);
  // What turned out to be nothing, or the same again, was no repair.
  const counted = tickets.filter(({ state }) => state !== "rejected" && state !== "duplicate");
  const broken = new Set(counted.filter((ticket) => isBrokenAt(ticket, atMs)).map(({ asset }) => asset));
  const figures = (some: readonly KeptTicket[]) => figuresOf(some, fromMs, toMs, atMs);
  const classes = [...new Set([...assets.map((asset) => asset.class), ...counted.map((ticket) => ticket.class)])];
  const byClass = classes.map((kind) => {
    const own = assets.filter((asset) => asset.class === kind);
    return {
      class: kind,
      ...figures(counted.filter((ticket) => ticket.class === kind)),
      assets: own.length,
      healthy: own.filter(({ id }) => !broken.has(id)).length,
    };
  });
  const contractors = [...new Set(counted.map(({ contractor }) => contractor))];
  return {
    month,
    all: figures(counted),
    byClass: byClass.sort((a, b) => b.opened - a.opened || (a.class < b.class ? -1 : 1)),
    byContractor: contractors
      .map((contractor) => ({
        contractor,
        ...figures(counted.filter((ticket) => ticket.contractor === contractor)),
      }))
      .filter(({ opened, done, open }) => opened + done + open > 0)
      .sort((a, b) => b.opened - a.opened),
    assets: assets.length,
    healthy: assets.filter(({ id }) => !broken.has(id)).length,
  };
}

/** From the report to the repair, whoever confirmed it when. */
function isBrokenAt({ openedMs, doneMs, closedMs }: KeptTicket, atMs: number): boolean {
  const until = doneMs ?? closedMs;
  return openedMs < atMs && (until === null || until >= atMs);
}

function figuresOf(tickets: readonly KeptTicket[], fromMs: number, toMs: number, atMs: number): TicketFigures {
  const inMonth = (ms: number | null): ms is number => ms !== null && ms >= fromMs && ms < toMs;
  const accepted = tickets.filter(({ acceptedMs }) => inMonth(acceptedMs));
  const done = tickets.filter(({ doneMs }) => inMonth(doneMs));
  return {
    opened: tickets.filter(({ openedMs }) => inMonth(openedMs)).length,
    done: done.length,
    open: tickets.filter((ticket) => isBrokenAt(ticket, atMs)).length,
    meanAcceptMs: mean(accepted.map(({ acceptedMs, openedMs }) => (acceptedMs ?? openedMs) - openedMs)),
    meanRepairMs: mean(done.map(({ doneMs, openedMs }) => (doneMs ?? openedMs) - openedMs)),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}
