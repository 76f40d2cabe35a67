// Finds a key that is written twice in one object of a JSON text: JSON.parse keeps the last and says nothing, so that a copied block whose
// name was not changed would take the place of the first.

export interface RepeatedKey {
  readonly key: string;
  /** Of the second one, from 1. */
  readonly line: number;
}

/** A string, or a sign that opens, parts or closes; what stands between them names nothing. */
const PIECES = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/** The first key that repeats; null when none does. `text` is JSON that JSON.parse has read. */
export function repeatedKey(text: string): RepeatedKey | null {
  // One entry per open object or list; null: a list, which has no keys.
  const open: (Set<string> | null)[] = [];
  let named: { readonly key: string; readonly at: number } | null = null;
  for (const { 0: piece, index } of text.matchAll(PIECES)) {
    if (piece === "{" || piece === "[") open.push(piece === "{" ? new Set() : null);
    else if (piece === "}" || piece === "]") open.pop();
    else if (piece === ":" && named !== null) {
      const keys = open.at(-1);
      if (keys?.has(named.key) === true) return { key: named.key, line: text.slice(0, named.at).split("\n").length };
      keys?.add(named.key);
    }
    named = piece.startsWith('"') ? { key: String(JSON.parse(piece)), at: index } : null;
  }
  return null;
}
