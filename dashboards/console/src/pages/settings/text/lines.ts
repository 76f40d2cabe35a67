// Differences of two texts by line, and a text with the changes of two people. Pure.

/** Lines `from` up to `to` of the older text become `lines`. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** Beyond so many steps the rest is shown as one change: a text that has nothing in common is not worth the wait. */
const MOST_STEPS = 1500;

/** What turns `before` into `after`: the shortest list of changes (Myers, An O(ND) Difference Algorithm, 1986). */
export function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let [endA, endB] = [before.length, after.length];
  while (endA > start && endB > start && before[endA - 1] === after[endB - 1]) {
    endA--;
    endB--;
  }
  const kept = matchesOf(before.slice(start, endA), after.slice(start, endB));
  const hunks: Hunk[] = [];
  let [a, b] = [start, start];
  for (const [matchA, matchB] of [...kept.map(([x, y]) => [x + start, y + start] as const), [endA, endB] as const]) {
    if (matchA > a || matchB > b) hunks.push({ from: a, to: matchA, lines: after.slice(b, matchB) });
    a = matchA + 1;
    b = matchB + 1;
  }
  return hunks;
}

/** Pairs of equal lines, rising on both sides. */
function matchesOf(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const traces: Map<number, number>[] = [];
  const furthest = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= Math.min(a.length + b.length, MOST_STEPS); steps++) {
    traces.push(new Map(furthest));
    for (let k = -steps; k <= steps; k += 2) {
      let x = startOf(furthest, k, steps);
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtracked(traces, a.length, b.length);
    }
  }
  return [];
}

/** Whether diagonal `k` is reached from above (a line came) or from the left (a line went). */
function fromAbove(furthest: ReadonlyMap<number, number>, k: number, steps: number): boolean {
  return k === -steps || (k !== steps && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
}

function startOf(furthest: ReadonlyMap<number, number>, k: number, steps: number): number {
  return fromAbove(furthest, k, steps) ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
}

function backtracked(traces: readonly ReadonlyMap<number, number>[], lengthA: number, lengthB: number) {
  const matches: (readonly [number, number])[] = [];
  let [x, y] = [lengthA, lengthB];
  for (let steps = traces.length - 1; steps >= 0; steps--) {
    const furthest = traces[steps] ?? new Map<number, number>();
    const k = x - y;
    const before = fromAbove(furthest, k, steps) ? k + 1 : k - 1;
    const beforeX = steps === 0 ? 0 : (furthest.get(before) ?? 0);
    const beforeY = steps === 0 ? 0 : beforeX - before;
    while (x > beforeX && y > beforeY) {
      x--;
      y--;
      matches.push([x, y]);
    }
    [x, y] = [beforeX, beforeY];
  }
  return matches.reverse();
}

/** `theirs` with my changes of `base`; null when both changed the same or neighbouring lines in different ways. */
export function mergedText(base: string, mine: string, theirs: string): string | null {
  const lines = base.split("\n");
  const ours = hunksOf(lines, mine.split("\n"));
  const others = hunksOf(lines, theirs.split("\n"));
  const equal = (one: Hunk, two: Hunk) =>
    one.from === two.from && one.to === two.to && one.lines.join("\n") === two.lines.join("\n");
  const extra = ours.filter((hunk) => !others.some((other) => equal(hunk, other)));
  if (extra.some((hunk) => others.some((other) => hunk.from <= other.to && other.from <= hunk.to))) return null;
  const all = [...extra, ...others].sort((one, two) => one.from - two.from);
  const merged: string[] = [];
  let at = 0;
  for (const { from, to, lines: next } of all) {
    merged.push(...lines.slice(at, from), ...next);
    at = to;
  }
  return [...merged, ...lines.slice(at)].join("\n");
}

export interface DiffLine {
  readonly sign: " " | "+" | "-";
  /** Number in the newer text, or in the older one for a line that went. */
  readonly number: number;
  readonly text: string;
}

/** The changes with a few lines around each; null stands where lines that stay are left out. */
export function diffLines(before: string, after: string, around = 2): (DiffLine | null)[] {
  const [old, next] = [before.split("\n"), after.split("\n")];
  const shown: (DiffLine | null)[] = [];
  let [a, b] = [0, 0];
  const hunks = hunksOf(old, next);
  for (const [index, { from, to, lines }] of hunks.entries()) {
    const lead = Math.max(a, from - around);
    if (lead > a) shown.push(null);
    b += lead - a;
    for (a = lead; a < from; a++) shown.push({ sign: " ", number: ++b, text: old[a] ?? "" });
    for (; a < to; a++) shown.push({ sign: "-", number: a + 1, text: old[a] ?? "" });
    for (const text of lines) shown.push({ sign: "+", number: ++b, text });
    const end = Math.min(old.length, to + around, hunks[index + 1]?.from ?? old.length);
    for (; a < end; a++) shown.push({ sign: " ", number: ++b, text: old[a] ?? "" });
  }
  if (shown.length > 0 && a < old.length) shown.push(null);
  return shown;
}
