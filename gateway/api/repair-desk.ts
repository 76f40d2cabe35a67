// What the routes of equipment and repairs stand on; gateway/repair.ts puts it together from the parts that keep them.
import type { Asset, AssetFields, AssetImport, AssetPage } from "../contract/assets.ts";
import type { FindingKind, NetworkFinding, NetworkFindings } from "../contract/neighbours.ts";
import type { MonthlyTickets, Ticket, TicketAct } from "../contract/tickets.ts";
import type { Language } from "../kit/i18n.ts";

/** Who asks for a change, for the audit. */
export interface AskedBy {
  readonly account: string;
  readonly remote: string;
}

/** True when the asker may see what stands in this place; null: nowhere. */
export type SeesPlace = (place: string | null) => boolean;

export type RawAsset = Readonly<Partial<Record<keyof AssetFields, string | number | null>>>;

export interface AssetWish {
  readonly text: string | null;
  readonly class: string | null;
  readonly place: string | null;
  readonly state: string | null;
  readonly warranty: Asset["warranty"] | null;
}

export type AssetTable = "all" | "addresses";

export interface WrongField {
  readonly field: string;
  readonly fault: string;
}

/** Throws GatewayErrors `asset-changed`, `bad-request`. */
export interface AssetDesk {
  page(wish: AssetWish, sees: SeesPlace, page: { readonly limit: number; readonly after: number }): AssetPage;
  get(id: string): Asset | null;
  /** `id` null: a new one under an id of ours. */
  put(
    by: AskedBy,
    id: string | null,
    version: number,
    raw: RawAsset,
    sees: SeesPlace,
  ): Promise<{ readonly asset: Asset } | { readonly wrong: readonly WrongField[] }>;
  remove(by: AskedBy, id: string, version: number): Promise<void>;
  /** New labels; earlier ones of these things count no longer. */
  label(by: AskedBy, ids: readonly string[]): Promise<void>;
  unlabel(by: AskedBy, id: string): Promise<void>;
  /** `addresses`: who uses which computer, with MAC and IP. */
  table(wish: AssetWish | null, sees: SeesPlace, language: Language, kind: AssetTable): string;
  /** `message` of its errors is one of FieldFault's words. */
  importTable(by: AskedBy, csv: string, sees: SeesPlace, apply: boolean): Promise<AssetImport>;
}

export interface TicketWish {
  readonly asset: string | null;
  readonly place: string | null;
  readonly fault: string | null;
  readonly text: string | null;
  readonly alarm: {
    readonly id: string;
    readonly occurrence: number;
    readonly device: string | null;
    readonly raisedAt: string | null;
  } | null;
}

export interface TicketDoing {
  readonly act: TicketAct;
  readonly comment: string | null;
  readonly contractor: string | null;
  readonly duplicateOf: string | null;
  readonly register: Readonly<Record<string, string | number | null>>;
  readonly signature: string | null;
}

/** What tickets are chosen by, without looking at all of each. */
export type TicketTraits = Pick<Ticket, "state" | "asset" | "alarm" | "place" | "contractor">;

/** Throws GatewayErrors `ticket-changed`, `ticket-incomplete`, `bad-request`. */
export interface TicketDesk {
  /** Those that are `wanted`, newest first: a page of them, and how many there are. */
  list(
    wanted: (ticket: TicketTraits) => boolean,
    page: { readonly limit: number; readonly after: number },
  ): { readonly tickets: readonly Ticket[]; readonly total: number };
  get(id: string): Ticket | null;
  /** `fresh`: false when this occurrence of an alarm has its ticket already. */
  open(by: AskedBy, wish: TicketWish): Promise<{ readonly ticket: Ticket; readonly fresh: boolean }>;
  act(by: AskedBy, id: string, version: number, doing: TicketDoing): Promise<Ticket>;
  photo(id: string, sha256: string): Promise<{ readonly type: string; readonly bytes: Buffer } | null>;
  /** Null: no month. */
  figures(month: string, sees: SeesPlace): MonthlyTickets | null;
  /** The register of a month as CSV; null: no month. */
  table(month: string, sees: (ticket: TicketTraits) => boolean, language: Language): string | null;
}

/** What the repair page shows of a thing to whoever scanned its label. */
export interface Scanned {
  readonly asset: string;
  readonly name: string;
  readonly class: string;
  readonly where: string;
  readonly open: readonly Pick<Ticket, "id" | "state" | "fault" | "openedAt" | "meToo">[];
}

/** For people without an account, who hold a label's token. */
export interface RepairCounter {
  scan(token: string): Scanned | null;
  report(
    asset: string,
    said: { readonly fault: string; readonly text: string | null; readonly reporter: string | null },
    remote: string,
  ): Promise<string>;
  /** False: it is not an open ticket of this thing. */
  meToo(asset: string, ticket: string, remote: string): Promise<boolean>;
  /** False: it is no picture that we keep. */
  addPhoto(ticket: string, bytes: Buffer, remote: string): Promise<boolean>;
}

export interface FindingWish {
  readonly text: string | null;
  readonly kind: FindingKind | null;
  readonly state: "open" | "ignored" | "all";
  /** False: without numbers that devices made up. */
  readonly random: boolean;
}

/** True when the asker may see what this device saw. */
export type SeesDevice = (device: string) => boolean;

/** What is on the network and not as the register says. */
export interface NetworkDesk {
  page(wish: FindingWish, sees: SeesDevice, page: { readonly limit: number; readonly after: number }): NetworkFindings;
  get(id: string): NetworkFinding | null;
  /** `reason` null: it counts again. */
  ignore(by: AskedBy, id: string, reason: string | null): Promise<NetworkFinding | null>;
  table(wish: FindingWish, sees: SeesDevice, language: Language): string;
}

export interface RepairDesk {
  readonly network: NetworkDesk;
  readonly assets: AssetDesk;
  readonly tickets: TicketDesk;
  readonly counter: RepairCounter;
}
