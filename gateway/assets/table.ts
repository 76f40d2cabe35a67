// The register as a table: what its columns are called in both languages, and what a table that somebody filled in says.
import { ASSET_CLASSES } from "../contract/asset-classes.ts";
import type { AssetFields } from "../contract/assets.ts";
import { csvText } from "../contract/csv.ts";
import type { CsvLine } from "../kit/csv.ts";
import type { Language } from "../kit/i18n.ts";
import type { KeptAsset } from "./book.ts";
import { checkFields, type FieldFault, type RawFields, type Surroundings } from "./fields.ts";

type Column = keyof AssetFields | "id";

const COLUMNS: readonly (readonly [column: Column, zh: string, en: string, ...alsoRead: readonly string[]])[] = [
  ["id", "编号", "Id"],
  ["name", "名称", "Name"],
  ["class", "类别", "Class"],
  ["place", "场所", "Place"],
  ["spot", "位置", "Spot"],
  ["owner", "责任人", "Owner", "使用人", "使用者姓名", "使用者", "User"],
  ["purchasedOn", "购置日期", "Purchased on"],
  ["price", "价格(元)", "Price (yuan)"],
  ["warrantyUntil", "质保到期", "Warranty until"],
  ["contractor", "维保单位", "Contractor"],
  ["serial", "序列号", "Serial number"],
  ["mac", "MAC", "MAC", "MAC地址", "MAC address"],
  ["ip", "IP", "IP", "IP地址", "IP address"],
  ["device", "对应设备", "Device"],
  ["state", "状态", "State"],
  ["note", "备注", "Note"],
];
/** What an inspection asks for: whose each computer is, and under which numbers it is on the network. */
const ADDRESSES: readonly (readonly [column: Column, zh: string, en: string])[] = [
  ["id", "编号", "Id"],
  ["owner", "使用人", "User"],
  ["mac", "MAC地址", "MAC address"],
  ["ip", "IP地址", "IP address"],
  ["name", "名称", "Name"],
  ["class", "类别", "Class"],
  ["place", "场所", "Place"],
  ["spot", "位置", "Spot"],
  ["state", "状态", "State"],
  ["note", "备注", "Note"],
];
/** On the list of addresses even before anybody wrote one down. */
const ASKED_FOR: readonly string[] = ["computer", "server", "class-board"];
const STATE_WORDS: Readonly<Record<AssetFields["state"], readonly [string, string]>> = {
  "in-use": ["在用", "In use"],
  spare: ["备用", "Spare"],
  scrapped: ["报废", "Scrapped"],
};

export interface Places {
  name(id: string): string;
  /** The place of that id or name; null when none or several are called so. */
  find(text: string): string | null;
}

/** What the column is called. */
export function columnName(column: string, language: Language): string {
  const found = COLUMNS.find(([id]) => id === column);
  return found === undefined ? column : found[language === "en" ? 2 : 1];
}

/** The register as CSV; without assets it is the form to fill in. */
export function tableOf(
  assets: readonly KeptAsset[],
  language: Language,
  places: Places,
  kind: "all" | "addresses" = "all",
): string {
  const at = language === "en" ? 1 : 0;
  const columns = (kind === "all" ? COLUMNS : ADDRESSES).map(
    ([column, ...names]) => [column, names[at] ?? column] as const,
  );
  const isOn = ({ fields }: KeptAsset) =>
    kind === "all" ||
    (fields.state !== "scrapped" && (fields.mac !== null || fields.ip !== null || ASKED_FOR.includes(fields.class)));
  const words: Partial<Record<Column, (asset: KeptAsset) => string | null>> = {
    id: ({ id }) => id,
    class: ({ fields }) => ASSET_CLASSES.find(({ id }) => id === fields.class)?.label[language] ?? fields.class,
    place: ({ fields }) => (fields.place === null ? null : places.name(fields.place)),
    state: ({ fields }) => STATE_WORDS[fields.state][at],
  };
  const cell = (asset: KeptAsset, column: Column) =>
    words[column]?.(asset) ?? (column === "id" ? asset.id : asset.fields[column]);
  return csvText([
    columns.map(([, name]) => name),
    ...assets.filter(isOn).map((asset) => columns.map(([column]) => cell(asset, column))),
  ]);
}

export interface TableFault {
  readonly line: number;
  /** Empty: the line or the file as a whole. */
  readonly column: string;
  readonly fault: FieldFault | "no-table" | "twice" | "unknown-column";
}

export interface TableRow {
  readonly line: number;
  /** Null: a new one. */
  readonly id: string | null;
  readonly fields: AssetFields;
}

/** What a table says, line by line; `before` fills in the columns that it leaves out. */
export function readTable(
  lines: readonly CsvLine[] | null,
  around: Surroundings & { readonly places: Places; before(id: string): AssetFields | undefined },
): { readonly rows: readonly TableRow[]; readonly faults: readonly TableFault[] } {
  const [head, ...body] = lines ?? [];
  const columns = head?.cells.map(columnOf) ?? [];
  if (head === undefined || !columns.includes("name"))
    return { rows: [], faults: [{ line: 1, column: "name", fault: "no-table" }] };
  const faults: TableFault[] = head.cells.flatMap((cell, at) =>
    cell === "" || columns[at] !== null
      ? []
      : [{ line: head.line, column: cell.slice(0, 40), fault: "unknown-column" }],
  );
  const rows: TableRow[] = [];
  const seen = new Set<string>();
  for (const { line, cells } of body) {
    const given: Partial<Record<Column, string>> = {};
    for (const [at, column] of columns.entries()) if (column !== null) given[column] = cells[at] ?? "";
    const id = (given.id ?? "").toLowerCase();
    if (id !== "" && !/^[a-z0-9][a-z0-9_-]{0,31}$/.test(id)) faults.push({ line, column: "id", fault: "not-an-id" });
    if (id !== "" && seen.has(id)) faults.push({ line, column: "id", fault: "twice" });
    seen.add(id);
    const { id: _, ...said } = given;
    const raw: RawFields = { ...around.before(id), ...withWords(said, around.places) };
    const checked = checkFields(raw, around);
    if ("wrong" in checked) {
      faults.push(...checked.wrong.map(({ field, fault }) => ({ line, column: field, fault })));
    } else rows.push({ line, id: id === "" ? null : id, fields: checked.fields });
  }
  return { rows, faults };
}

function columnOf(cell: string): Column | null {
  const wanted = bare(cell);
  return COLUMNS.find(([id, ...names]) => [id, ...names].some((name) => bare(name) === wanted))?.[0] ?? null;
}

function bare(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s()*]/g, "");
}

/** Words of either language as ids; what is no word stays, and is then told as wrong. */
function withWords(given: Partial<Record<keyof AssetFields, string>>, places: Places): RawFields {
  const words: { -readonly [Field in keyof RawFields]: RawFields[Field] } = { ...given };
  const { class: kind, place, state } = given;
  if (kind !== undefined) {
    const found = ASSET_CLASSES.find(({ label }) => Object.values(label).some((name) => bare(name) === bare(kind)));
    words.class = found?.id ?? kind;
  }
  if (place !== undefined && place !== "") words.place = places.find(place) ?? place;
  if (state !== undefined) {
    const found = Object.entries(STATE_WORDS).find(([, names]) => names.some((name) => bare(name) === bare(state)));
    words.state = found?.[0] ?? state;
  }
  return words;
}
