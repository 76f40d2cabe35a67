// Plays a noisy rule with one change after the other over its own past, through the trial that people use for rules of their own.
import type { RulePreview, RuleView } from "../contract/alarm-desk.ts";
import type { Tuning, TuningProposal } from "../contract/alarm-figures.ts";
import type { PastRaise } from "../contract/alarm-past.ts";
import type { Verdict } from "../contract/story.ts";
import { formatTime } from "../contract/time.ts";
import type { Clock } from "../kit/clock.ts";
import { bestFirst, candidatesOf, culpritOf, isEnough, proposalOf, ruleItem } from "./tuning.ts";

/** All trials together; whoever waits at the page waits no longer. */
const MOST_MS = 20_000;

export interface TuningWish {
  readonly rule: RuleView;
  readonly fromMs: number;
  readonly toMs: number;
  readonly raises: readonly { readonly raise: PastRaise; readonly verdict: Verdict | null }[];
  /** Plays a rule, as campus.yaml would have it, over the range. Null: nobody waits any more. */
  readonly trial: (item: Readonly<Record<string, unknown>>) => Promise<RulePreview | null>;
}

/** One proposal for each field that makes a difference. */
export async function tune({ rule, fromMs, toMs, raises, trial }: TuningWish, clock: Clock): Promise<Tuning | null> {
  const until = clock.monotonic() + MOST_MS;
  const counted = raises.flatMap(({ raise, verdict }) => (verdict === "test" ? [] : [raise]));
  const real = raises.flatMap(({ raise, verdict }) => (verdict === "real" ? [raise] : []));
  const whose = { rule: rule.id, from: formatTime(fromMs), to: formatTime(toMs), real: real.length };
  const device = culpritOf(rule, counted);
  const fields = candidatesOf(rule, counted);
  if (fields.length === 0) return { ...whose, raised: counted.length, complete: true, proposals: [], device };
  const base = await trial(ruleItem(rule, null));
  if (base === null) return null;
  const proposals: TuningProposal[] = [];
  let { complete } = base;
  for (const candidates of fields) {
    let best: TuningProposal | null = null;
    for (const candidate of candidates) {
      if (clock.monotonic() > until) {
        complete = false;
        break;
      }
      const tried = await trial(ruleItem(rule, candidate));
      if (tried === null) return null;
      complete &&= tried.complete;
      const proposal = proposalOf(candidate, tried, base, real);
      // A stronger change that loses a real one is no better than a milder one that keeps it.
      if (proposal !== null && (best === null || proposal.realKept >= best.realKept)) best = proposal;
      if (isEnough(tried, base)) break;
    }
    if (best !== null) proposals.push(best);
  }
  return { ...whose, raised: base.raised, complete, proposals: bestFirst(proposals, real.length), device };
}
