// Finds things of the register: by words anywhere in them, by class, place, state and by how long their warranty lasts.
import type { Asset, AssetFields } from "../contract/assets.ts";
import type { KeptAsset } from "./book.ts";

const SOON_DAYS = 60;
const DAY_MS = 86_400_000;

export interface AssetQuery {
  readonly text: string | null;
  readonly class: string | null;
  /** Places that count; null: all. */
  readonly places: ReadonlySet<string> | null;
  readonly state: string | null;
  readonly warranty: Asset["warranty"] | null;
}

/** Whether the warranty still lasts on `today` (`YYYY-MM-DD`, campus). */
export function warrantyOf({ warrantyUntil, state }: AssetFields, today: string): Asset["warranty"] {
  if (warrantyUntil === null || state === "scrapped") return "none";
  if (warrantyUntil < today) return "over";
  const soon = new Date(Date.parse(today) + SOON_DAYS * DAY_MS).toISOString().slice(0, 10);
  return warrantyUntil <= soon ? "soon" : "valid";
}

/** True for what the query asks for; `placeName` is searched too. */
export function matches(
  { id, fields }: KeptAsset,
  query: AssetQuery,
  today: string,
  placeName: (id: string) => string,
): boolean {
  if (query.class !== null && fields.class !== query.class) return false;
  if (query.state !== null && fields.state !== query.state) return false;
  if (query.places !== null && (fields.place === null || !query.places.has(fields.place))) return false;
  if (query.warranty !== null && warrantyOf(fields, today) !== query.warranty) return false;
  if (query.text === null) return true;
  const { name, place, spot, owner, contractor, serial, mac, ip, device, note } = fields;
  const where = place === null ? null : placeName(place);
  const said = plain([id, name, where, spot, owner, contractor, serial, mac, ip, device, note].join("\n"));
  const digits = (mac ?? "").replaceAll(":", "");
  return plain(query.text)
    .split(/\s+/)
    .every((word) => said.includes(word) || (digits !== "" && digits.includes(word.replace(/[-:.]/g, "") || " ")));
}

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
