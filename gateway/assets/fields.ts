// Checks what people write into the register, in forms and in tables alike: one set of rules, one answer per field.
import { isIP } from "node:net";
import { assetClass } from "../contract/asset-classes.ts";
import { ASSET_STATES, type AssetFields, type AssetState } from "../contract/assets.ts";

/** What can be wrong with a field; the texts are the API's. */
export type FieldFault =
  | "required"
  | "too-long"
  | "not-a-date"
  | "not-a-price"
  | "not-a-mac"
  | "not-an-ip"
  | "not-an-id"
  | "unknown-class"
  | "unknown-state"
  | "unknown-place"
  | "unknown-device"
  | "device-taken"
  | "mac-taken"
  | "ip-taken"
  | "out-of-sight";

export interface WrongField {
  readonly field: string;
  readonly fault: FieldFault;
}

/** As it comes: text from a table, text or number from a form. */
export type RawFields = Readonly<Partial<Record<keyof AssetFields, string | number | null>>>;

/** What a campus has, for checking references. */
export interface Surroundings {
  hasPlace(id: string): boolean;
  hasDevice(id: string): boolean;
}

const LONGEST = {
  name: 64,
  spot: 64,
  owner: 64,
  contractor: 64,
  serial: 64,
  note: 500,
} as const;
const DEAREST = 100_000_000;

/** The fields in their one form, or everything that is wrong with them. */
export function checkFields(
  raw: RawFields,
  { hasPlace, hasDevice }: Surroundings,
): { readonly fields: AssetFields } | { readonly wrong: readonly WrongField[] } {
  const wrong: WrongField[] = [];
  const say = (field: keyof AssetFields, fault: FieldFault): null => {
    wrong.push({ field, fault });
    return null;
  };
  const line = (field: keyof typeof LONGEST): string | null => {
    const text = plain(raw[field]);
    if (text === null) return null;
    return text.length > LONGEST[field] ? say(field, "too-long") : text;
  };
  const one = <Value>(
    field: keyof AssetFields,
    read: (text: string) => Value | null,
    fault: FieldFault,
  ): Value | null => {
    const text = plain(raw[field]);
    if (text === null) return null;
    const value = read(text);
    return value === null ? say(field, fault) : value;
  };
  const fields = {
    name: line("name") ?? "",
    class: one("class", (id) => (assetClass(id) === undefined ? null : id), "unknown-class") ?? "",
    place: one("place", (id) => (hasPlace(id) ? id : null), "unknown-place"),
    spot: line("spot"),
    owner: line("owner"),
    purchasedOn: one("purchasedOn", dayIn, "not-a-date"),
    price: one("price", priceIn, "not-a-price"),
    warrantyUntil: one("warrantyUntil", dayIn, "not-a-date"),
    contractor: line("contractor"),
    serial: line("serial"),
    mac: one("mac", macIn, "not-a-mac"),
    ip: one("ip", (text) => (isIP(text) === 0 ? null : text.toLowerCase()), "not-an-ip"),
    device: one("device", (id) => (hasDevice(id) ? id : null), "unknown-device"),
    note: line("note"),
    state: one("state", stateIn, "unknown-state") ?? "in-use",
  };
  for (const field of ["name", "class"] as const) if (plain(raw[field]) === null) say(field, "required");
  return wrong.length > 0 ? { wrong } : { fields };
}

/** Text without spaces around it and without control characters; null when nothing is left. */
function plain(value: string | number | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value)
    .normalize("NFC")
    .replace(/\p{Cc}+/gu, " ")
    .trim();
  return text === "" ? null : text;
}

/** `2024-9-1`, `2024/09/01` and `2024年9月1日` are what spreadsheets and people write. */
function dayIn(text: string): string | null {
  const [, year, month, day] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const iso = at.toISOString().slice(0, 10);
  return Number(year) >= 1900 && iso === `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` ? iso : null;
}

function priceIn(text: string): number | null {
  const number = Number(text.replace(/^[¥￥]|,|元$/g, ""));
  return Number.isFinite(number) && number >= 0 && number <= DEAREST ? Math.round(number * 100) / 100 : null;
}

function macIn(text: string): string | null {
  const digits = text.toLowerCase().replace(/[-:. ]/g, "");
  return /^[0-9a-f]{12}$/.test(digits) ? (digits.match(/../g) ?? []).join(":") : null;
}

function stateIn(text: string): AssetState | null {
  return ASSET_STATES.find((state) => state === text) ?? null;
}
