// The occurrences as a list of rows; each opens its story.
import { Empty, Grid } from "antd";
import type { Occurrence } from "#gateway/contract/alarm-desk.ts";
import { useAlarmRules } from "../../api/alarms.ts";
import { AlarmWhere, useAlarmText, useValueText } from "../../campus/alarm-row.tsx";
import { SeverityMark } from "../../campus/severity.tsx";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { VirtualRows } from "../../parts/virtual-rows.tsx";
import { spanText } from "../../words/span.ts";
import { timeText } from "../../words/time.ts";
import { historyTexts } from "./texts.ts";

const ROW_PX = 44;
const NARROW_ROW_PX = 92;

interface Props {
  readonly occurrences: readonly Occurrence[];
  open(key: string): void;
  more(): void;
}

export function OccurrenceRows({ occurrences, open, more }: Props) {
  const say = useTexts(historyTexts);
  const wide = Grid.useBreakpoint().md === true;
  if (occurrences.length === 0)
    return (
      <Empty
        description={
          <>
            <div>{say("none")}</div>
            <div className="quiet">{say("noneHelp")}</div>
          </>
        }
      />
    );
  const nameAt = (index: number) => {
    const occurrence = occurrences[index];
    return occurrence === undefined ? String(index) : occurrenceKey(occurrence);
  };
  return (
    <VirtualRows
      count={occurrences.length}
      rowPx={wide ? ROW_PX : NARROW_ROW_PX}
      label={say("list")}
      keyOf={nameAt}
      onNearEnd={more}
      row={(index) => {
        const occurrence = occurrences[index];
        return occurrence === undefined ? null : <Row occurrence={occurrence} open={open} />;
      }}
    />
  );
}

function Row({ occurrence, open }: { readonly occurrence: Occurrence; open(key: string): void }) {
  const say = useTexts(historyTexts);
  const language = useLanguage();
  const now = useNow();
  const said = useValueText();
  const whatOf = useWhatOf();
  const { severity, raisedAt, clearedAt, value, unit, point, acknowledgedBy } = occurrence;
  const lasted = clearedAt === null ? null : Date.parse(clearedAt) - Date.parse(raisedAt);
  return (
    <button type="button" className="history-row" onClick={() => open(occurrenceKey(occurrence))}>
      <span className="history-time">{timeText(Date.parse(raisedAt), now)}</span>
      <SeverityMark severity={severity} />
      <span className="history-what">
        <strong>{whatOf(occurrence)}</strong> <AlarmWhere alarm={occurrence} />
      </span>
      <span className="history-value">{said(value, unit, point)}</span>
      <span className="history-lasted">
        {lasted === null ? say("ongoing") : say("lasted", { time: spanText(lasted, language) })}
      </span>
      <span className="history-seen quiet">
        {acknowledgedBy === null ? say("notSeen") : say("seenBy", { who: acknowledgedBy })}
      </span>
    </button>
  );
}

/** Its name in the address. */
export function occurrenceKey({ alarm, occurrence }: Occurrence): string {
  return `${alarm}~${occurrence}`;
}

/** What the alarm was called: its rule's text as it is now, else the rule's id. */
export function useWhatOf(): (occurrence: Pick<Occurrence, "rule">) => string {
  const textOf = useAlarmText();
  const rules = useAlarmRules().data?.rules;
  return ({ rule }) => textOf({ rule, text: rules?.find(({ id }) => id === rule)?.text ?? {} });
}
