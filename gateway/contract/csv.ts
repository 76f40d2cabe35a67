// Tables written as files so that Excel opens them right, changes nothing in them and runs nothing in them. Reading them is kit/csv.ts.

/** RFC 4180 with a byte order mark, so that Excel reads Chinese; a cell that would be a formula, a rounded number or a date stays text. */
export function csvText(rows: readonly (readonly (string | number | null)[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cellText).join(",")).join("\r\n")}\r\n`;
}

function cellText(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = guarded(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The full-width signs are those that a Chinese input method writes; Excel takes them, too. */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;
/** 007, 20 digits of a serial number, 3.10, 1E5, 3-2 and 2024/3: opened in a spreadsheet and saved again they are something else. */
const CHANGED = /^(0\d+|\d{12,}|\d+\.\d*0|\d+(\.\d+)?E[+-]?\d+|\d{1,4}[-/]\d{1,2}([-/]\d{1,4})?)$/i;
const DAY = /^\d{4}-\d\d-\d\d$/;

function guarded(text: string): string {
  if (FORMULA.test(text)) return `'${text}`;
  // A tab before it makes it text in Excel and in WPS; whoever reads the table trims it.
  return CHANGED.test(text) && !DAY.test(text) ? `\t${text}` : text;
}
