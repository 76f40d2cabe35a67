// The courses of one or several points: chart or strip, table, and the same as a file.
import { DownloadOutlined, FullscreenOutlined, LineChartOutlined, TableOutlined } from "@ant-design/icons";
import { Alert, Button, Empty, Skeleton, Tooltip } from "antd";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useLanguage, useTexts } from "../i18n/texts.ts";
import { csvText, saveFile } from "../parts/csv.ts";
import { ProblemPanel } from "../parts/problem.tsx";
import { durationText } from "../words/duration.ts";
import { numberText } from "../words/quantity.ts";
import type { Range } from "../words/range.ts";
import { stampText } from "../words/time.ts";
import type { Described } from "./described.ts";
import { Legend } from "./legend.tsx";
import { Listing, useFileWords } from "./listing.tsx";
import { seriesKey, trendsAddress } from "./series.ts";
import { StateStrip, useYesNo } from "./strips.tsx";
import { type Column, fileRows } from "./table.ts";
import { trendTexts } from "./texts.ts";
import { figuresOf, type Panel, type Shown, usePanel } from "./use-panel.ts";
import type { Window } from "./window.ts";
import "./trends.css";

const Chart = lazy(() => import("./chart.tsx"));

interface Props {
  readonly described: readonly Described[];
  readonly window: Window;
  /** On the page of the courses themselves. */
  readonly tall?: boolean;
  look(range: Range): void;
}

export function TrendPanel({ described, window, tall = false, look }: Props) {
  const say = useTexts(trendTexts);
  const panel = usePanel(described, window);
  const [asTable, setAsTable] = useState(false);
  const columns = useColumns(panel.shown);
  const words = useFileWords();
  const name = panel.shown.map(({ label }) => label).join("、");
  const { shown } = panel;
  const failed = shown.find(({ course }) => course.query.error !== null);
  const loading = shown.some(({ course }) => course.query.data === undefined && course.query.error === null);
  const empty = shown.every(({ course }) => course.moments.length === 0);
  const incomplete = shown.some(({ course }) => course.query.data?.answer.complete === false);
  const save = () => {
    const day = stampText(window.toMs).slice(0, 10);
    const file = `${described.map(({ series }) => seriesKey(series)).join("+")}-${day}.csv`;
    saveFile(file, "text/csv;charset=utf-8", csvText(fileRows(columns, words)));
  };
  // A page of its own has no section heading above.
  const Heading = tall ? "h2" : "h3";
  return (
    <article className="trend" aria-label={name}>
      <header className="trend-head">
        <Heading>
          {described.length > 1 ? null : name} <Detail shown={shown} />
        </Heading>
        <div>
          {tall ? null : <OwnPage described={described} name={name} />}
          <Act name={name} text={say(asTable ? "chart" : "table")} act={() => setAsTable(!asTable)}>
            {asTable ? <LineChartOutlined /> : <TableOutlined />}
          </Act>
          <Act name={name} text={say("csv")} act={save} disabled={empty}>
            <DownloadOutlined />
          </Act>
        </div>
      </header>
      {failed?.course.query.error ? (
        <ProblemPanel problem={failed.course.query.error} retry={() => void failed.course.query.refetch()} />
      ) : null}
      {incomplete ? <Alert type="info" showIcon title={say("incomplete")} /> : null}
      {loading ? <Skeleton active title={false} paragraph={{ rows: 4 }} /> : null}
      {empty && !loading && failed === undefined ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("none")} />
      ) : null}
      {empty || loading ? null : asTable ? (
        <Listing columns={columns} />
      ) : (
        <Drawn panel={panel} window={window} tall={tall} look={look} />
      )}
    </article>
  );
}

/** Unit and how it was asked for. */
function Detail({ shown }: { readonly shown: readonly Shown[] }) {
  const say = useTexts(trendTexts);
  const language = useLanguage();
  const [first] = shown;
  if (first === undefined || first.course.query.data === undefined) return null;
  const how = first.step === null ? say("raw") : say("steps", { step: durationText(first.step, language) });
  const unit = shown.length === 1 ? first.unit : "";
  return <small className="quiet">{unit === "" ? how : `${unit} · ${how}`}</small>;
}

interface ActProps {
  readonly name: string;
  readonly text: string;
  readonly disabled?: boolean;
  readonly children: ReactNode;
  act(): void;
}

function Act({ name, text, disabled = false, children, act }: ActProps) {
  return (
    <Tooltip title={text}>
      <Button
        type="text"
        size="small"
        icon={children}
        aria-label={`${name} ${text}`}
        disabled={disabled}
        onClick={act}
      />
    </Tooltip>
  );
}

/** Leads to the page where other points can be laid beside it. */
function OwnPage({ described, name }: { readonly described: readonly Described[]; readonly name: string }) {
  const say = useTexts(trendTexts);
  const [params] = useSearchParams();
  const address = trendsAddress(
    described.map(({ series }) => series),
    params,
  );
  return (
    <Tooltip title={say("compare")}>
      <Link to={address} className="trend-link" aria-label={`${name} ${say("compare")}`}>
        <FullscreenOutlined aria-hidden />
      </Link>
    </Tooltip>
  );
}

interface DrawnProps {
  readonly panel: Panel;
  readonly window: Window;
  readonly tall: boolean;
  look(range: Range): void;
}

function Drawn({ panel: { shown, drawings, timeText }, window, tall, look }: DrawnProps) {
  const say = useTexts(trendTexts);
  const summaryOf = (keys: readonly string[]) =>
    shown
      .filter(({ series }) => keys.includes(seriesKey(series)))
      .map((one) => say("summary", { name: one.label, ...figuresOf(one) }))
      .join("; ");
  return (
    <>
      {drawings.map((drawing) => (
        <Suspense key={drawing.lines.map(({ key }) => key).join()} fallback={<div className="trend-chart" />}>
          <Chart
            drawing={drawing}
            tall={tall}
            summary={summaryOf(drawing.lines.map(({ key }) => key))}
            zoom={(from, to) => look({ from: Math.round(from), to: Math.round(to) })}
          />
          <Legend drawing={drawing} />
        </Suspense>
      ))}
      {shown
        .filter(({ type }) => type === "boolean")
        .map(({ course, label, gap, series }) => (
          <div key={seriesKey(series)}>
            {shown.length > 1 ? <small className="quiet">{label}</small> : null}
            <StateStrip course={course} name={label} gap={gap} window={window} timeText={timeText} />
          </div>
        ))}
    </>
  );
}

function useColumns(shown: readonly Shown[]): readonly Column[] {
  const [yes, no] = useYesNo(shown[0]?.series.point ?? "");
  const state = shown.map(({ label, unit, step }) => `${label} ${unit} ${step}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `state` and the moments stand for what is shown
  return useMemo(
    () =>
      shown.map(({ series, label, unit, type, step, course }) => ({
        key: seriesKey(series),
        head: unit === "" ? label : `${label} (${unit})`,
        moments: course.moments,
        stepped: step !== null,
        text: (value: number) =>
          type === "boolean" && (value === 0 || value === 1)
            ? value === 1
              ? yes
              : no
            : `${numberText(value)} ${unit}`.trim(),
      })),
    [
      state,
      yes,
      no,
      shown[0]?.course.moments,
      shown[1]?.course.moments,
      shown[2]?.course.moments,
      shown[3]?.course.moments,
    ],
  );
}
