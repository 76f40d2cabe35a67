// What this folder asks of other parts of the gateway.
import type { CampusConfig } from "../config/campus.ts";
import type { RuleView } from "../contract/alarm-desk.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { History } from "../contract/history.ts";
import type { Delivery } from "../contract/notify.ts";
import type { DutyRecord, RoadRecord } from "../contract/sheets.ts";
import type { MonthlyTickets, Ticket } from "../contract/tickets.ts";
import type { Journal } from "../journal/journal.ts";
import type { Clock } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";
import type { Documents } from "./handlings.ts";

/** What was told to whom by which road. */
export interface Ledger {
  /** Those about this occurrence, digests that name it included; neither tests nor proofs. */
  deliveriesOf(alarm: string, occurrence: number): Promise<readonly Delivery[]>;
  roads(fromMs: number, toMs: number): Promise<readonly RoadRecord[]>;
}

/** Who was on duty. */
export interface DutyLedger {
  /** `sees`: of which posts; absent: of all. */
  record(fromMs: number, toMs: number, sees?: (post: string) => boolean): Promise<DutyRecord>;
  /** Of a person `p-…`; null: nobody of that id. */
  nameOf(person: string): string | null;
}

export interface TicketBook {
  list(
    wanted: (ticket: Pick<Ticket, "alarm">) => boolean,
    page: { readonly limit: number; readonly after: number },
  ): { readonly tickets: readonly Ticket[]; readonly total: number };
  figures(month: string, sees: (place: string | null) => boolean): MonthlyTickets | null;
}

export interface AlarmBook {
  get(id: string): Alarm | null;
  readonly desk: { rules(): readonly RuleView[] };
}

export interface AfterwardsParts {
  /** The data folder. */
  readonly folder: string;
  readonly accounts: Documents;
  readonly journal: Journal;
  readonly config: { readonly current: CampusConfig };
  readonly alarms: AlarmBook;
  readonly history: History;
  readonly tickets: TicketBook;
  /** Null: nobody is told anything. */
  readonly ledger: Ledger | null;
  /** Null: no roster is kept. */
  readonly duty: DutyLedger | null;
  /** When this gateway began to keep records, epoch ms; absent or null: nobody knows. */
  readonly recordsSince?: () => number | null;
  /** The module that reads the past of alarms from state.db; absent: the one of gateway/alarms. */
  readonly source?: URL;
  readonly clock: Clock;
  readonly log: Log;
}
