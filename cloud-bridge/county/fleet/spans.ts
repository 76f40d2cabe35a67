// Stretches of time, from (included) to (excluded), epoch ms. Pure. Sorted and apart from each other wherever two lists of them meet.

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The same time as one sorted list without overlaps. */
export function merged(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    if (span.toMs <= span.fromMs) continue;
    const last = found.at(-1);
    if (last === undefined || span.fromMs > last.toMs) found.push(span);
    else found[found.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
  }
  return found;
}

/** What lies in both; both merged. */
export function common(a: readonly Span[], b: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [one, other] = [a[i], b[j]];
    if (one === undefined || other === undefined) break;
    const [fromMs, toMs] = [Math.max(one.fromMs, other.fromMs), Math.min(one.toMs, other.toMs)];
    if (fromMs < toMs) found.push({ fromMs, toMs });
    if (one.toMs < other.toMs) i++;
    else j++;
  }
  return found;
}

/** What lies in `a` and not in `b`; both merged. */
export function without(a: readonly Span[], b: readonly Span[]): Span[] {
  const gaps: Span[] = [];
  let fromMs = Number.NEGATIVE_INFINITY;
  for (const span of b) {
    gaps.push({ fromMs, toMs: span.fromMs });
    fromMs = span.toMs;
  }
  return common(a, [...gaps, { fromMs, toMs: Number.POSITIVE_INFINITY }]);
}

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
}
