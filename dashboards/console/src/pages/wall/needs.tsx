// Open alarms and what else needs a person, in letters for five metres; never hidden by the turns of the places.
import type { Alarm } from "#gateway/contract/alarms.ts";
import { AlarmWhere, useAlarmText, useValueText } from "../../campus/alarm-row.tsx";
import { useAlarms } from "../../campus/alarms.ts";
import { type Group, grouped, type Matter, worstOf } from "../../campus/attention.ts";
import { matterKey } from "../../campus/matter-row.tsx";
import { SeverityMark } from "../../campus/severity.tsx";
import { campusTexts } from "../../campus/texts.ts";
import type { Campus } from "../../campus/use-campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { ConditionWord } from "../../parts/device-state.tsx";
import { wallTexts } from "./texts.ts";

/** So many fit on a screen of 1080 lines; the rest is counted. */
const SHOWN = 6;
const NONE: readonly Alarm[] = [];

export function WallNeeds({ campus }: { readonly campus: Campus }) {
  const say = useTexts(wallTexts);
  const alarms = useAlarms("open").data?.alarms ?? NONE;
  const lines = grouped(campus.matters);
  const worst = worstOf([...alarms, ...campus.matters]);
  const shown = alarms.slice(0, SHOWN);
  const room = SHOWN - shown.length;
  const left = alarms.length + lines.length - shown.length - Math.min(room, lines.length);
  return (
    <section className={`wall-needs wall-${worst ?? "fine"}`} role="status">
      <h1>{worst === null ? say("fine") : say("needs", { n: alarms.length + campus.matters.length })}</h1>
      {worst === null ? <p className="wall-quiet">{say("devices", { n: campus.devices.length })}</p> : null}
      <ul>
        {shown.map((alarm) => (
          <li key={alarm.id} className={`wall-matter matter-${alarm.severity}`}>
            <SeverityMark severity={alarm.severity} /> <AlarmLine alarm={alarm} />
          </li>
        ))}
        {lines.slice(0, room).map((matter) => (
          <li key={matterKey(matter)} className={`wall-matter matter-${matter.severity}`}>
            <SeverityMark severity={matter.severity} /> <Line matter={matter} />
          </li>
        ))}
      </ul>
      {left > 0 ? <p className="wall-quiet">{say("more", { n: left })}</p> : null}
    </section>
  );
}

function AlarmLine({ alarm }: { readonly alarm: Alarm }) {
  const textOf = useAlarmText();
  const said = useValueText();
  return (
    <span className="wall-line">
      <strong>{textOf(alarm)}</strong>
      <AlarmWhere alarm={alarm} />
      {alarm.value === null ? null : <span>{said(alarm.value, alarm.unit, alarm.point)}</span>}
      {alarm.raisedAt === null ? null : (
        <span className="wall-quiet">
          <Age at={alarm.raisedAt} ageOnly />
        </span>
      )}
    </span>
  );
}

function Line({ matter }: { readonly matter: Matter | Group }) {
  const say = useTexts(campusTexts);
  if (matter.about === "gateway") return <strong>{say(matter.what)}</strong>;
  const { place, what } = matter;
  return (
    <span className="wall-line">
      {place === null ? null : <span>{place.name}</span>}
      <strong>
        {matter.about === "group" ? say("devicesCount", { n: matter.members.length }) : matter.device.name}
      </strong>
      <ConditionWord condition={what} />
      {matter.about === "device" && matter.since !== null ? (
        <span className="wall-quiet">
          <Age at={matter.since} ageOnly />
        </span>
      ) : null}
    </span>
  );
}
