// Tables from files: RFC 4180 read leniently, as spreadsheets and people save them. Writing them is contract/csv.ts.

/** More cells in a line than any table of ours: the file is something else. */
const MOST_CELLS = 200;

export interface CsvLine {
  /** Of the file, from 1: where its first character stands. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The lines of a table that hold something; the separator is what the first line uses. Null: a quote is never closed. */
export function readCsv(given: string): readonly CsvLine[] | null {
  const text = given.replace(/^\uFEFF/, "");
  const separator = separatorOf(text);
  const lines: CsvLine[] = [];
  let cells: string[] = [];
  let cell = "";
  let line = 1;
  let began = 1;
  let quoted = false;
  const endCell = () => {
    if (cells.length < MOST_CELLS) cells.push(withoutGuard(cell.trim()));
    cell = "";
  };
  const endLine = () => {
    endCell();
    if (cells.some((one) => one !== "")) lines.push({ line: began, cells });
    cells = [];
    began = line;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? "";
    if (char === "\n") line += 1;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[i + 1] === '"') cell += text[++i] ?? "";
      else quoted = false;
    } else if (char === '"' && cell.trim() === "") {
      quoted = true;
      cell = "";
    } else if (char === separator) endCell();
    else if (char === "\n") endLine();
    else cell += char;
  }
  if (quoted) return null;
  if (cell !== "" || cells.length > 0) endLine();
  return lines;
}

function separatorOf(text: string): string {
  const head = text.slice(0, Math.max(0, text.search(/\r?\n|$/)));
  const counts = [",", "\t", ";"].map((separator) => [separator, head.split(separator).length] as const);
  return counts.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** The quote that keeps a spreadsheet from calculating is not part of the text. */
function withoutGuard(text: string): string {
  return /^'[=+\-@＝＋－＠]/.test(text) ? text.slice(1) : text;
}
