// The course of a number as a line with the band between its lowest and highest values; gaps stay gaps, bad values are marks.
import { LineChart, type LineSeriesOption, ScatterChart, type ScatterSeriesOption } from "echarts/charts";
import {
  GridComponent,
  type GridComponentOption,
  TooltipComponent,
  type TooltipComponentOption,
} from "echarts/components";
import { type ComposeOption, type ECharts, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { memo, useEffect, useRef } from "react";
import { useTheme } from "../../../frame/theme.tsx";
import { numberText } from "../../../words/quantity.ts";
import { clockText } from "../../../words/time.ts";
import { alone, type Moment } from "./course.ts";

use([LineChart, ScatterChart, GridComponent, TooltipComponent, CanvasRenderer]);

type Option = ComposeOption<LineSeriesOption | ScatterSeriesOption | GridComponentOption | TooltipComponentOption>;

export interface ChartProps {
  readonly moments: readonly Moment[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Sign of the unit; "" for pure numbers. */
  readonly unit: string;
  /** The words for the value, for the band between lowest and highest, and for bad values. */
  readonly value: string;
  readonly band: string;
  readonly bad: string;
  /** The course in one sentence, for whoever does not see it. */
  readonly summary: string;
}

interface Colors {
  readonly text: string;
  readonly line: string;
  readonly grid: string;
  readonly bad: string;
  readonly surface: string;
}

function colors(): Colors {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return { text: of("--quiet"), line: of("--text"), grid: of("--line"), bad: of("--high"), surface: of("--surface") };
}

type Dot = [atMs: number, value: number | null];

/** What ECharts draws. The band is the lowest value, not drawn, with the height up to the highest stacked on it. */
function optionOf(props: ChartProps, color: Colors): Option {
  const { moments, fromMs, toMs } = props;
  const dots = (of: (moment: Moment) => number | null): Dot[] => moments.map((moment) => [moment.atMs, of(moment)]);
  const hasBand = moments.some(({ min, max }) => min !== max);
  const lowest: LineSeriesOption = {
    type: "line",
    stack: "band",
    stackStrategy: "all",
    data: dots(({ min }) => min),
    symbol: "none",
    lineStyle: { opacity: 0 },
    silent: true,
  };
  const height: LineSeriesOption = {
    ...lowest,
    data: dots(({ min, max }) => (min === null || max === null ? null : max - min)),
    areaStyle: { color: color.text, opacity: 0.22 },
  };
  const line: LineSeriesOption = {
    type: "line",
    name: props.value,
    data: dots(({ value }) => value),
    showSymbol: false,
    connectNulls: false,
    lineStyle: { width: 1.5, color: color.line },
    itemStyle: { color: color.line },
  };
  const bad: ScatterSeriesOption = {
    type: "scatter",
    name: props.bad,
    yAxisIndex: 1,
    data: moments.filter((moment) => moment.bad).map(({ atMs }): Dot => [atMs, 0]),
    symbol: "triangle",
    symbolSize: 8,
    itemStyle: { color: color.bad },
  };
  const single: ScatterSeriesOption = {
    type: "scatter",
    data: alone(moments).map(({ atMs, value }): Dot => [atMs, value]),
    symbolSize: 5,
    itemStyle: { color: color.line },
    silent: true,
  };
  const label = { color: color.text };
  return {
    animation: false,
    grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: color.surface,
      borderColor: color.grid,
      textStyle: { color: color.line },
      formatter: (told) => tooltipText(told, props),
    },
    xAxis: {
      type: "time",
      min: fromMs,
      max: toMs,
      axisLabel: { ...label, hideOverlap: true, formatter: (ms: number) => clockText(ms).slice(0, 5) },
      axisLine: { lineStyle: { color: color.grid } },
    },
    yAxis: [
      { type: "value", scale: true, axisLabel: label, splitLine: { lineStyle: { color: color.grid } } },
      { type: "value", min: 0, max: 1, show: false },
    ],
    series: hasBand ? [lowest, height, line, single, bad] : [line, single, bad],
  };
}

function tooltipText(told: unknown, { moments, unit, ...words }: ChartProps): string {
  const first: unknown = Array.isArray(told) ? told[0] : told;
  const atMs =
    typeof first === "object" && first !== null && "axisValue" in first ? Number(first.axisValue) : Number.NaN;
  const moment = moments.find((one) => one.atMs === atMs);
  if (moment === undefined) return "";
  const text = (value: number | null) => (value === null ? "—" : `${numberText(value)} ${unit}`);
  const { value, min, max, bad } = moment;
  const band = min === max ? "" : `\n${words.band} ${text(min)} – ${text(max)}`;
  return `${clockText(atMs)}\n${words.value} ${text(value)}${band}${bad ? `\n${words.bad}` : ""}`;
}

/** The summary follows each value; the drawing waits for a new course. */
function sameCourse(before: ChartProps, next: ChartProps): boolean {
  return before.moments === next.moments && before.toMs === next.toMs && before.value === next.value;
}

function Chart(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const { dark } = useTheme();
  useEffect(() => {
    if (box.current === null) return;
    const made = init(box.current);
    chart.current = made;
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  // The colours are those of the page, which change with the theme a moment after it was chosen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `dark` stands for what `colors` reads
  useEffect(() => {
    const frame = requestAnimationFrame(() => chart.current?.setOption(optionOf(props, colors()), { notMerge: true }));
    return () => cancelAnimationFrame(frame);
  }, [props, dark]);
  return <div ref={box} className="trend-chart" role="img" aria-label={props.summary} />;
}

export default memo(Chart, sameCourse);
