// Which occurrences the page shows, as its address says it, and what is asked of the gateway for that. Pure.
import { SEVERITIES, type Severity } from "#gateway/contract/alarms.ts";
import { type Bounds, type Preset, putRange, type Range, rangeOf } from "../../words/range.ts";

export interface HistoryFilter {
  readonly device: string | null;
  readonly rule: string | null;
  readonly severity: Severity | null;
  readonly range: Range;
}

export const USUAL_RANGE: Preset = "7d";
const ID = /^[a-z0-9][a-z0-9_-]{0,31}$/;

/** The filter that an address names; what makes no sense in it is left out. */
export function filterOf(params: URLSearchParams): HistoryFilter {
  const id = (key: string) => {
    const named = params.get(key);
    return named !== null && ID.test(named) ? named : null;
  };
  return {
    device: id("device"),
    rule: id("rule"),
    severity: SEVERITIES.find((severity) => severity === params.get("severity")) ?? null,
    range: rangeOf(params, USUAL_RANGE),
  };
}

/** The address of a filter. */
export function addressOf({ device, rule, severity, range }: HistoryFilter): URLSearchParams {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries({ device, rule, severity })) if (value !== null) params.set(key, value);
  putRange(params, range, USUAL_RANGE);
  return params;
}

/** True when the filter names anything beyond the usual. */
export function isFiltered(filter: HistoryFilter): boolean {
  return addressOf(filter).toString() !== "";
}

/** Without a beginning the gateway looks at the last week only. */
const EVER = "2000-01-01T00:00:00.000Z";

/** The question's part of the query string, without position and limit. */
export function questionOf({ device, rule, severity }: HistoryFilter, { from, to }: Bounds): string {
  const ask = new URLSearchParams();
  for (const [key, value] of Object.entries({ device, rule, severity })) if (value !== null) ask.set(key, value);
  ask.set("from", from === null ? EVER : new Date(from).toISOString());
  if (to !== null) ask.set("to", new Date(to).toISOString());
  return ask.toString();
}
