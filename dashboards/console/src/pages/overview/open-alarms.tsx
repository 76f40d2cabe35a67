// The open alarms come before everything else that needs a person; the desk has the rest of them.
import { Link, useNavigate } from "react-router";
import { AlarmRow } from "../../campus/alarm-row.tsx";
import { useAlarms } from "../../campus/alarms.ts";
import { useTexts } from "../../i18n/texts.ts";
import { overviewTexts } from "./texts.ts";

const SHOWN = 5;

/** Nothing at all while no alarm is open. */
export function OpenAlarms() {
  const say = useTexts(overviewTexts);
  const go = useNavigate();
  const alarms = useAlarms("open").data?.alarms ?? [];
  if (alarms.length === 0) return null;
  return (
    <section className="panel" aria-label={say("alarmsCount", { n: alarms.length })}>
      <h2>{say("alarmsCount", { n: alarms.length })}</h2>
      <ul className="matters">
        {alarms.slice(0, SHOWN).map((alarm) => (
          <AlarmRow
            key={alarm.id}
            alarm={alarm}
            chosen={false}
            choose={() => void go(`/alarms?id=${encodeURIComponent(alarm.id)}`)}
          />
        ))}
      </ul>
      {alarms.length > SHOWN ? (
        <div className="panel-body">
          <Link to="/alarms">{say("showAll", { n: alarms.length })}</Link>
        </div>
      ) : null}
    </section>
  );
}
