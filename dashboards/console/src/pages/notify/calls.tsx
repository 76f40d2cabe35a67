// Alarms that wait for somebody: how far the escalation has come, and who is next.
import { Empty } from "antd";
import { Link } from "react-router";
import { useAlarmText } from "../../campus/alarm-row.tsx";
import { useAlarms } from "../../campus/alarms.ts";
import { SeverityMark } from "../../campus/severity.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { Age } from "../../parts/age.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Section } from "../../parts/section.tsx";
import { timeText } from "../../words/time.ts";
import { useAlarmName } from "./alarm-name.ts";
import { type RunningCall, useNames, useRunningCalls } from "./notify.ts";
import { notifyTexts } from "./texts.ts";

/** A flood has its own page. */
const MOST_SHOWN = 30;

export function Calls() {
  const say = useTexts(notifyTexts);
  const calls = useRunningCalls();
  return (
    <Section title={say("calls")}>
      <Loaded
        query={calls}
        empty={(answer) => answer.calls.every(({ steps }) => steps === 0)}
        nothing={<Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("noCalls")} />}
      >
        {(answer) => (
          <ul className="panel notify-calls">
            {answer.calls
              .filter(({ steps }) => steps > 0)
              .slice(0, MOST_SHOWN)
              .map((running) => (
                <Running key={running.alarm} running={running} />
              ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

function Running({ running }: { readonly running: RunningCall }) {
  const say = useTexts(notifyTexts);
  const textOf = useAlarmText();
  const { postName } = useNames();
  const alarmName = useAlarmName();
  const { alarm, severity, state, since: counted, taken, steps, next, unheard } = running;
  const open = useAlarms("open").data?.alarms.find(({ id }) => id === alarm);
  // The steps may be counted from before the alarm, where one of them was brought forward.
  const since = open?.raisedAt ?? counted;
  const to = next === null ? "" : next.to === "county" ? say("county") : postName(next.to);
  return (
    <li>
      <SeverityMark severity={severity} />{" "}
      <Link to={`/alarms?id=${encodeURIComponent(alarm)}`}>{open === undefined ? alarmName(alarm) : textOf(open)}</Link>{" "}
      <Age at={since} ageOnly />
      <div className="quiet">
        {state === "held" ? say("held") : taken === 0 ? say("notTaken") : say("step", { n: taken, of: steps })}
        {state === "held" ? null : unheard ? (
          <strong className="notify-unheard"> · {say("unheard")}</strong>
        ) : (
          <>
            {" · "}
            {next === null ? say("noNext") : say("nextStep", { time: timeText(Date.parse(next.at), gatewayNow()), to })}
          </>
        )}
      </div>
    </li>
  );
}
