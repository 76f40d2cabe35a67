// What a rule would have raised in the past week, beside what the rule in force would have: so that a limit is not set by feeling.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useEffect, useState } from "react";
import type { RulePreview } from "#gateway/contract/alarm-desk.ts";
import { type ApiProblem, call } from "../../../api/http.ts";
import { useValueText } from "../../../campus/alarm-row.tsx";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { gatewayNow, useNow } from "../../../live/clock.ts";
import { DeviceLink } from "../../../parts/device-link.tsx";
import { ProblemPanel } from "../../../parts/problem.tsx";
import { Section } from "../../../parts/section.tsx";
import { spanText } from "../../../words/span.ts";
import { timeText } from "../../../words/time.ts";
import { MOST_PER_HOUR } from "../../alarm-history/load.ts";
import type { Item } from "../change/merge.ts";
import { isComplete } from "./fields.ts";
import { rulesTexts } from "./texts.ts";

const WEEK_MS = 7 * 86_400_000;
const WEEK_HOURS = 168;
/** After the last key. */
const AFTER_MS = 600;
const SHOWN = 100;

/** `item` as it is typed now; `before` as it is in force, null for a new one. */
export function Preview({
  item,
  before,
  unit,
}: {
  readonly item: Item;
  readonly before: Item | null;
  readonly unit: string | null;
}) {
  const say = useTexts(rulesTexts);
  const mine = usePreview(item);
  const theirs = usePreview(before ?? {}).data;
  if (!isComplete(item))
    return (
      <Section title={say("preview")}>
        <p className="quiet">{say("previewWait")}</p>
      </Section>
    );
  const { data, error } = mine;
  return (
    <Section title={say("preview")}>
      {/* A rule that makes no sense yet is told of at its fields when it is saved. */}
      {error !== null && error.code !== "config-invalid" ? <ProblemPanel problem={error} /> : null}
      {data === undefined ? (
        <p className="quiet">{error === null ? say("previewBusy") : say("previewWait")}</p>
      ) : (
        <div className={mine.isFetching ? "rule-preview rule-preview-old" : "rule-preview"} aria-live="polite">
          <p>
            <strong>
              {before === null || theirs === undefined
                ? say("wouldNew", { n: data.raised })
                : say("would", { n: data.raised, m: theirs.raised })}
            </strong>{" "}
            {data.presentlyRaised > 0 ? say("presently", { n: data.presentlyRaised }) : null}
          </p>
          {data.raised / WEEK_HOURS > MOST_PER_HOUR ? <Alert type="warning" showIcon title={say("much")} /> : null}
          {data.complete ? null : <p className="quiet">{say("incomplete")}</p>}
          <Occurrences preview={data} unit={unit} />
        </div>
      )}
    </Section>
  );
}

function Occurrences({ preview, unit }: { readonly preview: RulePreview; readonly unit: string | null }) {
  const say = useTexts(rulesTexts);
  const language = useLanguage();
  const said = useValueText();
  const now = useNow();
  if (preview.occurrences.length === 0) return null;
  return (
    <div className="rule-preview-list">
      <table className="trial-values">
        <thead>
          <tr>
            <th scope="col">{say("began")}</th>
            <th scope="col">{say("lasted")}</th>
            <th scope="col">{say("targetDevice")}</th>
            <th scope="col">{say("value")}</th>
          </tr>
        </thead>
        <tbody>
          {preview.occurrences.slice(0, SHOWN).map(({ device, point, raisedAt, clearedAt, value }) => (
            <tr key={`${device} ${raisedAt}`}>
              <td>{timeText(Date.parse(raisedAt), now)}</td>
              <td>
                {clearedAt === null ? say("ongoing") : spanText(Date.parse(clearedAt) - Date.parse(raisedAt), language)}
              </td>
              <td>
                <DeviceLink id={device} />
              </td>
              <td>{said(value, unit, point)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Asked a moment after the last change; the answer before stays on screen meanwhile. */
function usePreview(item: Item) {
  const [range] = useState(() => ({ from: gatewayNow() - WEEK_MS, to: gatewayNow() }));
  const typed = JSON.stringify(item);
  const [rule, setRule] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setRule(typed), AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const time = (ms: number) => new Date(ms).toISOString();
  return useQuery<RulePreview, ApiProblem>({
    queryKey: ["preview of a rule", rule, range],
    queryFn: ({ signal }) => {
      const body = { rule: JSON.parse(rule), from: time(range.from), to: time(range.to) };
      return call("POST", "/alarms/rules/preview", { body, signal });
    },
    placeholderData: keepPreviousData,
    retry: false,
    enabled: isComplete(JSON.parse(rule)),
  });
}
