// The story of one occurrence: its value against the limit, how long it lasted, who saw to it, and what stood around it.
import { Descriptions, Drawer } from "antd";
import { Link } from "react-router";
import type { Occurrence } from "#gateway/contract/alarm-desk.ts";
import { useValueText } from "../../campus/alarm-row.tsx";
import { SeverityMark } from "../../campus/severity.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { DeviceLink } from "../../parts/device-link.tsx";
import { PointName } from "../../parts/point-name.tsx";
import { useCan } from "../../session/session.tsx";
import { Around } from "../alarms/around.tsx";
import { LastTimes } from "../alarms/last-times.tsx";
import { Afterwards } from "../story/afterwards.tsx";
import { useWhatOf } from "./occurrence-rows.tsx";
import { historyTexts } from "./texts.ts";
import "../alarms/alarms.css";

export function OccurrenceDrawer({ occurrence, close }: { readonly occurrence: Occurrence; close(): void }) {
  const say = useTexts(historyTexts);
  const whatOf = useWhatOf();
  const said = useValueText();
  const mayRead = useCan("entries.read");
  const { alarm, device, point, severity, raisedAt, clearedAt, acknowledgedAt, acknowledgedBy, seq } = occurrence;
  const { value, limit, unit } = occurrence;
  return (
    <Drawer open onClose={close} size={560} title={whatOf(occurrence)}>
      <p>
        <SeverityMark severity={severity} /> {device === null ? say("gateway") : <DeviceLink id={device} />}
      </p>
      <Descriptions column={1} size="small">
        <Descriptions.Item label={say("began")}>
          <Age at={raisedAt} />
        </Descriptions.Item>
        <Descriptions.Item label={say("ended")}>
          {clearedAt === null ? say("ongoing") : <Age at={clearedAt} />}
        </Descriptions.Item>
        <Descriptions.Item
          label={device === null || point === null ? say("value") : <PointName device={device} point={point} />}
        >
          {said(value, unit, point)}
          {limit === null ? "" : ` · ${say("limit")} ${said(limit, unit, point)}`}
        </Descriptions.Item>
        <Descriptions.Item label={say("by")}>
          {acknowledgedBy === null ? (
            say("notSeen")
          ) : (
            <span>
              {acknowledgedBy} {acknowledgedAt === null ? null : <Age at={acknowledgedAt} />}
            </span>
          )}
        </Descriptions.Item>
      </Descriptions>
      <p className="alarm-links">
        <Link to={`/alarms?state=all&id=${encodeURIComponent(alarm)}`}>{say("now")}</Link>
        {mayRead && seq !== null ? <Link to={`/entries?seq=${seq}`}>{say("entry")}</Link> : null}
      </p>
      <Afterwards key={`${alarm} ${occurrence.occurrence}`} alarm={alarm} occurrence={occurrence.occurrence} />
      <LastTimes alarm={{ ...occurrence, id: alarm }} />
      <Around alarm={occurrence} />
    </Drawer>
  );
}
