// How alarms were over a time, summed up from their raises and from what people found them to be. Pure.
import { type AlarmFigures, type SeverityFigures, type Spread, USUAL_RESPONSE_MS } from "../contract/alarm-figures.ts";
import type { PastRaise } from "../contract/alarm-past.ts";
import { SEVERITIES, type Severity } from "../contract/alarms.ts";
import type { Verdict } from "../contract/story.ts";
import { formatTime } from "../contract/time.ts";
import { addNoise, type Noise, noisiestOf } from "./noise.ts";

/** What people found an occurrence to be, and when they said so first. */
export interface Found {
  readonly verdict: Verdict;
  readonly atMs: number;
}

/** The key of an occurrence in a map. */
export function occurrenceKey(alarm: string, occurrence: number): string {
  return `${alarm}#${occurrence}`;
}

export interface FiguresWish {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  /** The asker's rights: only these devices, and nothing of the gateway itself. Null: everything. */
  readonly visible: ReadonlySet<string> | null;
  /** By occurrence. */
  readonly found: ReadonlyMap<string, Found>;
  /** By rule: within what time somebody is to acknowledge. */
  readonly targets: ReadonlyMap<string, number>;
}

interface Times {
  raised: number;
  acknowledged: number;
  due: number;
  inTime: number;
  handled: number;
  readonly toAcknowledge: number[];
  readonly toHandle: number[];
  readonly toClear: number[];
}

/** Sums up raises in order; `dayStart` tells the midnight before a moment, `stop` that nobody waits any more: then null. */
export function figuresOf(
  raises: Iterable<PastRaise>,
  wish: FiguresWish,
  dayStart: (ms: number) => number,
  stop: () => boolean = () => false,
): AlarmFigures | null {
  const { fromMs, toMs, visible, found } = wish;
  const bySeverity = new Map<Severity, Times>(SEVERITIES.map((severity) => [severity, noTimes()]));
  const byVerdict = { real: 0, false: 0, test: 0, none: 0 };
  const perDay = new Map<number, number>();
  const noise = new Map<string, Noise>();
  let [raised, quiet] = [0, 0];
  for (const raise of raises) {
    if (stop()) return null;
    if (!isSeen(raise, visible)) continue;
    if (raise.quiet) {
      quiet++;
      continue;
    }
    const finding = found.get(occurrenceKey(raise.alarm, raise.occurrence));
    byVerdict[finding?.verdict ?? "none"]++;
    if (finding?.verdict === "test") continue;
    raised++;
    const day = dayStart(raise.raisedMs);
    perDay.set(day, (perDay.get(day) ?? 0) + 1);
    const times = bySeverity.get(raise.severity);
    if (times !== undefined) addTimes(times, raise, finding, wish);
    addNoise(noise, raise, finding?.verdict ?? null);
  }
  return {
    from: formatTime(fromMs),
    to: formatTime(toMs),
    raised,
    quiet,
    tests: byVerdict.test,
    bySeverity: [...bySeverity].map(([severity, times]) => severityOf(severity, times)),
    byVerdict,
    perDay: [...perDay].sort(([a], [b]) => a - b).map(([at, count]) => ({ at: formatTime(at), raised: count })),
    noisiest: noisiestOf(noise, raised),
  };
}

/** Alarms of the gateway itself are for those who see everything. */
export function isSeen({ device }: Pick<PastRaise, "device">, visible: ReadonlySet<string> | null): boolean {
  return visible === null || (device !== null && visible.has(device));
}

function addTimes(times: Times, raise: PastRaise, finding: Found | undefined, { targets, nowMs }: FiguresWish): void {
  const { rule, severity, raisedMs, clearedMs, acknowledgedMs } = raise;
  times.raised++;
  const target = targets.get(rule) ?? USUAL_RESPONSE_MS[severity];
  if (acknowledgedMs !== null) {
    const took = acknowledgedMs - raisedMs;
    times.acknowledged++;
    times.due++;
    if (took <= target) times.inTime++;
    times.toAcknowledge.push(took);
  } else if ((clearedMs ?? nowMs) - raisedMs > target) {
    // What is over before anybody had to look is nobody's fault.
    times.due++;
  }
  if (finding !== undefined) {
    times.handled++;
    times.toHandle.push(finding.atMs - raisedMs);
  }
  if (clearedMs !== null) times.toClear.push(clearedMs - raisedMs);
}

function noTimes(): Times {
  const counts = { raised: 0, acknowledged: 0, due: 0, inTime: 0, handled: 0 };
  return { ...counts, toAcknowledge: [], toHandle: [], toClear: [] };
}

function severityOf(severity: Severity, { toAcknowledge, toHandle, toClear, ...counts }: Times): SeverityFigures {
  return {
    severity,
    ...counts,
    toAcknowledge: spreadOf(toAcknowledge),
    toHandle: spreadOf(toHandle),
    toClear: spreadOf(toClear),
  };
}

/** The nearest-rank median and 90th percentile; a clock that was set back makes no time negative. */
export function spreadOf(times: readonly number[]): Spread | null {
  if (times.length === 0) return null;
  const sorted = times.map((ms) => Math.max(0, ms)).sort((a, b) => a - b);
  const rank = (part: number) => sorted[Math.ceil(part * sorted.length) - 1] ?? 0;
  return { medianMs: rank(0.5), p90Ms: rank(0.9) };
}
