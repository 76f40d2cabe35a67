// The register of equipment (设备台账) as the API shows it: what the school owns, where it stands, who answers for it.

/** `in-use` counts for the healthy rate; `spare` and `scrapped` do not. */
export const ASSET_STATES = ["in-use", "spare", "scrapped"] as const;
export type AssetState = (typeof ASSET_STATES)[number];

/** What people fill in. Dates are `YYYY-MM-DD` on campus; null: not known. */
export interface AssetFields {
  readonly name: string;
  /** One of ASSET_CLASSES. */
  readonly class: string;
  /** Id of a place; null: nowhere yet. */
  readonly place: string | null;
  /** Where in the place, as people say it: 讲台, 机柜2. */
  readonly spot: string | null;
  /** Who answers for it. */
  readonly owner: string | null;
  readonly purchasedOn: string | null;
  /** Yuan. */
  readonly price: number | null;
  readonly warrantyUntil: string | null;
  /** Who repairs it under contract. */
  readonly contractor: string | null;
  readonly serial: string | null;
  /** `aa:bb:cc:dd:ee:ff`. */
  readonly mac: string | null;
  readonly ip: string | null;
  /** Id of the device in campus.yaml that it is. */
  readonly device: string | null;
  readonly note: string | null;
  readonly state: AssetState;
}

export interface Asset extends AssetFields {
  readonly id: string;
  /** 1, 2, 3 …: what a change is made for. */
  readonly version: number;
  readonly changedAt: string;
  readonly changedBy: string;
  /** What its label says; null: it has none, or it was revoked. Absent for whoever may not make labels. */
  readonly label?: { readonly token: string; readonly madeAt: string } | null;
  /** Tickets that are not over. */
  readonly openTickets: number;
  /** `soon`: within 60 days. */
  readonly warranty: "none" | "valid" | "soon" | "over";
}

export interface AssetPage {
  readonly assets: readonly Asset[];
  /** All that match, not this page alone. */
  readonly total: number;
  readonly next: string | null;
  readonly counts: { readonly warrantySoon: number; readonly warrantyOver: number };
}

/** What a table of assets would change, or did. */
export interface AssetImport {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** By line of the file, from 1; nothing is imported while there are any. */
  readonly errors: readonly { readonly line: number; readonly column: string; readonly message: string }[];
  /** False: this was a preview. */
  readonly imported: boolean;
}
