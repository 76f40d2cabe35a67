// Open alarms and what else needs a person, in letters for five metres; never hidden by the turns of the places.
import type { ReactNode } from "react";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { AlarmRef } from "../../calling/look.tsx";
import { AlarmWhere, useAlarmText, useValueText } from "../../campus/alarm-row.tsx";
import { useAlarms } from "../../campus/alarms.ts";
import { type Group, grouped, type Matter, type Severity, worstOf } from "../../campus/attention.ts";
import { matterKey } from "../../campus/matter-row.tsx";
import { SeverityMark } from "../../campus/severity.tsx";
import { campusTexts } from "../../campus/texts.ts";
import type { Campus } from "../../campus/use-campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { ConditionWord } from "../../parts/device-state.tsx";
import { useKeys } from "../alarms/use-keys.ts";
import { wallTexts } from "./texts.ts";
import { useTurningRows } from "./turning.ts";

const NONE: readonly Alarm[] = [];

interface Props {
  readonly campus: Campus;
  /** Somebody acts here now: nothing turns by itself. */
  readonly isHeld: boolean;
  open(alarm: AlarmRef): void;
  /** Stands below the rows. */
  readonly children: ReactNode;
}

export function WallNeeds({ campus, isHeld, open, children }: Props) {
  const say = useTexts(wallTexts);
  const alarms = useAlarms("open").data?.alarms ?? NONE;
  const lines = grouped(campus.matters);
  const worst = worstOf([...alarms, ...campus.matters]);
  const rows: readonly Row[] = [
    ...alarms.map((alarm) => ({
      key: alarm.id,
      severity: alarm.severity,
      line: <AlarmLine alarm={alarm} open={open} />,
    })),
    ...lines.map((one) => ({ key: matterKey(one), severity: one.severity, line: <Line matter={one} /> })),
  ];
  const { box, fits, page, pages, next } = useTurningRows(rows.length, isHeld);
  useKeys((key) => step(box.current, key));
  // The worst stays; whatever does not fit below it takes turns with the rest, so that nothing is out of sight for long.
  const [first, ...others] = rows;
  const from = Math.max(0, Math.min(page * (fits - 1), others.length - (fits - 1)));
  const below = others.slice(from, from + fits - 1);
  const shown = first === undefined ? [] : [first, ...below];
  return (
    <section className={`wall-needs wall-${worst ?? "fine"}`}>
      <h1>
        <span role="status">
          {worst === null ? say("fine") : say("needs", { n: alarms.length + campus.matters.length })}
        </span>
        {pages > 1 ? (
          <button type="button" className="wall-open wall-next wall-quiet" title={say("next")} onClick={next}>
            {say("page", { page: page + 1, pages })} ›
          </button>
        ) : null}
      </h1>
      {worst === null ? <p className="wall-quiet">{say("devices", { n: campus.devices.length })}</p> : null}
      <ul ref={box}>
        {shown.map(({ key, severity, line }) => (
          <li key={key} className={`wall-matter matter-${severity}`}>
            <SeverityMark severity={severity} />
            {line}
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}

/** J, K and the arrows go from row to row; Enter opens one. */
function step(box: HTMLElement | null, key: string): boolean {
  const by = key === "j" || key === "arrowdown" ? 1 : key === "k" || key === "arrowup" ? -1 : 0;
  const rows = [...(box?.querySelectorAll<HTMLElement>(".wall-open") ?? [])];
  if (by === 0 || rows.length === 0) return false;
  const at = rows.findIndex((row) => row.matches(":focus"));
  rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
  return true;
}

interface Row {
  readonly key: string;
  readonly severity: Severity;
  readonly line: ReactNode;
}

function AlarmLine({ alarm, open }: { readonly alarm: Alarm; open(alarm: AlarmRef): void }) {
  const say = useTexts(wallTexts);
  const textOf = useAlarmText();
  const said = useValueText();
  return (
    <button type="button" className="wall-open wall-line" onClick={() => open(alarm)}>
      <span>
        <strong>{textOf(alarm)}</strong> {alarm.value === null ? null : said(alarm.value, alarm.unit, alarm.point)}
      </span>
      <span>
        <AlarmWhere alarm={alarm} />{" "}
        {alarm.raisedAt === null ? null : (
          <span className="wall-quiet">
            · <Age at={alarm.raisedAt} ageOnly />
          </span>
        )}
        {alarm.acknowledged ? <span className="wall-quiet"> · {say("seen")}</span> : null}
      </span>
    </button>
  );
}

function Line({ matter }: { readonly matter: Matter | Group }) {
  const say = useTexts(campusTexts);
  if (matter.about === "gateway")
    return (
      <span className="wall-line">
        <strong>{say(matter.what)}</strong>
      </span>
    );
  const { place, what } = matter;
  return (
    <span className="wall-line">
      <span>
        <strong>
          {matter.about === "group" ? say("devicesCount", { n: matter.members.length }) : matter.device.name}
        </strong>{" "}
        <ConditionWord condition={what} />
      </span>
      <span>
        {place?.name}{" "}
        {matter.about === "device" && matter.since !== null ? (
          <span className="wall-quiet">
            · <Age at={matter.since} ageOnly />
          </span>
        ) : null}
      </span>
    </span>
  );
}
