// Which rules make the noise: how often each was raised, what came of it, and how much of it was over before anybody could look. Pure.
import type { NoisyRule } from "../contract/alarm-figures.ts";
import type { PastRaise } from "../contract/alarm-past.ts";
import { SEVERITIES, type Severity } from "../contract/alarms.ts";
import type { Verdict } from "../contract/story.ts";

const MOST_RULES = 10;
const MOST_ALARMS = 10;
const MINUTE_MS = 60_000;

export interface Noise {
  readonly rule: string;
  severity: Severity;
  raised: number;
  real: number;
  false: number;
  brief: number;
  chatter: number;
  /** By alarm: how often, and when last. */
  readonly alarms: Map<string, { count: number; lastMs: number }>;
}

/** Takes the next raise, in order of time. */
export function addNoise(noise: Map<string, Noise>, raise: PastRaise, verdict: Verdict | null): void {
  const { alarm, rule, severity, raisedMs, clearedMs } = raise;
  let known = noise.get(rule);
  if (known === undefined) {
    known = { rule, severity, raised: 0, real: 0, false: 0, brief: 0, chatter: 0, alarms: new Map() };
    noise.set(rule, known);
  }
  known.raised++;
  if (SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(known.severity)) known.severity = severity;
  if (verdict === "real") known.real++;
  if (verdict === "false") known.false++;
  if (clearedMs !== null && clearedMs - raisedMs < MINUTE_MS) known.brief++;
  const own = known.alarms.get(alarm);
  if (own !== undefined && raisedMs - own.lastMs < MINUTE_MS) known.chatter++;
  known.alarms.set(alarm, { count: (own?.count ?? 0) + 1, lastMs: raisedMs });
}

/** The noisiest rules first; `total` is what was raised in all. */
export function noisiestOf(noise: ReadonlyMap<string, Noise>, total: number): NoisyRule[] {
  const sorted = [...noise.values()].sort((a, b) => b.raised - a.raised || (a.rule < b.rule ? -1 : 1));
  return sorted.slice(0, MOST_RULES).map(({ alarms, ...rule }) => {
    const judged = rule.real + rule.false;
    return {
      ...rule,
      share: total === 0 ? 0 : rule.raised / total,
      falseShare: judged === 0 ? null : rule.false / judged,
      alarms: [...alarms]
        .sort(([, a], [, b]) => b.count - a.count)
        .slice(0, MOST_ALARMS)
        .map(([id]) => id),
    };
  });
}
