// Rows of many pages by their place in all of them, without making one long list of them whenever another page comes. Pure.

export interface Paged<T> {
  readonly count: number;
  /** Undefined beyond the end. */
  at(index: number): T | undefined;
}

/** Pages may be of any length. */
export function paged<T>(pages: readonly (readonly T[])[]): Paged<T> {
  const ends: number[] = [];
  for (const page of pages) ends.push((ends.at(-1) ?? 0) + page.length);
  return {
    count: ends.at(-1) ?? 0,
    at(index) {
      let [low, high] = [0, ends.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] ?? 0) > index) high = middle;
        else low = middle + 1;
      }
      return pages[low]?.[index - (ends[low - 1] ?? 0)];
    },
  };
}
