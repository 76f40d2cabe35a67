// Equipment and repairs in the gateway: the register, who is on the network and not in it, the tickets, their photos, and what the interface
// asks of them.
import { join } from "node:path";
import type { RepairDesk } from "./api/repair-desk.ts";
import { assetDesk } from "./asset-desk.ts";
import { openAssets } from "./assets/book.ts";
import type { CampusConfig } from "./config/campus.ts";
import type { Neighbour } from "./contract/neighbours.ts";
import type { Journal } from "./journal/journal.ts";
import { happening } from "./journal/record.ts";
import type { Accounts } from "./kit/accounts/accounts.ts";
import type { Clock } from "./kit/clock.ts";
import { messageOf } from "./kit/errors.ts";
import type { Log } from "./kit/log.ts";
import { openFindings } from "./network/book.ts";
import { networkDesk, registerOf, watchersIn } from "./network-desk.ts";
import { repairCounter, type TicketDeskParts, ticketDesk } from "./ticket-desk.ts";
import { openTickets } from "./tickets/book.ts";
import { dayIn } from "./tickets/days.ts";
import { openEvidence } from "./tickets/evidence.ts";

export interface RepairParts {
  /** The data folder. */
  readonly folder: string;
  readonly accounts: Accounts;
  readonly config: { readonly current: CampusConfig };
  /** By id; absent: nobody watches the network. */
  readonly profiles?: ReadonlyMap<string, { readonly points: ReadonlyMap<string, unknown> }>;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Repair extends RepairDesk, Disposable {
  /** Takes everybody that a device saw on the network; gives what its reading says of the register. */
  saw(device: string, neighbours: readonly Neighbour[]): Readonly<Record<string, number>>;
}

/** Reads both registers from campus.db. */
export async function openRepair(parts: RepairParts): Promise<Repair> {
  const { folder, accounts, config, journal, clock, log } = parts;
  const day = dayIn(config.current.campus.timezone);
  const assets = openAssets({ store: accounts, clock });
  const tickets = await openTickets({ store: accounts, journal, day, clock, log });
  const sources = { assets, config };
  const findings = openFindings({ store: accounts, register: registerOf(sources), journal, clock, log });
  const watching = () =>
    watchersIn(config.current, (profile, point) => parts.profiles?.get(profile)?.points.has(point) === true);
  const desk: TicketDeskParts = {
    tickets,
    assets,
    evidence: openEvidence(join(folder, "evidence")),
    config,
    day,
    onPhoto: (ticket, sha256, bytes) => {
      journal
        .append(happening("event", "evidence.stored", clock.now(), { ticket, sha256, bytes }))
        .catch((error: unknown) => log.warn({ ticket, reason: messageOf(error) }, "a photo's entry was not stored"));
    },
    clock,
  };
  return {
    assets: assetDesk({
      assets,
      config,
      openTickets: (id) => tickets.openOf(id).length,
      today: () => day(clock.now()),
    }),
    tickets: ticketDesk(desk),
    counter: repairCounter(desk),
    network: networkDesk(sources, findings, watching),
    saw: (device, neighbours) => findings.saw(device, neighbours),
    [Symbol.dispose]: () => tickets[Symbol.dispose](),
  };
}
