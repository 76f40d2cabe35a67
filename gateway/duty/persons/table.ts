// The persons as a table: what its columns are called in both languages, and what a table that somebody filled in says. Pure.
import { csvText } from "../../contract/csv.ts";
import type { CsvLine } from "../../kit/csv.ts";
import type { Language } from "../../kit/i18n.ts";
import type { DutyFault } from "../documents.ts";
import type { KeptPerson } from "./book.ts";
import { checkPerson, type PersonFields } from "./person.ts";

const COLUMNS = [
  ["id", "编号", "Id"],
  ["name", "姓名", "Name"],
  ["phone1", "电话", "Phone", "手机", "手机号", "联系电话", "电话1"],
  ["phone2", "电话2", "Phone 2"],
  ["phone3", "电话3", "Phone 3"],
  ["mail", "邮箱", "Mail", "电子邮箱", "E-mail"],
  ["account", "账号", "Account"],
] as const;
type Column = (typeof COLUMNS)[number][0];

export interface TableFault {
  readonly line: number;
  readonly column: string;
  readonly fault: DutyFault;
}

export interface TableRow {
  readonly line: number;
  /** Null: a new one. */
  readonly id: string | null;
  readonly fields: PersonFields;
}

/** The persons as CSV with their whole numbers; without persons it is the form to fill in. */
export function tableOf(persons: readonly KeptPerson[], language: Language): string {
  const at = language === "en" ? 2 : 1;
  return csvText([
    COLUMNS.map((names) => names[at]),
    ...persons.map(({ id, name, phones, mail, account }) => [
      id,
      name,
      ...[0, 1, 2].map((n) => phones[n] ?? null),
      mail,
      account,
    ]),
  ]);
}

/** What a column is called. */
export function columnName(column: string, language: Language): string {
  const found = COLUMNS.find(([id]) => id === column);
  return found === undefined ? column : found[language === "en" ? 2 : 1];
}

/** What a table says, line by line; `before` fills in the columns that it leaves out. */
export function readTable(
  lines: readonly CsvLine[] | null,
  hasAccount: (id: string) => boolean,
  before: (id: string) => PersonFields | undefined,
): { readonly rows: readonly TableRow[]; readonly faults: readonly TableFault[] } {
  const [head, ...body] = lines ?? [];
  const columns = head?.cells.map(columnOf) ?? [];
  if (head === undefined || !columns.includes("name"))
    return { rows: [], faults: [{ line: 1, column: "name", fault: "noTable" }] };
  const faults: TableFault[] = head.cells.flatMap((cell, at) =>
    cell === "" || columns[at] !== null ? [] : [{ line: head.line, column: cell.slice(0, 40), fault: "unknownColumn" }],
  );
  const rows: TableRow[] = [];
  const seen = new Set<string>();
  for (const { line, cells } of body) {
    const given: Partial<Record<Column, string>> = {};
    for (const [at, column] of columns.entries()) if (column !== null) given[column] = cells[at] ?? "";
    const id = given.id ?? "";
    const known = id === "" ? undefined : before(id);
    if (id !== "" && known === undefined) faults.push({ line, column: "id", fault: "unknownPerson" });
    if (id !== "" && seen.has(id)) faults.push({ line, column: "id", fault: "twice" });
    seen.add(id);
    const checked = checkPerson(
      {
        name: given.name ?? known?.name ?? "",
        phones: [1, 2, 3].map((n) => given[phoneColumn(n)] ?? known?.phones[n - 1] ?? ""),
        mail: given.mail ?? known?.mail ?? null,
        account: given.account ?? known?.account ?? null,
      },
      hasAccount,
    );
    if ("wrong" in checked) {
      faults.push(...checked.wrong.map(({ path, fault }) => ({ line, column: columnAt(path), fault })));
    } else rows.push({ line, id: id === "" ? null : id, fields: checked.fields });
  }
  return { rows, faults };
}

function phoneColumn(n: number): Column {
  return n === 1 ? "phone1" : n === 2 ? "phone2" : "phone3";
}

/** `/phones/1` stands in the second column of numbers. */
function columnAt(path: string): string {
  const [, field = "", n] = path.split("/");
  return field === "phones" ? phoneColumn(Number(n ?? 0) + 1) : field;
}

function columnOf(cell: string): Column | null {
  const wanted = bare(cell);
  return COLUMNS.find((names) => names.some((name) => bare(name) === wanted))?.[0] ?? null;
}

function bare(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s()*]/g, "");
}
