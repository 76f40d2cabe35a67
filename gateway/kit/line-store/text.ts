// Texts in line protocol, and the lines of one request. Pure.
import { escape as escaped } from "@influxdata/influxdb-client";

/** Lines, and at the same position the number of what each was made from. */
export interface Lines {
  readonly lines: string[];
  readonly seqs: number[];
}

/** A text as a field. Some stores split lines before they look at quotes, so line breaks are written as JSON does. */
export function fieldText(text: string): string {
  return escaped.quoted(withoutControls(text, (char) => JSON.stringify(char).slice(1, -1)));
}

/** A text as a tag. A backslash would take the meaning from what follows it, and stores differ in how: it becomes `_`. */
export function tagText(text: string): string {
  return escaped.tag(withoutControls(text.replaceAll("\\", "_"), () => "_"));
}

function withoutControls(text: string, instead: (char: string) => string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
  return text.replace(/[\u0000-\u001f\u007f]/g, instead);
}
