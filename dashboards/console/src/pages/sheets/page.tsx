// 今日平安: three lines about a night or a day, large enough to be read out, and what each of them rests on.
import { Alert, Button, Empty, Input, Segmented } from "antd";
import { Link, useSearchParams } from "react-router";
import { DAY_PARTS, type DayPart, type DaySheet } from "#gateway/contract/sheets.ts";
import { useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { stampText } from "../../words/time.ts";
import { AlarmsPart, DutyPart, OpenPart } from "./day-parts.tsx";
import { Signature } from "./signature.tsx";
import { sheetTexts } from "./texts.ts";
import "./sheets.css";

const DAY_MS = 86_400_000;

/** The sheet that was finished last: the night's until the evening's is over. */
function newest(nowMs: number): { readonly day: string; readonly part: DayPart } {
  const [day = "", time = ""] = stampText(nowMs).split(" ");
  return { day, part: time < "18:00" ? "morning" : "evening" };
}

function daysOn(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export default function DaySheetPage() {
  const say = useTexts(sheetTexts);
  const [params, setParams] = useSearchParams();
  const usual = newest(gatewayNow());
  const day = /^\d{4}-\d\d-\d\d$/.test(params.get("day") ?? "") ? (params.get("day") ?? usual.day) : usual.day;
  const part = DAY_PARTS.find((one) => one === params.get("part")) ?? usual.part;
  const show = (next: { readonly day?: string; readonly part?: DayPart }) =>
    setParams({ day, part, ...next }, { replace: true });
  const query = useGet<DaySheet>(`/sheets/day?day=${day}&part=${part}`);
  return (
    <Page
      title={say("title")}
      lead={<span className="no-print">{say("lead")}</span>}
      acts={
        <>
          <Link to={`/sheets/month?month=${day.slice(0, 7)}`}>
            <Button>{say("toMonth")}</Button>
          </Link>
          <Button onClick={() => print()}>{say("print")}</Button>
        </>
      }
    >
      <div className="sheet-bar no-print">
        <Button onClick={() => show({ day: daysOn(day, -1) })}>{say("previous")}</Button>
        <Input
          type="date"
          aria-label={say("day")}
          className="sheet-day"
          value={day}
          max={daysOn(usual.day, 1)}
          onChange={({ target }) => {
            if (target.value !== "") show({ day: target.value });
          }}
        />
        <Button disabled={day > usual.day} onClick={() => show({ day: daysOn(day, 1) })}>
          {say("next")}
        </Button>
        <Segmented
          aria-label={say("hours")}
          value={part}
          onChange={(value) => show({ part: value })}
          options={DAY_PARTS.map((value) => ({ value, label: say(`${value}Short`) }))}
        />
      </div>
      {query.error?.code === "bad-request" ? (
        <Empty description={say("tooEarly")} />
      ) : (
        <Loaded query={query}>{(sheet) => <Sheet sheet={sheet} />}</Loaded>
      )}
    </Page>
  );
}

function Sheet({ sheet }: { readonly sheet: DaySheet }) {
  const say = useTexts(sheetTexts);
  return (
    <article className="sheet">
      <h2>
        {sheet.day} {say(sheet.part)}
      </h2>
      {sheet.complete ? null : (
        <Alert type="info" title={say("notOver", { time: stampText(Date.parse(sheet.to)).slice(0, 16) })} />
      )}
      <ol className="sheet-lines">
        {sheet.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <AlarmsPart alarms={sheet.alarms} />
      <DutyPart
        duty={sheet.duty}
        hasRecords={sheet.recordsFrom === null || Date.parse(sheet.recordsFrom) < Date.parse(sheet.to)}
      />
      <OpenPart sheet={sheet} />
      <Signature />
    </article>
  );
}
