// What was found → what a poll says. Pure.

import type { Poll, Sample } from "../../gateway/contract/driver.ts";
import type { Reason, Value } from "../../gateway/contract/entry.ts";

/** What came of asking once. */
export interface Finding {
  /** The points that have a value; `up` always has, where there is one. */
  readonly values: Readonly<Record<string, Value>>;
  /** Why the others have none. */
  readonly reason: Reason;
  /** In words, when something is wrong. */
  readonly detail: string | null;
}

/** Nobody answered, or somebody said no. */
export function downFinding(detail: string, reason: Reason = "timeout"): Finding {
  return { values: { up: false }, reason, detail };
}

export function upFinding(values: Readonly<Record<string, Value>>, detail: string | null = null): Finding {
  return { values: { up: true, ...values }, reason: "device", detail };
}

/** So many echoes came back of those that were sent, after so long on average. */
export function pingFinding(host: string, received: number, sent: number, meanMs: number): Finding {
  const loss = Math.round(((sent - received) / sent) * 100);
  if (received === 0)
    return { values: { up: false, loss }, reason: "timeout", detail: `${host} answers none of ${sent} pings` };
  return upFinding({ rtt: tenths(meanMs), loss });
}

/** Not one echo could be sent to it: there is no way there. */
export function unsentFinding(host: string, code: string): Finding {
  return { values: { up: false, loss: 100 }, reason: "timeout", detail: `${host} cannot be reached (${code})` };
}

/** Milliseconds as they are told: a tenth of one is below what a busy machine can measure. */
export function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** All points of the profile, each with its value or with the reason why it has none. */
export function pollOf(device: string, points: readonly string[], finding: Finding, measuredMs: number): Poll {
  const { values, reason, detail } = finding;
  const samples = points.map((point): Sample => {
    const value = values[point];
    return value === undefined ? { point, value: null, quality: "bad", reason } : { point, value, quality: "good" };
  });
  return { device, measuredMs, samples, ...(detail === null ? {} : { detail }) };
}
