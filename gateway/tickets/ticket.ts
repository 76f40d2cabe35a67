// What becomes of a ticket when somebody does something with it: pure, from the scan to the confirmation.
import {
  actsIn,
  type FaultRegister,
  isOver,
  type Ticket,
  type TicketAct,
  type TicketPhoto,
  type TicketState,
  type TicketStep,
} from "../contract/tickets.ts";
import { GatewayError } from "../kit/errors.ts";

/** A ticket as it is kept: times in epoch milliseconds, all else as the contract shows it. */
export interface KeptTicket
  extends Omit<Ticket, "where" | "openedAt" | "acceptedAt" | "doneAt" | "closedAt" | "steps" | "register"> {
  readonly steps: readonly KeptStep[];
  readonly register: KeptRegister;
  readonly openedMs: number;
  readonly acceptedMs: number | null;
  readonly doneMs: number | null;
  readonly closedMs: number | null;
}

export interface KeptStep extends Omit<TicketStep, "at"> {
  readonly atMs: number;
}

export interface KeptRegister extends Omit<FaultRegister, "faultAt" | "fixedAt" | "signature"> {
  readonly faultMs: number;
  readonly fixedMs: number | null;
  readonly signature: { readonly name: string; readonly by: string; readonly atMs: number } | null;
}

/** What somebody tells who opens one. */
export interface Opening {
  readonly asset: string | null;
  readonly name: string;
  readonly class: string;
  readonly place: string | null;
  readonly device: string | null;
  readonly fault: string | null;
  readonly text: string | null;
  readonly via: Ticket["via"];
  readonly reporter: string | null;
  readonly alarm: Ticket["alarm"];
  /** When it broke; null: now. */
  readonly faultMs: number | null;
  /** Null: somebody without an account. */
  readonly by: string | null;
}

/** What somebody does with one. */
export interface Doing {
  readonly act: TicketAct;
  readonly by: string;
  readonly comment: string | null;
  /** With `hand`: the account that gets it; null takes it back. */
  readonly contractor: string | null;
  /** With `duplicate`: the ticket that stays. */
  readonly duplicateOf: string | null;
  /** What is written into the fault register; absent fields stay as they are. */
  readonly register: Partial<
    Pick<KeptRegister, "symptom" | "analysis" | "process" | "conclusion" | "faultMs" | "fixedMs">
  >;
  /** The name under the register, with `finish`. */
  readonly signature: string | null;
}

/** More steps than any repair has: a script that writes notes for ever ends here, and what ends a ticket still goes. */
const MOST_STEPS = 200;
const ENDLESS: ReadonlySet<TicketAct> = new Set(["note", "hand", "reopen"]);
/** People without an account are counted without end, but take no more of the steps. */
const MOST_ECHOES = 20;
export const MOST_PHOTOS = 3;

export function openTicket(id: string, nowMs: number, opening: Opening): KeptTicket {
  const { by, faultMs, ...said } = opening;
  return {
    ...said,
    id,
    version: 1,
    state: "new",
    meToo: 0,
    photos: [],
    contractor: null,
    duplicateOf: null,
    register: {
      faultMs: faultMs ?? nowMs,
      symptom: null,
      analysis: null,
      process: null,
      conclusion: null,
      fixedMs: null,
      signature: null,
    },
    steps: [{ atMs: nowMs, by, act: "open", state: "new", comment: null }],
    openedMs: nowMs,
    acceptedMs: null,
    doneMs: null,
    closedMs: null,
  };
}

const AFTER: Readonly<Partial<Record<TicketAct, TicketState>>> = {
  accept: "accepted",
  start: "working",
  finish: "done",
  confirm: "confirmed",
  reject: "rejected",
  duplicate: "duplicate",
  reopen: "reopened",
};

/** The next version. Throws GatewayErrors `ticket-changed` for an act that this state does not allow, `bad-request` for what is missing. */
export function actOn(ticket: KeptTicket, nowMs: number, doing: Doing): KeptTicket {
  const { act, by, comment, signature } = doing;
  if (!actsIn(ticket.state).includes(act)) throw notNow(ticket, act);
  if (ENDLESS.has(act) && ticket.steps.length >= MOST_STEPS)
    throw wanting("comment", `${ticket.id} has ${MOST_STEPS} steps already`);
  const state = AFTER[act] ?? ticket.state;
  if ((act === "reject" || act === "reopen" || act === "note") && comment === null)
    throw wanting("comment", `${ticket.id}: say why`);
  if (act === "duplicate" && doing.duplicateOf === null) throw wanting("duplicateOf", `${ticket.id}: say of which`);
  // What was signed stands as it was signed: whoever changes it reopens the ticket and signs again.
  if (Object.keys(doing.register).length > 0 && !actsIn(ticket.state).includes("finish"))
    throw notNow(ticket, "register");
  const register = { ...ticket.register, ...doing.register };
  if (act === "finish") {
    if (register.conclusion === null) throw wanting("register/conclusion", `${ticket.id}: what was the conclusion`);
    if (signature === null) throw wanting("signature", `${ticket.id}: who signs`);
    if ((register.fixedMs ?? nowMs) < register.faultMs || (register.fixedMs ?? nowMs) > nowMs + 60_000)
      throw wanting("register/fixedAt", `${ticket.id}: repaired before it broke, or in the future`);
  }
  const finished = act === "finish";
  const again = act === "reopen";
  return {
    ...ticket,
    version: ticket.version + 1,
    state,
    contractor: act === "hand" ? doing.contractor : ticket.contractor,
    duplicateOf: act === "duplicate" ? doing.duplicateOf : again ? null : ticket.duplicateOf,
    register: {
      ...register,
      fixedMs: finished ? (register.fixedMs ?? nowMs) : again ? null : register.fixedMs,
      signature:
        finished && signature !== null ? { name: signature, by, atMs: nowMs } : again ? null : register.signature,
    },
    acceptedMs: ticket.acceptedMs ?? (act === "accept" || act === "start" || finished ? nowMs : null),
    doneMs: finished ? nowMs : again ? null : ticket.doneMs,
    closedMs: isOver(state) ? (act === "note" ? ticket.closedMs : nowMs) : null,
    steps: [...ticket.steps, { atMs: nowMs, by, act, state, comment }],
  };
}

/** One more person says the same. */
export function meTooOn(ticket: KeptTicket, nowMs: number): KeptTicket {
  const echo: KeptStep = { atMs: nowMs, by: null, act: "me-too", state: ticket.state, comment: null };
  return {
    ...ticket,
    version: ticket.version + 1,
    meToo: ticket.meToo + 1,
    steps: ticket.meToo >= MOST_ECHOES ? ticket.steps : [...ticket.steps, echo],
  };
}

export function withPhoto(ticket: KeptTicket, photo: TicketPhoto): KeptTicket {
  if (ticket.photos.some(({ sha256 }) => sha256 === photo.sha256)) return ticket;
  if (ticket.photos.length >= MOST_PHOTOS)
    throw wanting("", `${ticket.id} has ${MOST_PHOTOS} photos; more are not taken`);
  return { ...ticket, version: ticket.version + 1, photos: [...ticket.photos, photo] };
}

function notNow(ticket: KeptTicket, act: string): GatewayError {
  return new GatewayError(
    "ticket-changed",
    `${ticket.id} is ${ticket.state} by now, which leaves no room for "${act}"`,
    "Read it again and decide on its present state.",
  );
}

/** The field that is missing or wrong is in `words`, for whoever says it in another language. */
function wanting(field: string, message: string): GatewayError {
  return new GatewayError("ticket-incomplete", message, "Fill in the field that is named and send it again.", {
    words: { key: "field", values: { field } },
  });
}
