// A month of alarms in figures: by severity, by what they were, and the rules that make the noise, each with what could be changed.
import { Button, Empty, Input, Statistic } from "antd";
import { Link, useSearchParams } from "react-router";
import type { AlarmFigures } from "#gateway/contract/alarm-figures.ts";
import { useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { stampText } from "../../words/time.ts";
import { BySeverity } from "./by-severity.tsx";
import { NoisyRules } from "./noisy.tsx";
import { figureTexts } from "./texts.ts";
import "./alarm-figures.css";

export default function AlarmFiguresPage() {
  const say = useTexts(figureTexts);
  const [params, setParams] = useSearchParams();
  const month = params.get("month") ?? stampText(gatewayNow()).slice(0, 7);
  const query = useGet<AlarmFigures>(`/alarms/figures?month=${encodeURIComponent(month)}`);
  return (
    <Page
      title={say("title")}
      lead={say("lead")}
      acts={
        <>
          <Input
            type="month"
            aria-label={say("month")}
            className="sheet-month no-print"
            value={month}
            onChange={({ target }) => {
              if (target.value !== "") setParams({ month: target.value }, { replace: true });
            }}
          />
          <Link to={`/sheets/month?month=${encodeURIComponent(month)}`} className="no-print">
            <Button>{say("sheet")}</Button>
          </Link>
          <Button onClick={() => print()}>{say("print")}</Button>
        </>
      }
    >
      <Loaded query={query}>
        {(figures) => (
          <>
            <Counts figures={figures} />
            {figures.raised === 0 ? (
              <Empty description={say("nothing")} />
            ) : (
              <div className="figures-parts">
                <BySeverity rows={figures.bySeverity} />
                <NoisyRules figures={figures} month={month} />
              </div>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Counts({ figures: { raised, byVerdict, tests, quiet } }: { readonly figures: AlarmFigures }) {
  const say = useTexts(figureTexts);
  return (
    <div className="figures-counts">
      <Statistic title={say("raised")} value={raised} />
      <Statistic title={say("real")} value={byVerdict.real} />
      <Statistic title={say("false")} value={byVerdict.false} />
      <Statistic title={say("none")} value={byVerdict.none} />
      <div title={say("testsWhy")}>
        <Statistic title={say("tests")} value={tests} />
      </div>
      <div title={say("quietWhy")}>
        <Statistic title={say("quiet")} value={quiet} />
      </div>
    </div>
  );
}
