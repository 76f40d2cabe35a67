// What every dashboard of ours has around its panels: uid, variables, marks of alarms, links, and the form in which it is a file.
import {
  AnnotationQueryBuilder,
  CustomVariableBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { CampusFacts, PlaceFacts } from "./facts.ts";
import { DATASOURCE, OF_CAMPUS, OF_PLACE, type Query, targets } from "./influxql.ts";
import type { Language, Word } from "./words.ts";

/** What Grafana 10.3 wrote: newer ones bring a file up to date by themselves, older ones do not read it. */
const SCHEMA_VERSION = 39;
const TAG = "campus-gateway";
const ALL = { text: "All", value: "$__all" };
const EVERY_DEVICE = ".*";

export interface Scene {
  readonly language: Language;
  readonly say: (word: Word) => string;
  /** Null: the dashboard is for any campus. */
  readonly facts: CampusFacts | null;
}

/** An empty dashboard with the variables campus, place and device. `firstPlaces`: which class of place it opens with. */
export function framed(id: Word & string, { language, say, facts }: Scene, firstPlaces: string | null) {
  return new DashboardBuilder(say(id))
    .uid(language === "zh-CN" ? `campus-${id}` : `campus-${id}-${language}`)
    .tags([TAG, language])
    .editable()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: "now-24h", to: "now" })
    .refresh("1m")
    .withVariable(campusVariable(say, facts))
    .withVariable(placeVariable(say, facts, firstPlaces))
    .withVariable(deviceVariable(say))
    .annotation(alarmMarks(say, "alarm.raised"))
    .annotation(alarmMarks(say, "alarm.cleared"))
    .link(
      new DashboardLinkBuilder(say("otherDashboard"))
        .type(DashboardLinkType.Dashboards)
        .tags([TAG, language])
        .includeVars(true)
        .keepTime(true),
    );
}

function campusVariable(say: Scene["say"], facts: CampusFacts | null) {
  const variable = new QueryVariableBuilder("campus")
    .label(say("campus"))
    .datasource(DATASOURCE)
    .query('SHOW TAG VALUES FROM "reading" WITH KEY = "campus"')
    .refresh(VariableRefresh.OnDashboardLoad)
    .sort(VariableSort.AlphabeticalAsc);
  return facts === null ? variable : variable.current({ selected: true, text: facts.id, value: facts.id });
}

/** The store knows no places: a place is the list of its devices, taken from campus.yaml. */
function placeVariable(say: Scene["say"], facts: CampusFacts | null, firstPlaces: string | null) {
  const everywhere: PlaceFacts = { name: say("all"), class: "", devices: [] };
  const places = [everywhere, ...(facts?.places ?? []).filter(({ devices }) => devices.length > 0)];
  const first = places.find((place) => place.class === firstPlaces) ?? everywhere;
  return new CustomVariableBuilder("place")
    .label(say("place"))
    .values(places.map((place) => `${escaped(place.name)} : ${devicesOf(place)}`).join(","))
    .current({ selected: true, text: first.name, value: devicesOf(first) })
    .options(places.map((place) => ({ selected: place === first, text: place.name, value: devicesOf(place) })));
}

/** Ids need no escaping in a regular expression. */
function devicesOf({ devices }: PlaceFacts): string {
  return devices.length === 0 ? EVERY_DEVICE : devices.join("|");
}

/** Commas separate the values of a variable, ` : ` text and value. */
function escaped(name: string): string {
  return name.replaceAll(" : ", ": ").replaceAll(",", "\\,");
}

function deviceVariable(say: Scene["say"]) {
  return new QueryVariableBuilder("device")
    .label(say("device"))
    .datasource(DATASOURCE)
    .query(`SHOW TAG VALUES FROM "reading" WITH KEY = "device" WHERE ${OF_PLACE}`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .current({ selected: true, ...ALL });
}

/** Each alarm that is raised or cleared is a line through all charts. */
function alarmMarks(say: Scene["say"], type: "alarm.raised" | "alarm.cleared") {
  const query = `SELECT "data", "device" FROM "event" WHERE ${OF_CAMPUS} AND "type" = '${type}' AND $timeFilter`;
  const [name, color] = type === "alarm.raised" ? [say("alarmsRaised"), "red"] : [say("alarmsCleared"), "green"];
  return marks(name, color, { query, as: "table", marks: { text: "data", labels: "device" } });
}

/** Each start of the gateway is a line through all charts: what is missing before it was not measured. */
export function startMarks(say: Scene["say"]) {
  const query = `SELECT "seq", "type" FROM "gateway" WHERE ${OF_CAMPUS} AND "type" = 'started' AND $timeFilter`;
  return marks(say("started"), "blue", { query, as: "table", marks: { text: "type", labels: "type" } });
}

function marks(name: string, color: string, query: Query) {
  const [target] = targets(query);
  const lines = new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor(color)
    .mappings({});
  return target === undefined ? lines : lines.target(target);
}

/** The dashboard as the file that Grafana reads: panels numbered, keys always in the same order. */
export function fileText(dashboard: Dashboard): string {
  const panels = (dashboard.panels ?? []).map((panel, at) => ({ ...panel, id: at + 1 }));
  return `${JSON.stringify({ ...dashboard, panels, schemaVersion: SCHEMA_VERSION, id: null }, null, 2)}\n`;
}
