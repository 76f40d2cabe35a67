// Draws courses on a canvas; a stretch that is dragged over with the mouse is looked at more closely.
import { LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { connect, type ECharts, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { memo, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTheme } from "../frame/theme.tsx";
import { colorsOfPage, type Drawing } from "./drawing.ts";
import { optionOf } from "./option.ts";

use([LineChart, ScatterChart, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

/** Charts of one page move their cross-hairs together. */
const GROUP = "trends";
/** Less is a click that slipped. */
const LEAST_DRAG_PX = 8;

interface Props {
  readonly drawing: Drawing;
  /** The course in one sentence, for whoever does not see it. */
  readonly summary: string;
  readonly tall: boolean;
  zoom(fromMs: number, toMs: number): void;
}

function Chart({ drawing, summary, tall, zoom }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const { dark } = useTheme();
  const drag = useDrag((from, to) => {
    const timeAt = (x: number) => Number(chart.current?.convertFromPixel({ xAxisIndex: 0 }, x));
    zoom(Math.max(drawing.fromMs, timeAt(from)), Math.min(drawing.toMs, timeAt(to)));
  });
  useEffect(() => {
    if (box.current === null) return;
    const made = init(box.current);
    made.group = GROUP;
    connect(GROUP);
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: `dark` stands for what `colorsOfPage` reads
  useEffect(() => {
    const frame = requestAnimationFrame(() =>
      chart.current?.setOption(optionOf(drawing, colorsOfPage()), { notMerge: true }),
    );
    return () => cancelAnimationFrame(frame);
  }, [drawing, dark]);
  return (
    <div className={tall ? "trend-drawn trend-drawn-tall" : "trend-drawn"} {...drag.handlers}>
      <div ref={box} className="trend-chart" role="img" aria-label={summary} />
      {drag.span === null ? null : <i className="trend-drag" style={drag.span} />}
    </div>
  );
}

/** A stretch from left to right that the mouse drags over, in px of the box. */
function useDrag(done: (from: number, to: number) => void) {
  const [from, setFrom] = useState<number | null>(null);
  const [to, setTo] = useState(0);
  const xOf = (event: PointerEvent<HTMLElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  const left = Math.min(from ?? 0, to);
  const width = Math.abs(to - (from ?? 0));
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      // A finger scrolls the page.
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      setFrom(xOf(event));
      setTo(xOf(event));
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (from !== null) setTo(xOf(event));
    },
    onPointerLeave: () => setFrom(null),
    onPointerUp: () => {
      if (from !== null && width >= LEAST_DRAG_PX) done(left, left + width);
      setFrom(null);
    },
  };
  return { handlers, span: from === null || width < LEAST_DRAG_PX ? null : { left, width } };
}

export default memo(Chart, (before, next) => before.drawing === next.drawing && before.tall === next.tall);
