// The course of one point of a campus from the county's own summaries; point and range stand in the address.
import { Segmented, Select, Skeleton } from "antd";
import { lazy, Suspense, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { CampusView, CountySeries } from "#gateway/contract/county.ts";
import { pointLabel } from "#gateway/contract/point-labels.ts";
import { useGet } from "../../../api/queries.ts";
import { type Language, useLanguage, useTexts } from "../../../i18n/texts.ts";
import { useNowEvery } from "../../../live/clock.ts";
import { Age } from "../../../parts/age.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { type HistoryAnswer, holesOf, momentsOf, withGaps } from "../../../trends/course.ts";
import type { Drawing } from "../../../trends/drawing.ts";
import { trendTexts } from "../../../trends/texts.ts";
import { numberText, unitSign } from "../../../words/quantity.ts";
import { clockText, stampText } from "../../../words/time.ts";
import { campusPageTexts } from "./texts.ts";
import "../../../trends/trends.css";

const Chart = lazy(() => import("../../../trends/chart.tsx"));

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SPANS = { "6h": 6 * HOUR_MS, "1d": DAY_MS, "7d": 7 * DAY_MS, "30d": 30 * DAY_MS } as const;
type Span = keyof typeof SPANS;
const NAMES: readonly Span[] = ["6h", "1d", "7d", "30d"];
const STEP_MINUTES: Readonly<Record<Span, 1 | 15>> = { "6h": 1, "1d": 1, "7d": 15, "30d": 15 };
const AGAIN_MS = 60_000;
const MINUTE_MS = 60_000;
/** So many steps without a value are a gap; one may come late. */
const GAP_STEPS = 3;
const NONE: CountySeries["series"] = [];

export function Trends({ campus }: { readonly campus: CampusView }) {
  const say = useTexts(campusPageTexts);
  const series = useGet<CountySeries>(`/campuses/${campus.id}/series`, { refresh: AGAIN_MS });
  return (
    <section className="panel campus-wide">
      <h2>{say("trends")}</h2>
      <div className="panel-body">
        <Loaded
          query={series}
          empty={(answer) => answer.series.length === 0}
          nothing={<p className="quiet">{say("noSeries")}</p>}
        >
          {(answer) => <Chosen campus={campus} series={answer.series} />}
        </Loaded>
      </div>
    </section>
  );
}

/** Where the address names nothing and there is no worst value: what says most about a machine room. */
const FIRST_POINTS = ["temperature", "battery", "humidity"];

function Chosen({ campus, series }: { readonly campus: CampusView; readonly series: CountySeries["series"] }) {
  const say = useTexts(campusPageTexts);
  const trend = useTexts(trendTexts);
  const language = useLanguage();
  const [params, setParams] = useSearchParams();
  const named = series.find(({ device, point }) => `${device}.${point}` === params.get("point"));
  const usual = FIRST_POINTS.map((each) => series.find(({ point }) => point === each)).find((one) => one !== undefined);
  const worst = FIRST_POINTS.flatMap((each) => campus.worst.filter(({ point }) => point === each)).map((one) =>
    series.find(({ device, point }) => device === one.device && point === one.point),
  );
  const chosen = named ?? worst.find((one) => one !== undefined) ?? usual ?? series[0];
  const span = NAMES.find((name) => name === params.get("range")) ?? "1d";
  const put = (key: "point" | "range", value: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        after.set(key, value);
        return after;
      },
      { replace: true },
    );
  if (chosen === undefined) return null;
  return (
    <>
      <div className="campus-picks">
        <Select
          aria-label={say("pick")}
          showSearch
          optionFilterProp="label"
          value={`${chosen.device}.${chosen.point}`}
          options={(series.length > 0 ? series : NONE).map(({ device, point }) => ({
            value: `${device}.${point}`,
            label: `${device} · ${pointLabel(point)[language]}`,
          }))}
          onChange={(point) => put("point", point)}
        />
        <Segmented<Span>
          aria-label={say("range")}
          value={span}
          options={NAMES.map((value) => ({ value, label: trend(value) }))}
          onChange={(range) => put("range", range)}
        />
        {chosen.at === null || chosen.last === null ? null : (
          <span>
            {say("newest")} <strong>{`${numberText(chosen.last)} ${unitSign(chosen.unit)}`.trim()}</strong>{" "}
            <small className="quiet">
              · <Age at={chosen.at} ageOnly />
            </small>
          </span>
        )}
      </div>
      <Course key={`${chosen.device}.${chosen.point}.${span}`} campus={campus.id} chosen={chosen} span={span} />
    </>
  );
}

interface CourseProps {
  readonly campus: string;
  readonly chosen: CountySeries["series"][number];
  readonly span: Span;
}

function Course({ campus, chosen, span }: CourseProps) {
  const say = useTexts(campusPageTexts);
  const { device, point } = chosen;
  const minutes = STEP_MINUTES[span];
  const stepMs = minutes * MINUTE_MS;
  const toMs = Math.ceil(useNowEvery(minutes * 60) / stepMs) * stepMs + stepMs;
  const fromMs = toMs - SPANS[span];
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  const path = `/campuses/${campus}/history?device=${device}&point=${point}&from=${from}&to=${to}&step=${minutes}min`;
  const history = useGet<HistoryAnswer>(path, { refresh: AGAIN_MS });
  return (
    <Loaded query={history}>
      {(answer) => (
        <Drawn
          answer={answer}
          chosen={chosen}
          fromMs={fromMs}
          toMs={toMs}
          stepMs={stepMs}
          note={say("step", { n: minutes })}
        />
      )}
    </Loaded>
  );
}

interface DrawnProps {
  readonly answer: HistoryAnswer;
  readonly chosen: CountySeries["series"][number];
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly note: string;
}

function Drawn({ answer, chosen, fromMs, toMs, stepMs, note }: DrawnProps) {
  const say = useTexts(campusPageTexts);
  const trend = useTexts(trendTexts);
  const language = useLanguage();
  const name = `${chosen.device} · ${pointLabel(chosen.point)[language]}`;
  const words = { band: trend("band"), bad: trend("badMark"), missing: trend("noData"), alarm: trend("alarm") };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow from the language
  const drawing = useMemo(
    () => drawingOf(answer, name, words, { fromMs, toMs, stepMs }),
    [answer, name, fromMs, toMs, language],
  );
  if ((answer.buckets ?? []).length === 0) return <p className="quiet">{say("noData")}</p>;
  return (
    <>
      <Suspense fallback={<Skeleton active />}>
        <Chart
          drawing={drawing}
          summary={summaryOf(answer, name, trend, language)}
          tall={false}
          zoom={() => undefined}
        />
      </Suspense>
      <small className="quiet">{note}</small>
    </>
  );
}

interface Frame {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

function drawingOf(
  answer: HistoryAnswer,
  name: string,
  words: Drawing["words"],
  { fromMs, toMs, stepMs }: Frame,
): Drawing {
  const moments = momentsOf(answer);
  const gapMs = GAP_STEPS * stepMs;
  const isDay = toMs - fromMs <= DAY_MS;
  const stamp = (ms: number) => stampText(ms).slice(5, 16);
  return {
    lines: [
      { key: name, name, unit: unitSign(answer.unit), moments: withGaps(moments, gapMs), limits: [], nearMs: gapMs },
    ],
    holes: holesOf(moments, { fromMs, toMs: toMs - stepMs, gapMs, stepMs }),
    raised: [],
    fromMs,
    toMs,
    words,
    timeText: isDay ? clockText : stamp,
    axisText: (ms) => (isDay ? clockText(ms).slice(0, 5) : stamp(ms).slice(0, 5)),
  };
}

function summaryOf(
  answer: HistoryAnswer,
  name: string,
  trend: (key: "summary", values: Record<string, string>) => string,
  _language: Language,
): string {
  const buckets = (answer.buckets ?? []).filter(({ count }) => count > 0);
  const text = (value: number | null | undefined) =>
    typeof value === "number" && Number.isFinite(value) ? `${numberText(value)} ${unitSign(answer.unit)}`.trim() : "—";
  const lowest = buckets.reduce((least, { min }) => Math.min(least, min ?? least), Number.POSITIVE_INFINITY);
  const highest = buckets.reduce((most, { max }) => Math.max(most, max ?? most), Number.NEGATIVE_INFINITY);
  return trend("summary", { name, minimum: text(lowest), maximum: text(highest), last: text(buckets.at(-1)?.last) });
}
