// The sheet of a month: alarms, duty, roads, devices and repairs, as it is printed, signed and filed; also as a table.
import { DownloadOutlined } from "@ant-design/icons";
import { Alert, Button, Input, Statistic } from "antd";
import { Link, useSearchParams } from "react-router";
import type { DutyRecord, MonthSheet, RoadRecord } from "#gateway/contract/sheets.ts";
import { useDeviceMap } from "../../api/campus.ts";
import { useGet } from "../../api/queries.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { spanText } from "../../words/span.ts";
import { stampText } from "../../words/time.ts";
import { BySeverity } from "../alarm-figures/by-severity.tsx";
import { figureTexts } from "../alarm-figures/texts.ts";
import { saveAnswer } from "../assets/save-table.ts";
import { Signature } from "./signature.tsx";
import { sheetTexts } from "./texts.ts";
import "./sheets.css";

const HOUR_MS = 3_600_000;

export default function MonthSheetPage() {
  const say = useTexts(sheetTexts);
  const [params, setParams] = useSearchParams();
  const month = params.get("month") ?? stampText(gatewayNow()).slice(0, 7);
  const asked = encodeURIComponent(month);
  const query = useGet<MonthSheet>(`/sheets/month?month=${asked}`);
  return (
    <Page
      title={say("month")}
      lead={<span className="no-print">{say("monthLead")}</span>}
      acts={
        <>
          <Input
            type="month"
            aria-label={say("monthLabel")}
            className="sheet-month no-print"
            value={month}
            onChange={({ target }) => {
              if (target.value !== "") setParams({ month: target.value }, { replace: true });
            }}
          />
          <Button
            icon={<DownloadOutlined />}
            onClick={() => void saveAnswer(`/sheets/month/table?month=${asked}`, `month-${month}.csv`)}
          >
            {say("table")}
          </Button>
          <Link to="/sheets">
            <Button>{say("toDay")}</Button>
          </Link>
          <Button onClick={() => print()}>{say("print")}</Button>
        </>
      }
    >
      <Loaded query={query}>{(sheet) => <Sheet sheet={sheet} />}</Loaded>
    </Page>
  );
}

function Sheet({ sheet }: { readonly sheet: MonthSheet }) {
  const say = useTexts(sheetTexts);
  const figures = useTexts(figureTexts);
  const { raised, byVerdict, tests, quiet, bySeverity } = sheet.figures;
  return (
    <article className="sheet">
      <h2>{sheet.month}</h2>
      {sheet.complete ? null : (
        <Alert type="info" title={say("until", { time: stampText(Date.parse(sheet.to)).slice(0, 16) })} />
      )}
      {sheet.recordsFrom === null ? null : (
        <Alert
          type="warning"
          title={say("recordsFrom", { time: stampText(Date.parse(sheet.recordsFrom)).slice(0, 16) })}
        />
      )}
      <div className="figures-counts">
        <Statistic title={figures("raised")} value={raised} />
        <Statistic title={figures("real")} value={byVerdict.real} />
        <Statistic title={figures("false")} value={byVerdict.false} />
        <Statistic title={figures("none")} value={byVerdict.none} />
        <Statistic title={figures("tests")} value={tests} />
        <Statistic title={figures("quiet")} value={quiet} />
      </div>
      <BySeverity rows={bySeverity} />
      <Duty duty={sheet.duty} />
      <Roads roads={sheet.roads} />
      <Devices availability={sheet.availability} />
      {sheet.tickets === null ? null : (
        <Section title={say("repairs")}>
          <div className="figures-counts">
            <Statistic title={say("opened")} value={sheet.tickets.all.opened} />
            <Statistic title={say("done")} value={sheet.tickets.all.done} />
            <Statistic title={say("stillOpen")} value={sheet.tickets.all.open} />
          </div>
        </Section>
      )}
      <Signature />
    </article>
  );
}

function Duty({ duty }: { readonly duty: DutyRecord | null }) {
  const say = useTexts(sheetTexts);
  if (duty === null || (duty.turns.length === 0 && duty.dueMs === 0)) return null;
  const { dueMs, uncoveredMs, shifts, missed, spotChecks } = duty;
  const hours = (ms: number) => say("hoursOf", { n: Math.round((ms / HOUR_MS) * 10) / 10 });
  return (
    <Section title={say("duty")}>
      <div className="figures-counts">
        <Statistic title={say("due")} value={hours(dueMs)} />
        <Statistic title={say("uncovered")} value={hours(uncoveredMs)} />
        <Statistic title={say("shifts")} value={shifts} />
        <Statistic title={say("missed")} value={missed} />
        <div>
          <Statistic title={say("checks")} value={spotChecks.asked} />
          <small className="quiet">{say("checksAnswered", { n: spotChecks.answered })}</small>
        </div>
      </div>
    </Section>
  );
}

function Roads({ roads }: { readonly roads: readonly RoadRecord[] }) {
  const say = useTexts(sheetTexts);
  if (roads.length === 0) return null;
  return (
    <Section title={say("roads")}>
      <div className="sheet-wide">
        <table className="sheet-table">
          <thead>
            <tr>
              <th scope="col">{say("road")}</th>
              <th scope="col">{say("accepted")}</th>
              <th scope="col">{say("failed")}</th>
              <th scope="col">{say("unknown")}</th>
              <th scope="col">{say("rate")}</th>
            </tr>
          </thead>
          <tbody>
            {roads.map(({ road, name, accepted, failed, unknown }) => {
              const all = accepted + failed + unknown;
              return (
                <tr key={road}>
                  <td>{name}</td>
                  <td>{accepted}</td>
                  <td>{failed}</td>
                  <td>{unknown}</td>
                  <td>{all === 0 ? "—" : `${Math.round((accepted / all) * 100)} %`}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Devices({ availability: { share, away } }: Pick<MonthSheet, "availability">) {
  const say = useTexts(sheetTexts);
  const devices = useDeviceMap();
  const language = useLanguage();
  return (
    <Section title={say("devices")}>
      <p>
        {say("online")} <strong>{share === null ? say("onlineUnknown") : `${(share * 100).toFixed(2)} %`}</strong>{" "}
        <small className="quiet">{say("onlineBasis")}</small>
      </p>
      {away.length === 0 ? (
        <p className="quiet">{say("noneAway")}</p>
      ) : (
        <div className="sheet-wide">
          <table className="sheet-table">
            <thead>
              <tr>
                <th scope="col">{say("device")}</th>
                <th scope="col">{say("away")}</th>
                <th scope="col">{say("times")}</th>
              </tr>
            </thead>
            <tbody>
              {away.map(({ device, awayMs, times }) => (
                <tr key={device}>
                  <td>{devices.get(device)?.name ?? device}</td>
                  <td>{spanText(awayMs, language)}</td>
                  <td>{times}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
