// Queries as Grafana's InfluxDB datasource keeps them: InfluxQL text with variables, for the measurements of the public contract.
import type { Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { DataSourceRef } from "@grafana/grafana-foundation-sdk/common";
import type { CampusFacts } from "./facts.ts";

/** The datasource that `npm run provision -- grafana` writes; dashboards name it by this uid. */
export const DATASOURCE_UID = "campus-influxdb";
export const DATASOURCE: DataSourceRef = { type: "influxdb", uid: DATASOURCE_UID };

/** Formats are written out because Grafana's default for a variable depends on its version. */
const CHOSEN = {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: Grafana's way to write a variable
  campus: "${campus:raw}",
  device: "${device:regex}",
  place: "${place:raw}",
  // Milliseconds since 1970, as all that Grafana puts in by itself.
  from: "${__from}",
  to: "${__to}",
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: Grafana's way to write a variable
};

/** Of the chosen campus. */
export const OF_CAMPUS = `"campus" = '${CHOSEN.campus}'`;
/** Of the chosen campus and place, for the list of devices. */
export const OF_PLACE = `${OF_CAMPUS} AND "device" =~ /^(${CHOSEN.place})$/`;
/** Of the chosen devices. */
export const OF_DEVICES = `${OF_CAMPUS} AND "device" =~ /^${CHOSEN.device}$/`;

/** Readings of the chosen devices in the chosen range. */
export const OF_READINGS = `FROM "reading" WHERE ${OF_DEVICES} AND $timeFilter`;

/**
 * The share of bad values: those without a value. InfluxQL of version 1 cannot divide two counts with conditions of their own, so points
 * with texts, which have no number either, are left out by name.
 */
export function badShare(facts: CampusFacts | null): string {
  const texts = facts?.textPoints ?? [];
  const numbers = texts.length === 0 ? "" : ` AND "point" !~ /^(${texts.join("|")})$/`;
  return `SELECT 1 - count("value") / count("quality") ${OF_READINGS}${numbers}`;
}

/** One row for each alarm that changed in this way; what a row is worth stands before its `seq`. */
function changes(of: string, type: string, worth: string, when: string): string {
  return `(SELECT ${worth} AS "change" FROM "event" WHERE ${of} AND "type" = '${type}' AND ${when})`;
}

/** How many alarms were active at the end of the range: all that were ever raised less those that were cleared. */
export function activeAtEnd(of: string): string {
  const until = `time <= ${CHOSEN.to}ms`;
  const raised = changes(of, "alarm.raised", 'count("seq")', until);
  return `SELECT sum("change") FROM ${raised}, ${changes(of, "alarm.cleared", '-1 * count("seq")', until)}`;
}

/**
 * How many alarms were active, at each change: what was active before the range, then one more or one less, up to the last event of any
 * kind. All worths are fractions of one measurement, and summed by a query of their own: only then does InfluxDB 1.6 bring rows of several
 * sources into the order of time.
 */
export function activeOverTime(of: string): string {
  const before = `time < ${CHOSEN.from}ms`;
  const steps = [
    changes(of, "alarm.raised", '1.0 * count("seq")', before),
    changes(of, "alarm.cleared", '-1.0 * count("seq")', before),
    changes(of, "alarm.raised", '1.0 * "seq" / "seq"', "$timeFilter"),
    changes(of, "alarm.cleared", '-1.0 * "seq" / "seq"', "$timeFilter"),
    `(SELECT 0.0 * last("seq") AS "change" FROM "event" WHERE ${of} AND $timeFilter)`,
  ];
  return `SELECT cumulative_sum("change") FROM (SELECT "change" FROM ${steps.join(", ")})`;
}

export interface Query {
  /** InfluxQL without the range of time, which `$timeFilter` gives. */
  readonly query: string;
  /** How a series is called: text with `$tag_device` and such. */
  readonly alias?: string;
  readonly as?: "time_series" | "table";
  /** For marks in charts: which columns are their text and their labels. */
  readonly marks?: { readonly text: string; readonly labels: string };
}

/** One target of a panel, in the form of the datasource. */
class InfluxTarget implements Dataquery {
  readonly datasource = DATASOURCE;
  readonly refId: string;
  readonly query: string;
  readonly rawQuery = true;
  readonly resultFormat: "time_series" | "table";
  readonly alias?: string;
  // How Grafana's datasource knows a query for marks, and where it looks for their words.
  readonly fromAnnotations?: true;
  readonly textEditor?: true;
  readonly textColumn?: string;
  readonly tagsColumn?: string;

  constructor(refId: string, { query, alias, as = "time_series", marks }: Query) {
    this.refId = refId;
    this.query = query;
    this.resultFormat = as;
    if (alias !== undefined) this.alias = alias;
    if (marks === undefined) return;
    this.fromAnnotations = true;
    this.textEditor = true;
    this.textColumn = marks.text;
    this.tagsColumn = marks.labels;
  }

  /** What the SDK asks of a query to be one. */
  _implementsDataqueryVariant(): void {}
}

/** Builders of targets A, B, C … for a panel. */
export function targets(...queries: readonly Query[]): { build(): Dataquery }[] {
  return queries.map((query, at) => ({ build: () => new InfluxTarget(String.fromCharCode(65 + at), query) }));
}
