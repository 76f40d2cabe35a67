// Finds the word that somebody probably meant.

/** The known word that differs by at most two letters; null when none is that near. */
export function nearest(word: string, known: Iterable<string>): string | null {
  const wanted = word.toLowerCase();
  for (const limit of [1, 2]) {
    for (const candidate of known) {
      // In a word of three letters two wrong ones are another word.
      if (candidate.length > limit + 1 && distance(candidate.toLowerCase(), wanted) <= limit) return candidate;
    }
  }
  return null;
}

/** How many letters must be inserted, removed, replaced or swapped with their neighbour; at most 3, because nobody asks for more. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (older[j - 2] ?? 0) + 1);
      row.push(best);
    }
    older = previous;
    previous = row;
  }
  return Math.min(3, previous[b.length] ?? 3);
}
