// Repair (报修) as the API shows it: a ticket from the scan to the confirmation, with the fault register's fields.

/** `new` and `reopened` wait for somebody; `confirmed`, `rejected` and `duplicate` are over. */
export const TICKET_STATES = [
  "new",
  "accepted",
  "working",
  "done",
  "confirmed",
  "rejected",
  "duplicate",
  "reopened",
] as const;
export type TicketState = (typeof TICKET_STATES)[number]; // biome-ignore format: a list of words

/** What people do with a ticket. `note` and `hand` change no state. */
export const TICKET_ACTS = [
  "accept",
  "start",
  "finish",
  "confirm",
  "reject",
  "duplicate",
  "reopen",
  "hand",
  "note",
] as const;
export type TicketAct = (typeof TICKET_ACTS)[number]; // biome-ignore format: a list of words

const OVER: ReadonlySet<TicketState> = new Set(["confirmed", "rejected", "duplicate"]);

/** True when nobody needs to do anything about it any more. */
export function isOver(state: TicketState): boolean {
  return OVER.has(state);
}

const ACTS_IN: Readonly<Record<TicketState, readonly TicketAct[]>> = {
  new: ["accept", "start", "finish", "reject", "duplicate", "hand", "note"],
  accepted: ["start", "finish", "reject", "duplicate", "hand", "note"],
  working: ["finish", "reject", "duplicate", "hand", "note"],
  done: ["confirm", "reopen", "note"],
  confirmed: ["reopen", "note"],
  rejected: ["reopen", "note"],
  duplicate: ["reopen", "note"],
  reopened: ["accept", "start", "finish", "reject", "duplicate", "hand", "note"],
};

/** What can be done with a ticket in this state. */
export function actsIn(state: TicketState): readonly TicketAct[] {
  return ACTS_IN[state];
}

/** The acts of whoever repairs; all others are for those who run the repairs. */
export const REPAIR_ACTS: ReadonlySet<TicketAct> = new Set(["accept", "start", "finish", "note"]);

/** The fault register (故障登记): 故障时间, 现象, 分析, 排除过程, 结论, 排除时间, 签名. */
export interface FaultRegister {
  readonly faultAt: string;
  readonly symptom: string | null;
  readonly analysis: string | null;
  readonly process: string | null;
  readonly conclusion: string | null;
  readonly fixedAt: string | null;
  /** Name as signed, by which account, when. */
  readonly signature: { readonly name: string; readonly by: string; readonly at: string } | null;
}

export interface TicketStep {
  readonly at: string;
  /** Null: somebody without an account, at the repair page. */
  readonly by: string | null;
  readonly act: TicketAct | "open" | "me-too";
  readonly state: TicketState;
  readonly comment: string | null;
}

export interface TicketPhoto {
  readonly sha256: string;
  readonly type: string;
  readonly bytes: number;
}

export interface Ticket {
  /** Day and number, as people say it on the phone: `261122-3`. */
  readonly id: string;
  readonly version: number;
  readonly state: TicketState;
  readonly asset: string | null;
  /** As it was called when the ticket was opened. */
  readonly name: string;
  readonly class: string;
  readonly place: string | null;
  /** In words: the place, and where in it. */
  readonly where: string;
  readonly device: string | null;
  /** One of the class's faults; null: only the text says it. */
  readonly fault: string | null;
  readonly text: string | null;
  readonly via: "qr" | "account" | "alarm";
  /** As somebody called himself; kept on campus only. */
  readonly reporter: string | null;
  /** Others who said the same. */
  readonly meToo: number;
  readonly photos: readonly TicketPhoto[];
  readonly alarm: { readonly id: string; readonly occurrence: number } | null;
  /** The account of the contractor who has it. */
  readonly contractor: string | null;
  readonly duplicateOf: string | null;
  readonly register: FaultRegister;
  readonly steps: readonly TicketStep[];
  readonly openedAt: string;
  readonly acceptedAt: string | null;
  readonly doneAt: string | null;
  readonly closedAt: string | null;
}

/** Means over those of the month that came so far; null: none did. */
export interface TicketFigures {
  readonly opened: number;
  readonly done: number;
  readonly open: number;
  readonly meanAcceptMs: number | null;
  readonly meanRepairMs: number | null;
}

export interface MonthlyTickets {
  /** `YYYY-MM` on campus. */
  readonly month: string;
  readonly all: TicketFigures;
  readonly byClass: readonly (TicketFigures & {
    readonly class: string;
    /** 完好率 at the end of the month, or now: assets in use, and those of them without an open ticket. */
    readonly assets: number;
    readonly healthy: number;
  })[];
  readonly byContractor: readonly (TicketFigures & { readonly contractor: string | null })[];
  readonly assets: number;
  readonly healthy: number;
}
