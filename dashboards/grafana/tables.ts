// Tables: what happened to alarms, newest first, and who has been silent for longest. Ids and words of the store are said as people say them.
import { TableSortByFieldStateBuilder } from "@grafana/grafana-foundation-sdk/common";
import { type DynamicConfigValue, MappingType, type ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import type { Scene } from "./frame.ts";
import { DATASOURCE, OF_READINGS, targets } from "./influxql.ts";
import { CHART_HEIGHT, HALF, WHOLE } from "./panels.ts";

const MOST_ALARMS = 200;

/** Changes of alarms, newest first. `of` says of which devices or campus. */
export function alarmTable({ say, facts, language }: Scene, of: string): TablePanel {
  const query = `SELECT "type", "device", "data" FROM "event" WHERE ${of} AND "type" =~ /^alarm\\./ AND $timeFilter ORDER BY time DESC LIMIT ${MOST_ALARMS}`;
  const columns = {
    Time: say("time"),
    type: say("change"),
    severity: say("severity"),
    text: say("alarm"),
    device: say("device"),
    point: say("point"),
    value: say("value"),
    limit: say("limit"),
  };
  const panel = new TablePanel()
    .title(say("alarmEvents"))
    .datasource(DATASOURCE)
    .targets(targets({ query, as: "table" }))
    .span(WHOLE)
    .height(CHART_HEIGHT)
    .filterable(true)
    .withTransformation({ id: "extractFields", options: extraction(language) })
    .withTransformation({ id: "organize", options: organisation(columns) })
    .overrideByName(columns.type, [said(changes(say))])
    .overrideByName(columns.severity, [
      said(severities(say)),
      { id: "custom.cellOptions", value: { type: "color-text" } },
    ]);
  return facts === null ? panel : panel.overrideByName(columns.device, [said(names(facts.devices))]);
}

/** When each device or point was last heard of, the longest silent first. */
export function silenceTable(title: string, { say, facts }: Scene, by: readonly ("device" | "point")[]): TablePanel {
  const query = `SELECT last("quality") AS "quality" ${OF_READINGS} GROUP BY ${by.map((tag) => `"${tag}"`).join(", ")}`;
  const columns = { Time: say("time"), device: say("device"), point: say("point"), quality: say("quality") };
  const panel = new TablePanel()
    .title(title)
    .datasource(DATASOURCE)
    .targets(targets({ query, as: "table" }))
    .span(HALF)
    .height(CHART_HEIGHT)
    .filterable(true)
    .withTransformation({ id: "organize", options: organisation(columns) })
    .sortBy([new TableSortByFieldStateBuilder().displayName(columns.Time).desc(false)])
    .overrideByName(columns.Time, [{ id: "unit", value: "dateTimeFromNow" }])
    .overrideByName(columns.quality, [said({ good: say("good"), uncertain: say("uncertainShort"), bad: say("bad") })]);
  return facts === null ? panel : panel.overrideByName(columns.device, [said(names(facts.devices))]);
}

/** The alarm is an object in the field `data`. */
function extraction(language: Scene["language"]) {
  const paths = [["severity"], ["point"], ["value"], ["limit"], [`text.${language}`, "text"]];
  return {
    source: "data",
    format: "json",
    jsonPaths: paths.map(([path, alias]) => ({ path, ...(alias && { alias }) })),
  };
}

/** Columns in this order under these names; the object itself is left out. */
function organisation(columns: Readonly<Record<string, string>>) {
  const indexByName = Object.fromEntries(Object.keys(columns).map((name, at) => [name, at]));
  return { excludeByName: { data: true }, indexByName, renameByName: columns };
}

function changes(say: Scene["say"]) {
  return {
    "alarm.raised": say("raisedEvent"),
    "alarm.cleared": say("clearedEvent"),
    "alarm.acknowledged": say("acknowledgedEvent"),
    "alarm.shelved": say("shelvedEvent"),
    "alarm.unshelved": say("unshelvedEvent"),
    "alarm.reset": say("resetEvent"),
  };
}

const COLOURS: Readonly<Record<string, string>> = { critical: "red", high: "orange", medium: "yellow", low: "blue" };

function severities(say: Scene["say"]) {
  return { critical: say("critical"), high: say("high"), medium: say("medium"), low: say("low") };
}

function names(devices: readonly { readonly id: string; readonly name: string }[]) {
  return Object.fromEntries(devices.map(({ id, name }) => [id, name]));
}

/** Shows words in place of values. */
function said(words: Readonly<Record<string, string>>): DynamicConfigValue {
  const options = Object.fromEntries(
    Object.entries(words).map(([value, text], index) => {
      const color = COLOURS[value];
      return [value, { text, index, ...(color !== undefined && { color }) }];
    }),
  );
  const mapping: ValueMapping = { type: MappingType.ValueToText, options };
  return { id: "mappings", value: [mapping] };
}
