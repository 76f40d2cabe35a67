// Hands a text to the browser as a file.

/** Begins with a byte order mark, by which spreadsheets know that Chinese text is UTF-8. */
const BOM = "\uFEFF";

export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([BOM, text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
