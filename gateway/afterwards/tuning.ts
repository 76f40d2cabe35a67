// What could be changed in a noisy rule: candidates from how it is and how its raises were, and what became of each on trial. Pure.
import type { RulePreview, RuleView } from "../contract/alarm-desk.ts";
import type { TuningProposal } from "../contract/alarm-figures.ts";
import type { PastRaise } from "../contract/alarm-past.ts";
import { isDanger } from "../contract/alarms.ts";
import { formatDuration, parseDuration } from "../contract/time.ts";

/** Delays that people would choose. */
const DELAYS_MS = [10_000, 30_000, 60_000, 120_000, 300_000, 600_000];
const MOST_DELAYS = 3;
/** Parts of the limit that a deadband is tried at. */
const DEADBANDS = [0.02, 0.05];
/** Silence is borne so many times as long. */
const LONGER = [2, 4];
/** A proposal that leaves more than this part of the raises is tried on, up to the next candidate. */
const ENOUGH = 0.5;
/** Nearly all come from one device. */
const ONE_DEVICE = 0.8;

/** One change of a rule. */
export interface Candidate {
  readonly field: TuningProposal["field"];
  readonly from: string | number;
  readonly to: string | number;
}

/** A rule as campus.yaml would have it, with or without a change: what the trial is asked for. */
export function ruleItem(rule: RuleView, change: Candidate | null): Readonly<Record<string, unknown>> {
  const { id, device, profile, place, point, condition, deadband, onDelay, offDelay, severity, latched } = rule;
  const target = device !== null ? { device } : place !== null ? { place } : { profile };
  const asked = condition.is === "noData" || condition.is === "badFor" ? condition.for : condition.limit;
  const item = { id, ...target, point, [condition.is]: asked, deadband, onDelay, offDelay, severity, latched };
  return change === null ? item : { ...item, [change.field]: change.to };
}

/** By field, the mildest change first. Nothing for alarms that must come at once: of danger, and of whole devices and links. */
export function candidatesOf(rule: RuleView, raises: readonly PastRaise[]): Candidate[][] {
  const { point, condition, onDelay, deadband } = rule;
  if (point === null || isDanger(point)) return [];
  const now = parseDuration(onDelay) ?? 0;
  const delays = DELAYS_MS.filter((ms) => ms > now).slice(0, MOST_DELAYS);
  const onDelays = delays.map((ms): Candidate => ({ field: "onDelay", from: onDelay, to: formatDuration(ms) }));
  switch (condition.is) {
    case "above":
    case "below": {
      const { is, limit } = condition;
      if (typeof limit !== "number") return [onDelays];
      const bands = DEADBANDS.map((part) => nice(Math.abs(limit) * part)).filter((band) => band > deadband);
      const other = otherLimit(is, limit, raises);
      return [
        onDelays,
        [...new Set(bands)].map((to): Candidate => ({ field: "deadband", from: deadband, to })),
        other === null ? [] : [{ field: is, from: limit, to: other }],
      ];
    }
    case "noData":
    case "badFor": {
      const { is, for: lasting = "0s" } = condition;
      const ms = parseDuration(lasting) ?? 0;
      return [LONGER.map((times): Candidate => ({ field: is, from: lasting, to: formatDuration(ms * times) }))];
    }
    case "equals":
      return [onDelays];
    case "offline":
      return [];
  }
}

/** Behind three quarters of the values that raised it, no further than a tenth of the limit. Critical alarms keep their limit. */
function otherLimit(is: "above" | "below", limit: number, raises: readonly PastRaise[]): number | null {
  const values = raises.flatMap(({ value, severity }) =>
    typeof value === "number" && severity !== "critical" ? [value] : [],
  );
  const beyond = values.map((value) => (is === "above" ? value - limit : limit - value)).sort((a, b) => a - b);
  const most = nice(Math.abs(limit) * 0.1);
  const by = Math.min(most, nice(beyond[Math.floor(beyond.length * 0.75)] ?? 0));
  if (by <= 0) return null;
  return Number((is === "above" ? limit + by : limit - by).toPrecision(6));
}

/** The next of 1, 2, 5 × 10ⁿ that is not smaller. */
function nice(value: number): number {
  if (value <= 0) return 0;
  const scale = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((one) => one * scale >= value * 0.999_999) ?? 10;
  return Number((step * scale).toPrecision(3));
}

/** True when a milder change is good enough, and stronger ones need not be tried. */
export function isEnough({ raised }: RulePreview, base: RulePreview): boolean {
  return raised <= base.raised * ENOUGH;
}

/** What came of a change; null: nothing to speak of. */
export function proposalOf(
  change: Candidate,
  trial: RulePreview,
  base: RulePreview,
  real: readonly PastRaise[],
): TuningProposal | null {
  if (trial.raised >= base.raised) return null;
  return { ...change, raised: trial.raised, realKept: real.filter((one) => isKept(one, trial)).length };
}

/** On trial something was raised there while it really was so. */
function isKept({ device, point, raisedMs, clearedMs }: PastRaise, { occurrences }: RulePreview): boolean {
  return occurrences.some((one) => {
    if (one.device !== device || one.point !== point) return false;
    const endMs = one.clearedAt === null ? Number.POSITIVE_INFINITY : Date.parse(one.clearedAt);
    return Date.parse(one.raisedAt) <= (clearedMs ?? Number.POSITIVE_INFINITY) && endMs >= raisedMs;
  });
}

/** What keeps every real one comes first, then what is quieter. */
export function bestFirst(proposals: readonly TuningProposal[], real: number): TuningProposal[] {
  const loses = ({ realKept }: TuningProposal) => Number(realKept < real);
  return proposals.toSorted((a, b) => loses(a) - loses(b) || a.raised - b.raised);
}

/** The device that nearly all come from, when there are others; null: there is none. */
export function culpritOf(rule: RuleView, raises: readonly PastRaise[]): string | null {
  if (rule.alarms.length < 2 || raises.length === 0) return null;
  const counts = new Map<string, number>();
  for (const { device } of raises) if (device !== null) counts.set(device, (counts.get(device) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most !== undefined && most[1] >= raises.length * ONE_DEVICE ? most[0] : null;
}
