// The kinds of panel that both dashboards are made of, each with the same manners: legend below, one tooltip for all, gaps stay gaps.
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  type DynamicConfigValue,
  MappingType,
  type ThresholdsConfigBuilder,
  type ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as StatPanel } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimelinePanel } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as ChartPanel } from "@grafana/grafana-foundation-sdk/timeseries";
import { asFigure, byThreshold } from "./bands.ts";
import type { CampusFacts } from "./facts.ts";
import type { Scene } from "./frame.ts";
import { DATASOURCE, type Query, targets } from "./influxql.ts";

/** Values reported on change come at least every minute: what is missing for longer is missing. */
const GAP_MS = 5 * 60_000;
/** No finer than devices are asked. */
const FINEST = "10s";
const [FIGURE_WIDTH, FIGURE_HEIGHT] = [4, 4];
export const CHART_HEIGHT = 9;
export const [HALF, WHOLE] = [12, 24];

const legend = () =>
  new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs(["min", "max", "lastNotNull"]);
const tooltip = () => new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi);

/** The newest value of a query. */
const newest = () => new ReduceDataOptionsBuilder().calcs(["lastNotNull"]);
/** When the newest value of a query was measured. */
export const newestTime = () => newest().fields("/^Time$/");

interface Shape {
  /** Id of Grafana's unit, such as `celsius`. */
  readonly unit: string;
  readonly bands?: ThresholdsConfigBuilder;
  readonly decimals?: number;
}

/** One number, coloured by its limits. */
export function figure(title: string, { unit, bands, decimals }: Shape, ...queries: readonly Query[]): StatPanel {
  const panel = new StatPanel()
    .title(title)
    .datasource(DATASOURCE)
    .targets(targets(...queries))
    .unit(unit)
    .noValue("—")
    .reduceOptions(newest())
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .span(FIGURE_WIDTH)
    .height(FIGURE_HEIGHT);
  if (decimals !== undefined) panel.decimals(decimals);
  return bands === undefined ? panel : panel.thresholds(asFigure(bands)).colorScheme(byThreshold());
}

/** Curves over time; with `bands` the limits are colours behind them. */
export function curves(title: string, { unit, bands, decimals }: Shape, ...queries: readonly Query[]): ChartPanel {
  const panel = new ChartPanel()
    .title(title)
    .datasource(DATASOURCE)
    .targets(targets(...queries))
    .unit(unit)
    .interval(FINEST)
    .spanNulls(GAP_MS)
    .legend(legend())
    .tooltip(tooltip())
    .span(HALF)
    .height(CHART_HEIGHT);
  if (decimals !== undefined) panel.decimals(decimals);
  if (bands === undefined) return panel;
  const style = new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.DashedAndArea);
  return panel.thresholds(bands).thresholdsStyle(style);
}

/** Counts per step of time, stacked. */
export function bars(title: string, unit: string, ...queries: readonly Query[]): ChartPanel {
  return curves(title, { unit }, ...queries)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(70)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
}

/** A number that stays what it is until it changes, however long that takes. */
export function course(title: string, query: Query): ChartPanel {
  return curves(title, { unit: "none", decimals: 0 }, query)
    .lineInterpolation(LineInterpolation.StepAfter)
    .fillOpacity(20)
    .spanNulls(true)
    .min(0);
}

/** Conditions over time. The first query is of those whose 1 is a danger; of the others nothing is known but what the campus says. */
export function timeline(title: string, say: Scene["say"], dangers: Query, others: Query): TimelinePanel {
  return new TimelinePanel()
    .title(title)
    .datasource(DATASOURCE)
    .targets(targets(dangers, others))
    .interval(FINEST)
    .mappings([zeroAndOne([say("off"), "gray"], [say("on"), "blue"])])
    .overrideByQuery("A", [wrongAt(true, say)])
    .mergeValues(true)
    .legend(legend().showLegend(false))
    .tooltip(tooltip())
    .span(WHOLE)
    .height(CHART_HEIGHT);
}

/** Shows one of both values as wrong. */
function wrongAt(wrong: boolean, say: Scene["say"]): DynamicConfigValue {
  const [right, danger]: [Shown, Shown] = [
    [say("quiet"), "green"],
    [say("active"), "red"],
  ];
  return { id: "mappings", value: [wrong ? zeroAndOne(right, danger) : zeroAndOne(danger, right)] };
}

type Shown = readonly [text: string, color: string];

/** How 0 and 1 are said. */
export function zeroAndOne([zero, zeroColor]: Shown, [one, oneColor]: Shown): ValueMapping {
  return {
    type: MappingType.ValueToText,
    options: { "0": { text: zero, color: zeroColor, index: 0 }, "1": { text: one, color: oneColor, index: 1 } },
  };
}

interface Namable {
  overrideByName(name: string, properties: DynamicConfigValue[]): unknown;
}

/** Gives series that are called by their device, with a word behind it or none, the name that the campus gave it. */
export function withDeviceNames<P extends Namable>(panel: P, facts: CampusFacts | null, words = [""]): P {
  for (const { id, name } of facts?.devices ?? [])
    for (const word of words)
      panel.overrideByName(`${id} ${word}`.trim(), [{ id: "displayName", value: `${name} ${word}`.trim() }]);
  return panel;
}

/** Gives series that are called `device point` the names that the campus gave them; ids stay where nothing is known. */
export function withNames<P extends Namable>(panel: P, { facts, say }: Scene, points: RegExp): P {
  for (const { device, point, name, wrong } of facts?.points ?? []) {
    if (!points.test(point)) continue;
    const colours = wrong === null ? [] : [wrongAt(wrong, say)];
    panel.overrideByName(`${device} ${point}`, [{ id: "displayName", value: name }, ...colours]);
  }
  return panel;
}
