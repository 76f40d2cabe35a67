// What a rule would have raised: the same pure engine over the readings of the past, in a thread of its own.
import type { RulePreview } from "../contract/alarm-desk.ts";
import { formatTime } from "../contract/time.ts";
import type { PointReader, PointSample } from "../journal/journal.ts";
import { LATE_AFTER_MS } from "../journal/record.ts";
import { type AlarmState, dueOf, type Moment, type Step } from "./alarm.ts";
import { afterTime, afterValue, listening, newAlarm } from "./evaluate.ts";
import type { Watch } from "./watches.ts";

/** Shown at most; all are counted. */
const MOST_SHOWN = 1000;
/** Held polls are told by the reading that follows them; nothing of theirs is of interest here. */
const HELD_MS = 0;

export interface PreviewWish {
  readonly watches: readonly Watch[];
  readonly fromMs: number;
  readonly toMs: number;
}

interface Found {
  readonly occurrences: RulePreview["occurrences"][number][];
  raised: number;
  presentlyRaised: number;
}

/** The answer, or null when `stop` said that nobody waits for it. When `late` says so it ends with what it has, and is not complete. */
export function previewOf(
  reader: PointReader,
  { watches, fromMs, toMs }: PreviewWish,
  watch: { readonly stop: () => boolean; readonly late: () => boolean },
): RulePreview | null {
  const found: Found = { occurrences: [], raised: 0, presentlyRaised: 0 };
  let complete = reader.keptSinceMs() <= fromMs;
  for (const one of watches) {
    const { device, rule } = one;
    const unit = device === null || rule.point === null ? undefined : reader.units(device, rule.point).at(-1);
    if (device === null || rule.point === null || unit === undefined) continue;
    const run = play(one, found, fromMs);
    let cut = false;
    const wish = { device, point: rule.point, unit, fromMs, toMs, heldMs: HELD_MS, until: () => toMs };
    for (const samples of reader.samples(wish)) {
      for (const sample of samples) {
        const { measuredMs, lagMs } = sample;
        if (measuredMs >= fromMs && measuredMs < toMs && measuredMs + lagMs < toMs) run.value(sample, unit);
      }
      if (watch.stop()) return null;
      cut = watch.late();
      if (cut) break;
    }
    run.end(cut ? fromMs : toMs);
    complete &&= !cut;
    if (cut) break;
  }
  found.occurrences.sort((a, b) => (a.raisedAt < b.raisedAt ? 1 : -1));
  return { ...found, occurrences: found.occurrences.slice(0, MOST_SHOWN), complete };
}

/** One alarm, fed with values in the order in which they were stored. */
function play(watch: Watch, found: Found, fromMs: Moment) {
  const { id, rule, device, expected } = watch;
  const fresh = newAlarm(id, rule, device);
  let state: AlarmState = expected ? listening(rule, fresh, fromMs) : fresh;
  let open: { at: string; value: AlarmState["value"] } | null = null;
  let newest = fromMs;

  const accept = (step: Step) => {
    state = step.state;
    for (const { change, state: told } of step.told) {
      if (change === "raised") {
        found.raised++;
        open = { at: formatTime(told.raisedMs ?? 0), value: told.value };
      } else if (change === "cleared" && open !== null) {
        close(told.clearedMs);
      }
    }
  };
  const close = (clearedMs: number | null) => {
    if (open === null) return;
    const clearedAt = clearedMs === null ? null : formatTime(clearedMs);
    const whose = { device: device ?? "", point: rule.point ?? "" };
    found.occurrences.push({ ...whose, raisedAt: open.at, clearedAt, value: open.value });
    open = null;
  };
  const pass = (at: Moment) => {
    for (let due = dueOf(state); due !== null && due <= at; due = dueOf(state))
      accept(afterTime(rule, state, due, (moment) => moment));
  };
  return {
    /** By received time, as in earnest. */
    value({ seq, measuredMs, lagMs, value }: PointSample, unit: string) {
      const wallMs = measuredMs + lagMs;
      newest = Math.max(newest, wallMs);
      pass(newest);
      accept(afterValue(rule, state, { at: newest, wallMs, seq, value, unit, late: lagMs > LATE_AFTER_MS }));
    },
    /** Time goes on to the end of the range. */
    end(at: Moment) {
      pass(at);
      if (open === null) return;
      found.presentlyRaised++;
      close(null);
    },
  };
}
