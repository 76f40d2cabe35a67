// How soon people acknowledged, handled, and how soon it was over, by severity: on the page of figures and on the sheet of a month.
import type { SeverityFigures, Spread } from "#gateway/contract/alarm-figures.ts";
import { SeverityMark } from "../../campus/severity.tsx";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Section } from "../../parts/section.tsx";
import { spanText } from "../../words/span.ts";
import { figureTexts } from "./texts.ts";
import "./alarm-figures.css";

export function BySeverity({ rows }: { readonly rows: readonly SeverityFigures[] }) {
  const say = useTexts(figureTexts);
  const language = useLanguage();
  const span = (ms: number | undefined) => (ms === undefined ? "—" : spanText(ms, language));
  const median = (spread: Spread | null) => span(spread?.medianMs);
  return (
    <Section title={say("bySeverity")}>
      <div className="figures-table">
        <table className="figures-severities">
          <thead>
            <tr>
              <th scope="col">{say("severity")}</th>
              <th scope="col">{say("raised")}</th>
              <th scope="col">{say("inTime")}</th>
              <th scope="col">{say("ackMedian")}</th>
              <th scope="col">{say("ackP90")}</th>
              <th scope="col">{say("handled")}</th>
              <th scope="col">{say("handleMedian")}</th>
              <th scope="col">{say("clearMedian")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ severity, raised, due, inTime, handled, toAcknowledge, toHandle, toClear }) => (
              <tr key={severity}>
                <th scope="row">
                  <SeverityMark severity={severity} />
                </th>
                <td>{raised}</td>
                <td title={say("inTimeWhy", { due, n: inTime })}>
                  {due === 0 ? "—" : `${Math.round((inTime / due) * 100)} %`}
                </td>
                <td>{median(toAcknowledge)}</td>
                <td>{span(toAcknowledge?.p90Ms)}</td>
                <td>{handled}</td>
                <td>{median(toHandle)}</td>
                <td>{median(toClear)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
