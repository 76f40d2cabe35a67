// Figures that several dashboards begin with: how much of what was measured is bad, and how many alarms there were.
import type { PanelBuilder as StatPanel } from "@grafana/grafana-foundation-sdk/stat";
import { noneWanted, shareOfBad } from "./bands.ts";
import type { Scene } from "./frame.ts";
import { activeAtEnd, badShare } from "./influxql.ts";
import { figure } from "./panels.ts";

/** Half an hour on a phone's network: what the newest figures may be old. */
export const RECENT = "30m";

/** The share of values that were bad of late. */
export function badFigure({ say, facts }: Scene): StatPanel {
  const form = { unit: "percentunit", decimals: 1, bands: shareOfBad() };
  return figure(say("badShare"), form, { query: badShare(facts) }).timeFrom(RECENT);
}

/** How many alarms were raised in the range, and how many are active. `of` says of which devices or campus. */
export function alarmFigures({ say }: Scene, of: string): StatPanel {
  const raised = `SELECT count("seq") FROM "event" WHERE ${of} AND "type" = 'alarm.raised' AND $timeFilter`;
  return figure(
    say("alarms"),
    { unit: "none", bands: noneWanted() },
    { query: activeAtEnd(of), alias: say("activeShort") },
    { query: raised, alias: say("raisedShort") },
  );
}
