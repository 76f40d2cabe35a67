// The course of one point: chart or strip, table, and the same as a file.
import { DownloadOutlined, LineChartOutlined, TableOutlined } from "@ant-design/icons";
import { Alert, Button, Empty, Tooltip } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Device } from "../../../api/types.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { useNow } from "../../../live/clock.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { booleanWords } from "../../../words/boolean-words.ts";
import { durationText } from "../../../words/duration.ts";
import { numberText, unitSign } from "../../../words/quantity.ts";
import { wordTexts } from "../../../words/texts.ts";
import { clockText } from "../../../words/time.ts";
import type { TrendRange } from "./chosen.ts";
import { csvOf, stretchesOf, withGaps } from "./course.ts";
import { type Past, useCourse } from "./history.ts";
import { gapMs, LENGTH_MS } from "./plan.ts";
import { saveText } from "./save.ts";
import { Strip } from "./strip.tsx";
import { CourseTable } from "./table.tsx";
import { trendTexts } from "./texts.ts";

const Chart = lazy(() => import("./chart.tsx"));

/** Thousands of dots are not drawn anew with each value: guard rooms have old computers. */
const REDRAWN_MS = 5000;

interface Props {
  readonly device: Device;
  readonly point: string;
  readonly name: string;
  readonly boolean: boolean;
  readonly range: TrendRange;
}

export function Trend(props: Props) {
  const { device, point, name, boolean, range } = props;
  const say = useTexts(trendTexts);
  const { query, moments } = useCourse(device, point, range);
  const [asTable, setAsTable] = useState(false);
  const unit = query.data === undefined ? "" : unitSign(query.data.answer.unit);
  const save = () => {
    const value = unit === "" ? name : `${name} (${unit})`;
    const heads = [say("time"), value, say("minimum"), say("maximum"), say("quality")];
    saveText(`${device.id}-${point}-${range}.csv`, csvOf(heads, moments));
  };
  return (
    <article className="trend" aria-label={name}>
      <header className="trend-head">
        <h3>
          {name} <Detail past={query.data} unit={unit} />
        </h3>
        <div>
          <Tooltip title={say(asTable ? "chart" : "table")}>
            <Button
              type="text"
              size="small"
              icon={asTable ? <LineChartOutlined /> : <TableOutlined />}
              aria-label={`${name} ${say(asTable ? "chart" : "table")}`}
              onClick={() => setAsTable(!asTable)}
            />
          </Tooltip>
          <Tooltip title={say("csv")}>
            <Button
              type="text"
              size="small"
              icon={<DownloadOutlined />}
              aria-label={`${name} ${say("csv")}`}
              disabled={moments.length === 0}
              onClick={save}
            />
          </Tooltip>
        </div>
      </header>
      <Loaded
        query={query}
        empty={() => moments.length === 0}
        nothing={<Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("none")} />}
      >
        {(past) => (
          <>
            {past.answer.complete ? null : <Alert type="info" showIcon title={say("incomplete")} />}
            {asTable ? (
              <Listed past={past} moments={moments} boolean={boolean} point={point} />
            ) : (
              <Drawn {...props} past={past} moments={moments} boolean={boolean} unit={unit} />
            )}
          </>
        )}
      </Loaded>
    </article>
  );
}

function Detail({ past, unit }: { readonly past: Past | undefined; readonly unit: string }) {
  const say = useTexts(trendTexts);
  const language = useLanguage();
  if (past === undefined) return null;
  const how = past.step === null ? say("raw") : say("steps", { step: durationText(past.step, language) });
  return <small className="quiet">{unit === "" ? how : `${unit} · ${how}`}</small>;
}

interface CourseProps {
  readonly past: Past;
  readonly moments: ReturnType<typeof useCourse>["moments"];
  readonly boolean: boolean;
  readonly point: string;
}

/** The words for true and false of this point. */
function useYesNo(point: string): readonly [yes: string, no: string] {
  const word = useTexts(wordTexts);
  return booleanWords(point, useLanguage()) ?? [word("yes"), word("no")];
}

function Listed({ past, moments, boolean, point }: CourseProps) {
  const [yes, no] = useYesNo(point);
  const sign = unitSign(past.answer.unit);
  const text = (value: number) =>
    boolean && (value === 0 || value === 1) ? (value === 1 ? yes : no) : `${numberText(value)} ${sign}`.trim();
  return <CourseTable moments={moments} stepped={past.step !== null} text={text} />;
}

function Drawn({ device, point, name, boolean, range, past, moments, unit }: Props & CourseProps & { unit: string }) {
  const say = useTexts(trendTexts);
  const [yes, no] = useYesNo(point);
  const toMs = Math.ceil(useNow() / REDRAWN_MS) * REDRAWN_MS;
  const fromMs = toMs - LENGTH_MS[range];
  const gap = gapMs(device, past.step);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `moments` grows with each value; what is drawn waits for the next `toMs`
  const drawn = useMemo(() => withGaps(moments, gap), [past, toMs, gap]);
  const valid = moments.filter(({ value }) => value !== null);
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? "—" : `${numberText(value)} ${unit}`.trim();
  const summary = say("summary", {
    name,
    range: say(range),
    minimum: text(Math.min(...valid.map(({ min }) => min ?? 0))),
    maximum: text(Math.max(...valid.map(({ max }) => max ?? 0))),
    last: text(valid.at(-1)?.value),
  });
  if (boolean)
    return (
      <Strip
        stretches={stretchesOf(moments, gap, toMs)}
        fromMs={fromMs}
        toMs={toMs}
        words={{ on: yes, off: no, mixed: say("mixed"), bad: say("bad") }}
        summary={name}
        timeText={clockText}
      />
    );
  return (
    <Suspense fallback={<div className="trend-chart" />}>
      <Chart
        moments={drawn}
        fromMs={fromMs}
        toMs={toMs}
        unit={unit}
        value={say(past.step === null ? "value" : "mean")}
        band={say("band")}
        bad={say("badMark")}
        summary={summary}
      />
    </Suspense>
  );
}
