// A drawing as ECharts takes it: per line its band from lowest to highest and the line itself; gaps stay gaps, bad values are marks. Pure.
import type { LineSeriesOption, ScatterSeriesOption } from "echarts/charts";
import type {
  GridComponentOption,
  MarkAreaComponentOption,
  MarkLineComponentOption,
  TooltipComponentOption,
} from "echarts/components";
import type { ComposeOption } from "echarts/core";
import { alone, type Moment } from "./course.ts";
import { type Colors, type Drawing, type Line, STROKES } from "./drawing.ts";
import { tooltipText } from "./tooltip.ts";

export type ChartOption = ComposeOption<
  | LineSeriesOption
  | ScatterSeriesOption
  | GridComponentOption
  | TooltipComponentOption
  | MarkAreaComponentOption
  | MarkLineComponentOption
>;
type SeriesOption = LineSeriesOption | ScatterSeriesOption;
type Dot = [atMs: number, value: number | null];

/** The axis of marks at the edges of the chart, from 0 at its foot to 1 at its top. */
const MARKS_AXIS = 2;
const ABOUT_THE_SPAN = 1.2;

export function optionOf(drawing: Drawing, color: Colors): ChartOption {
  const { lines, fromMs, toMs } = drawing;
  const units = [...new Set(lines.map(({ unit }) => unit))];
  const axisOf = (line: Line) => Math.min(units.indexOf(line.unit), 1);
  const label = { color: color.quiet };
  const valueAxis = (index: number) => ({
    type: "value" as const,
    scale: true,
    name: units.length > 1 ? (units[index] ?? "") : "",
    nameTextStyle: label,
    axisLabel: label,
    splitLine: { show: index === 0, lineStyle: { color: color.grid } },
    show: index < units.length,
    ...edges(lines.filter((line) => axisOf(line) === index)),
  });
  return {
    animation: false,
    grid: { left: 8, right: 12, top: units.length > 1 ? 30 : 14, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: color.surface,
      borderColor: color.grid,
      textStyle: { color: color.text },
      axisPointer: {
        type: "cross",
        lineStyle: { color: color.quiet },
        crossStyle: { color: color.quiet },
        label: { show: false },
      },
      formatter: (told) => tooltipText(told, drawing),
    },
    xAxis: {
      type: "time",
      min: fromMs,
      max: toMs,
      axisLabel: { ...label, hideOverlap: true, formatter: (ms: number) => drawing.axisText(ms) },
      axisLine: { lineStyle: { color: color.grid } },
    },
    yAxis: [valueAxis(0), valueAxis(1), { type: "value", min: 0, max: 1, show: false }],
    series: [
      ...lines.flatMap((line, index) => lineSeries(line, index, axisOf(line), drawing, color)),
      marks(drawing, color),
    ],
  };
}

/** An axis reaches to a limit that is not far from the values. */
function edges(lines: readonly Line[]) {
  const limits = lines.flatMap((line) => line.limits.map(({ at }) => at));
  if (limits.length === 0) return {};
  const reach = ({ min, max }: { min: number; max: number }) =>
    Math.max(max - min, Math.abs(max) * 0.05) * ABOUT_THE_SPAN;
  return {
    min: (span: { min: number; max: number }) => {
      const near = limits.filter((at) => at < span.min && span.min - at <= reach(span));
      return near.length === 0 ? null : Math.min(...near) - reach(span) * 0.05;
    },
    max: (span: { min: number; max: number }) => {
      const near = limits.filter((at) => at > span.max && at - span.max <= reach(span));
      return near.length === 0 ? null : Math.max(...near) + reach(span) * 0.05;
    },
  };
}

/** The band is the lowest value, not drawn, with the height up to the highest stacked on it. */
function lineSeries(line: Line, index: number, yAxisIndex: number, drawing: Drawing, color: Colors): SeriesOption[] {
  const { moments } = line;
  const stroke = color.lines[index] ?? color.text;
  const dots = (of: (moment: Moment) => number | null): Dot[] => moments.map((moment) => [moment.atMs, of(moment)]);
  const lowest: LineSeriesOption = {
    type: "line",
    yAxisIndex,
    stack: `band ${line.key}`,
    stackStrategy: "all",
    data: dots(({ min }) => min),
    symbol: "none",
    lineStyle: { opacity: 0 },
    silent: true,
  };
  const height: LineSeriesOption = {
    ...lowest,
    data: dots(({ min, max }) => (min === null || max === null ? null : max - min)),
    areaStyle: { color: stroke, opacity: 0.18 },
  };
  const mean: LineSeriesOption = {
    type: "line",
    name: line.name,
    yAxisIndex,
    data: dots(({ value }) => value),
    showSymbol: false,
    connectNulls: false,
    lineStyle: { width: 1.5, color: stroke, type: strokeOf(index) },
    itemStyle: { color: stroke },
    markLine: limitLines(line, color),
    ...(drawing.lines.length === 1 ? { markArea: areas(line, drawing, color) } : {}),
  };
  const single: ScatterSeriesOption = {
    type: "scatter",
    yAxisIndex,
    data: alone(moments).map(({ atMs, value }): Dot => [atMs, value]),
    symbolSize: 5,
    itemStyle: { color: stroke },
    silent: true,
  };
  const bad: ScatterSeriesOption = {
    type: "scatter",
    yAxisIndex: MARKS_AXIS,
    data: moments.filter((moment) => moment.bad).map(({ atMs }): Dot => [atMs, 0]),
    symbol: "triangle",
    symbolSize: 8,
    itemStyle: { color: drawing.lines.length === 1 ? color.bad : stroke },
    silent: true,
  };
  const hasBand = moments.some(({ min, max }) => min !== max);
  return hasBand ? [lowest, height, mean, single, bad] : [mean, single, bad];
}

function strokeOf(index: number): "solid" | number[] {
  const stroke = STROKES[index] ?? "solid";
  return typeof stroke === "string" ? stroke : [...stroke];
}

function limitLines({ limits }: Line, color: Colors): NonNullable<LineSeriesOption["markLine"]> {
  return {
    silent: true,
    symbol: "none",
    data: limits.map(({ at, side, severity, text }) => ({
      yAxis: at,
      lineStyle: { color: color.severity[severity], type: "dashed", width: 1 },
      label: {
        position: "insideStartTop",
        formatter: `${text} ${side === "above" ? ">" : "<"} ${at}`,
        color: color.severity[severity],
      },
    })),
  };
}

/** What lies beyond a limit, and where nothing or nothing valid came. */
function areas({ limits }: Line, { holes }: Drawing, color: Colors): NonNullable<LineSeriesOption["markArea"]> {
  return {
    silent: true,
    data: [
      ...limits.map(({ at, side, severity }): [object, object] => {
        const style = { itemStyle: { color: color.severity[severity], opacity: 0.07 } };
        return side === "above" ? [{ yAxis: at, ...style }, {}] : [{ ...style }, { yAxis: at }];
      }),
      ...holes.map(({ fromMs, toMs, kind }): [object, object] => [
        {
          xAxis: fromMs,
          itemStyle: { color: kind === "bad" ? color.bad : color.hatch, opacity: kind === "bad" ? 0.2 : 0.45 },
        },
        { xAxis: toMs },
      ]),
    ],
  };
}

/** Alarms stand along the top: a sign where each was raised, and how long it was active. */
function marks({ raised, toMs, words }: Drawing, color: Colors): ScatterSeriesOption {
  return {
    type: "scatter",
    name: words.alarm,
    yAxisIndex: MARKS_AXIS,
    data: raised.map(({ fromMs, severity }) => ({
      value: [fromMs, 1],
      itemStyle: { color: color.severity[severity] },
    })),
    symbol: "diamond",
    symbolSize: 11,
    silent: true,
    markLine: {
      silent: true,
      symbol: "none",
      label: { show: false },
      data: raised.map((one): [object, object] => [
        { coord: [one.fromMs, 1], lineStyle: { color: color.severity[one.severity], width: 4, type: "solid" } },
        { coord: [one.toMs ?? toMs, 1] },
      ]),
    },
  };
}
