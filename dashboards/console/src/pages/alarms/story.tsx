// The story of one alarm: what it says, its value against the limit, who has seen it, and what happened to it before.
import { Descriptions } from "antd";
import { Link } from "react-router";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { AlarmFlags, AlarmWhere, useAlarmText, useValueText } from "../../campus/alarm-row.tsx";
import { alarmsTexts } from "../../campus/alarm-texts.ts";
import { useRecentEntries } from "../../campus/recent.ts";
import { SeverityMark } from "../../campus/severity.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { Age } from "../../parts/age.tsx";
import { EntryLine } from "../../parts/entry-line.tsx";
import { PointName } from "../../parts/point-name.tsx";
import { Section } from "../../parts/section.tsx";
import { timeText } from "../../words/time.ts";
import { type Act, ActButtons } from "./acts.tsx";

const ENTRIES_READ = 200;
const ENTRIES_SHOWN = 12;

interface Props {
  readonly alarm: Alarm;
  readonly acts: readonly Act[];
  start(act: Act): void;
}

export function Story({ alarm, acts, start }: Props) {
  const say = useTexts(alarmsTexts);
  const textOf = useAlarmText();
  const said = useValueText();
  const now = useNow();
  const { device, point, raisedAt, clearedAt, acknowledgements } = alarm;
  return (
    <Section title={textOf(alarm)} acts={<SeverityMark severity={alarm.severity} />}>
      <p>
        <AlarmWhere alarm={alarm} /> · <AlarmFlags alarm={alarm} />
      </p>
      <ActButtons acts={acts} start={start} />
      <Descriptions column={1} size="small" className="alarm-facts">
        {raisedAt === null ? null : (
          <Descriptions.Item label={say("raised")}>
            <span>
              <Age at={raisedAt} /> <small className="quiet">{say("occurrence", { n: alarm.occurrence })}</small>
            </span>
          </Descriptions.Item>
        )}
        {clearedAt === null ? null : (
          <Descriptions.Item label={say("cleared")}>
            <Age at={clearedAt} />
          </Descriptions.Item>
        )}
        {device === null || point === null ? null : (
          <Descriptions.Item label={<PointName device={device} point={point} />}>
            {said(alarm.value, alarm.unit)}
            {alarm.limit === null ? "" : ` · ${say("limit")} ${said(alarm.limit, alarm.unit)}`}
          </Descriptions.Item>
        )}
        {acknowledgements.map(({ by, at, comment }) => (
          <Descriptions.Item key={at} label={say("acknowledged")}>
            {say("by", { who: by, time: timeText(Date.parse(at), now) })}
            {comment === null ? "" : `：${comment}`}
          </Descriptions.Item>
        ))}
        <Descriptions.Item label={say("rule")}>
          <code>{alarm.rule}</code>
        </Descriptions.Item>
      </Descriptions>
      {device === null ? null : (
        <p className="alarm-links">
          <Link to={`/devices/${encodeURIComponent(device)}`}>{say("toDevice")}</Link>
          <Link to={`/entries?kind=alarm&device=${encodeURIComponent(device)}`}>{say("toEntries")}</Link>
        </p>
      )}
      <Past alarm={alarm} />
    </Section>
  );
}

/** The last entries of this alarm, newest first. */
function Past({ alarm: { id, device } }: { readonly alarm: Alarm }) {
  const say = useTexts(alarmsTexts);
  const recent = useRecentEntries(["alarm"], ENTRIES_READ, ...(device === null ? [] : [new Set([device])]));
  const own = (recent ?? []).filter(({ body }) => body.id === id).slice(0, ENTRIES_SHOWN);
  if (own.length === 0) return null;
  return (
    <>
      <h3>{say("story")}</h3>
      <ol className="alarm-past">
        {own.map((entry) => (
          <li key={entry.seq}>
            <Age at={entry.receivedAt} /> <EntryLine entry={entry} device={false} />
          </li>
        ))}
      </ol>
    </>
  );
}
