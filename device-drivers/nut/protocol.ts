// The lines of upsd's protocol (RFC 9271): words apart by spaces, quoted where they hold some. Pure.

/** What upsd answered to `LIST VAR`. */
export type Answer =
  | { readonly is: "variables"; readonly variables: ReadonlyMap<string, string> }
  /** `ERR`, with its code (RFC 9271 §5) such as DATA-STALE. */
  | { readonly is: "error"; readonly code: string }
  /** Something that cannot be an answer. */
  | { readonly is: "garbled"; readonly line: string };

/** The words of a line; within quotes a backslash takes the next character as it is. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g))
    words.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll(/\\(.)/g, "$1"));
  return words;
}

/** A word as it is sent. */
export function quoted(word: string): string {
  return `"${word.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** True when nothing more comes after this line. */
export function isLast(line: string): boolean {
  return /^(END LIST VAR|ERR|OK)\b/.test(line);
}

/** The variables of a UPS from all lines of an answer. */
export function answerOf(ups: string, lines: readonly string[]): Answer {
  const variables = new Map<string, string>();
  for (const line of lines) {
    const [kind, first = "", second = "", third = ""] = wordsOf(line);
    if (kind === "ERR") return { is: "error", code: first };
    if (kind === "VAR" && first === ups) variables.set(second, third);
    else if (!((kind === "BEGIN" || kind === "END") && first === "LIST" && second === "VAR" && third === ups))
      return { is: "garbled", line: line.slice(0, 100) };
  }
  return { is: "variables", variables };
}
