// The story of one alarm: what it says, its value against the limit, what to do and by when, who has seen it, and what happened before.
import { Descriptions } from "antd";
import { Link } from "react-router";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { ruleOf, useAlarmRules, useDesk } from "../../api/alarms.ts";
import { useDeviceMap } from "../../api/campus.ts";
import { AlarmFlags, AlarmWhere, useAlarmText, useValueText } from "../../campus/alarm-row.tsx";
import { alarmsTexts } from "../../campus/alarm-texts.ts";
import { MaintenanceButton } from "../../campus/maintenance-button.tsx";
import { SeverityMark } from "../../campus/severity.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { useDeviceLatest } from "../../live/hooks.ts";
import { Age } from "../../parts/age.tsx";
import { PointName } from "../../parts/point-name.tsx";
import { Quantity } from "../../parts/quantity.tsx";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import { trendsAddress } from "../../trends/series.ts";
import { trendTexts } from "../../trends/texts.ts";
import { rangeAround } from "../../trends/window.ts";
import { timeText } from "../../words/time.ts";
import { Afterwards } from "../story/afterwards.tsx";
import { AlarmRepair } from "../tickets/alarm-repair.tsx";
import { type Act, ActButtons } from "./acts.tsx";
import { Advice } from "./advice.tsx";
import { Around } from "./around.tsx";
import { LastTimes } from "./last-times.tsx";
import { deskTexts } from "./texts.ts";

interface Props {
  readonly alarm: Alarm;
  readonly acts: readonly Act[];
  start(act: Act): void;
}

export function Story({ alarm, acts, start }: Props) {
  const say = useTexts(alarmsTexts);
  const textOf = useAlarmText();
  const rules = useAlarmRules(useCan("alarms.read")).data?.rules;
  const mayShelve = useCan("alarms.shelve");
  return (
    <Section title={textOf(alarm)} acts={<SeverityMark severity={alarm.severity} />}>
      <p>
        <AlarmWhere alarm={alarm} /> · <AlarmFlags alarm={alarm} />
      </p>
      <Chattering alarm={alarm} />
      <div className="alarm-acts">
        <ActButtons acts={acts} start={start} />
        {mayShelve && alarm.device !== null ? <MaintenanceButton device={alarm.device} /> : null}
        <AlarmRepair key={alarm.id} alarm={alarm} />
      </div>
      <Advice alarm={alarm} rule={ruleOf(rules, alarm)} />
      <Facts alarm={alarm} />
      <Links alarm={alarm} />
      <Afterwards key={`after ${alarm.id} ${alarm.occurrence}`} alarm={alarm.id} occurrence={alarm.occurrence} />
      <LastTimes key={`${alarm.id} ${alarm.occurrence}`} alarm={alarm} />
      <Around alarm={alarm} />
      <p className="quiet">
        {say("rule")} <code>{alarm.rule}</code>
      </p>
    </Section>
  );
}

function Facts({ alarm }: { readonly alarm: Alarm }) {
  const say = useTexts(alarmsTexts);
  const desk = useTexts(deskTexts);
  const said = useValueText();
  const now = useNow();
  const { device, point, raisedAt, clearedAt, acknowledgements, shelved } = alarm;
  const latest = useDeviceLatest(device ?? "").find((each) => each.point === point);
  return (
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
          <span className="alarm-values">
            {latest === undefined ? null : (
              <span>
                {desk("valueNow")} <Quantity point={latest} />
              </span>
            )}
            <span>
              {desk("valueThen")} {said(alarm.value, alarm.unit, point)}
            </span>
            {alarm.limit === null ? null : (
              <span>{desk("limitIs", { limit: said(alarm.limit, alarm.unit, point) })}</span>
            )}
          </span>
        </Descriptions.Item>
      )}
      {acknowledgements.map(({ by, at, comment }) => (
        <Descriptions.Item key={at} label={say("acknowledged")}>
          {say("by", { who: by, time: timeText(Date.parse(at), now) })}
          {comment === null ? "" : `：${comment}`}
        </Descriptions.Item>
      ))}
      {shelved === null ? null : (
        <Descriptions.Item label={say("shelved")}>
          {say("by", { who: shelved.by, time: timeText(Date.parse(shelved.at), now) })}
          {shelved.comment === null ? "" : `：${shelved.comment}`}
        </Descriptions.Item>
      )}
    </Descriptions>
  );
}

function Links({ alarm: { device, point, raisedAt, cause } }: { readonly alarm: Alarm }) {
  const say = useTexts(deskTexts);
  const trend = useTexts(trendTexts);
  const place = useDeviceMap().get(device ?? "")?.place ?? null;
  const mayRead = useCan("entries.read");
  return (
    <p className="alarm-links">
      {device === null ? null : <Link to={`/devices/${encodeURIComponent(device)}`}>{say("toDevice")}</Link>}
      {place === null ? null : <Link to={`/places/${encodeURIComponent(place)}`}>{say("toPlace")}</Link>}
      {device === null || point === null ? null : (
        <Link to={trendsAddress([{ device, point }], rangeAround(raisedAt))}>{trend("open")}</Link>
      )}
      {mayRead && cause !== null ? <Link to={`/entries?seq=${cause}`}>{say("causeEntry")}</Link> : null}
    </p>
  );
}

/** An alarm that comes and goes all the time says so where it is acted on. */
function Chattering({ alarm: { id } }: { readonly alarm: Alarm }) {
  const say = useTexts(deskTexts);
  const now = useNow();
  const found = useDesk(useCan("alarms.read")).data?.chattering.find(({ alarm }) => alarm === id);
  if (found === undefined) return null;
  return (
    <p className="desk-noisy">
      {say("chattering")}：{say("chatteringWhy", { n: found.changes, since: timeText(Date.parse(found.since), now) })}
    </p>
  );
}
