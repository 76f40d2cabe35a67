// Which alarms call for somebody on every page, and which of them somebody has made quiet. Silence is kept in this browser and is neither
// acknowledging nor shelving: the alarm stays as it is. Pure.
import type { Alarm } from "#gateway/contract/alarms.ts";

/** One raising of an alarm: the next one calls again. */
export function callKey({ id, occurrence }: Alarm): string {
  return `${id}#${occurrence}`;
}

/** The bad ones that nobody has acknowledged and that nobody put aside on purpose, in the order of the list: worst first. */
export function callsOf(open: readonly Alarm[]): readonly Alarm[] {
  return open.filter(
    ({ severity, acknowledged, shelved, suppressed, outOfService }) =>
      (severity === "critical" || severity === "high") &&
      !acknowledged &&
      shelved === null &&
      !suppressed &&
      !outOfService,
  );
}

/** Those that are to be heard. */
export function audible(calls: readonly Alarm[], silenced: ReadonlySet<string>): readonly Alarm[] {
  return calls.filter((alarm) => !silenced.has(callKey(alarm)));
}

/** What stays silent: an alarm that does not call any more is forgotten, so that it is heard when it comes back from a shelf. */
export function stillSilent(silenced: ReadonlySet<string>, calls: readonly Alarm[]): ReadonlySet<string> {
  const calling = new Set(calls.map(callKey));
  const kept = [...silenced].filter((key) => calling.has(key));
  return kept.length === silenced.size ? silenced : new Set(kept);
}
