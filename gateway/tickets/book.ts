// The tickets: kept in campus.db, in memory for every question, each step with its audit and an entry of the journal that holds no names.

import { isOver, type TicketPhoto } from "../contract/tickets.ts";
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import type { AuditRecord } from "../kit/accounts/accounts.ts";
import type { Document, DocumentChanges } from "../kit/accounts/documents.ts";
import { canonicalJson, hashOf } from "../kit/canonical.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { actOn, type Doing, type KeptTicket, meTooOn, type Opening, openTicket, withPhoto } from "./ticket.ts";

const KIND = "ticket";
/** Names of reporters are forgotten so long after their ticket is over. */
const KEEP_NAMES_MS = 90 * 86_400_000;
const FORGET_EVERY_MS = 6 * 3_600_000;
/** What happened so lately is told again at start, in case the stop came between the file and the journal, which knows repeats by their key. */
const TELL_AGAIN_MS = 2 * 86_400_000;

export interface Documents {
  documents(kind: string): readonly Document[];
  changeDocuments(changes: DocumentChanges, record: AuditRecord): Promise<void>;
}

export interface TicketParts {
  readonly store: Documents;
  readonly journal: Pick<Journal, "append">;
  /** The day on campus, `YYYY-MM-DD`. */
  readonly day: (ms: number) => string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Tickets extends Disposable {
  /** Newest first. */
  list(): readonly KeptTicket[];
  get(id: string): KeptTicket | undefined;
  /** Those of a thing that are not over, newest first. */
  openOf(asset: string): readonly KeptTicket[];
  /**
   * Opens one; of an alarm's occurrence there is one only, which is then not `fresh`. Throws GatewayError `ticket-changed` when its thing has
   * `mostOpen` open ones already.
   */
  open(
    opening: Opening,
    remote: string,
    mostOpen?: number,
  ): Promise<{ readonly ticket: KeptTicket; readonly fresh: boolean }>;
  /** Throws GatewayErrors `ticket-changed`, `ticket-incomplete`. */
  act(id: string, version: number, doing: Doing, remote: string): Promise<KeptTicket>;
  meToo(id: string, remote: string): Promise<KeptTicket>;
  addPhoto(id: string, photo: TicketPhoto, remote: string): Promise<KeptTicket>;
}

/** Reads the tickets, tells the journal what it may have missed, and keeps them. */
export async function openTickets(parts: TicketParts): Promise<Tickets> {
  const { store, journal, day, clock, log } = parts;
  const tickets = new Map(store.documents(KIND).map((document) => [document.id, keptOf(document)]));
  let newest: readonly KeptTicket[] | null = null;
  const list = () => {
    newest ??= [...tickets.values()].sort((a, b) => b.openedMs - a.openedMs || number(b.id) - number(a.id));
    return newest;
  };
  const openOf = (asset: string) => list().filter((ticket) => ticket.asset === asset && !isOver(ticket.state));
  // One after the other: numbers of the day are given in order, and each step sees the one before.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };

  async function save(next: KeptTicket, by: string | null, remote: string, type: string): Promise<KeptTicket> {
    const body = canonicalJson(next);
    const { id, version } = next;
    const document = { kind: KIND, id, version, hash: hashOf(body), body, changedMs: clock.now(), by: by ?? "" };
    const detail = { ticket: id, version, state: next.state, contractor: next.contractor };
    await store.changeDocuments({ put: [document], remove: [] }, { type, account: by, remote, detail });
    tickets.set(id, next);
    newest = null;
    return next;
  }

  async function tell(ticket: KeptTicket): Promise<void> {
    const step = ticket.steps.at(-1);
    if (step === undefined || step.act === "note") return;
    const { id, asset, class: kind, place, device, fault, via, alarm, contractor, meToo } = ticket;
    const body = {
      ticket: id,
      state: step.state,
      by: step.by,
      asset,
      class: kind,
      place,
      fault,
      via,
      alarm,
      contractor,
      meToo,
    };
    const type = `ticket.${TOLD[step.act] ?? step.state}`;
    // The number of the step makes the key: told again after a stop, it is the same entry.
    const key = `ticket:${id}:${ticket.steps.length}`;
    await journal.append(happening("event", type, clock.now(), body, { device, key }));
  }

  async function told(saved: KeptTicket): Promise<KeptTicket> {
    try {
      await tell(saved);
    } catch (error) {
      log.warn({ ticket: saved.id, reason: messageOf(error) }, "a step of a ticket is not in the journal yet");
    }
    return saved;
  }

  function present(id: string): KeptTicket {
    const ticket = tickets.get(id);
    if (ticket === undefined) throw changed(id, 0);
    return ticket;
  }

  async function forgetNames(): Promise<void> {
    const before = clock.now() - KEEP_NAMES_MS;
    for (const ticket of list()) {
      if (ticket.reporter === null || ticket.closedMs === null || ticket.closedMs > before) continue;
      const next = { ...ticket, version: ticket.version + 1, reporter: null };
      await inTurn(() => save(next, null, "local", "ticket.name-forgotten"));
    }
  }

  const forgetting = clock.every(FORGET_EVERY_MS, () => {
    forgetNames().catch((error: unknown) =>
      log.warn({ reason: messageOf(error) }, "a reporter's name was not removed"),
    );
  });
  const lately = clock.now() - TELL_AGAIN_MS;
  const untold = list().filter(({ steps }) => (steps.at(-1)?.atMs ?? 0) > lately);
  await Promise.all(untold.map(told));

  return {
    list,
    get: (id) => tickets.get(id),
    openOf,
    open: (opening, remote, mostOpen = Number.POSITIVE_INFINITY) =>
      inTurn(async () => {
        const { asset, alarm } = opening;
        const known = list().find((one) => alarm !== null && sameOccurrence(one.alarm, alarm));
        if (known !== undefined) return { ticket: known, fresh: false };
        if (asset !== null && openOf(asset).length >= mostOpen) throw reportedAlready(asset, mostOpen);
        const nowMs = clock.now();
        const prefix = day(nowMs).slice(2).replaceAll("-", "");
        const today = [...tickets.keys()].filter((id) => id.startsWith(`${prefix}-`)).map(number);
        const id = `${prefix}-${Math.max(0, ...today) + 1}`;
        const made = await save(openTicket(id, nowMs, opening), opening.by, remote, "ticket.opened");
        return { ticket: await told(made), fresh: true };
      }),
    act: (id, version, doing, remote) =>
      inTurn(async () => {
        const before = present(id);
        if (before.version !== version) throw changed(id, before.version);
        return await told(await save(actOn(before, clock.now(), doing), doing.by, remote, "ticket.changed"));
      }),
    meToo: (id, remote) =>
      inTurn(async () => await told(await save(meTooOn(present(id), clock.now()), null, remote, "ticket.changed"))),
    addPhoto: (id, photo, remote) =>
      inTurn(async () => {
        const before = present(id);
        const next = withPhoto(before, photo);
        return next === before ? before : await save(next, null, remote, "ticket.changed");
      }),
    [Symbol.dispose]: () => forgetting[Symbol.dispose](),
  };
}

/** Types of entries that are not called like the state. */
const TOLD: Readonly<Record<string, string>> = { open: "opened", "me-too": "me-too", hand: "handed", start: "working" };

function number(id: string): number {
  return Number(id.split("-")[1]);
}

function keptOf({ body }: Document): KeptTicket {
  return JSON.parse(body) as KeptTicket;
}

function changed(id: string, version: number): GatewayError {
  return new GatewayError(
    "ticket-changed",
    `${id} is at version ${version} by now`,
    "Read it again and decide on its present state.",
  );
}

function sameOccurrence(a: KeptTicket["alarm"], b: KeptTicket["alarm"]): boolean {
  return a?.id === b?.id && a?.occurrence === b?.occurrence;
}

function reportedAlready(asset: string, count: number): GatewayError {
  return new GatewayError(
    "ticket-changed",
    `${asset} has ${count} open tickets already`,
    "Say that you have one of them too.",
  );
}
