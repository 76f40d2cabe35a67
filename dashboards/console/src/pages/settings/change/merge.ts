// Two people changed the same thing: what each of them changed, and one thing with the changes of both. Pure.

export type Item = Readonly<Record<string, unknown>>;

/** One field that differs: its keys from the outside in, and what it is on either side (undefined: not there). */
export interface FieldChange {
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

function isItem(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True when both say the same; the order of keys does not count. */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((each, at) => same(each, other[at]));
  if (!isItem(one) || !isItem(other)) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => same(one[key], other[key]));
}

/** The fields in which two items differ, as deep as both are maps. */
export function changesBetween(before: Item, after: Item, above: readonly string[] = []): FieldChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): FieldChange[] => {
    const [was, is] = [before[key], after[key]];
    const path = [...above, key];
    if (same(was, is)) return [];
    return isItem(was) && isItem(is) ? changesBetween(was, is, path) : [{ path, before: was, after: is }];
  });
}

/** `theirs` with everything that `mine` changed of `base`: where both changed the same field, mine counts. */
export function mergedOver(base: Item, mine: Item, theirs: Item): Item {
  const merged: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, wish, now] = [base[key], mine[key], theirs[key]];
    const value =
      isItem(wish) && isItem(now) ? mergedOver(isItem(was) ? was : {}, wish, now) : same(was, wish) ? now : wish;
    if (value !== undefined) merged[key] = value;
  }
  return merged;
}
