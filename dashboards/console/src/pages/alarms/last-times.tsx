// What happened the last five times: when, how long, how far, and who saw to it.

import type { AlarmHistory, Occurrence } from "#gateway/contract/alarm-desk.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { useGet } from "../../api/queries.ts";
import { useValueText } from "../../campus/alarm-row.tsx";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { useCan } from "../../session/session.tsx";
import { spanText } from "../../words/span.ts";
import { timeText } from "../../words/time.ts";
import { deskTexts } from "./texts.ts";

const TIMES = 5;
/** One rule may make alarms of several points of a device. */
const READ = 20;
/** Before the first of them; without it only the last week is looked at. */
const EVER = "2000-01-01T00:00:00.000Z";

/** What is needed of an alarm, or of one of its occurrences. */
type Which = Pick<Alarm, "id" | "rule" | "device" | "occurrence">;

export function LastTimes({ alarm }: { readonly alarm: Which }) {
  const say = useTexts(deskTexts);
  const ask = new URLSearchParams({ rule: alarm.rule, limit: String(READ), from: EVER });
  if (alarm.device !== null) ask.set("device", alarm.device);
  const history = useGet<AlarmHistory>(`/alarms/history?${ask}`, { enabled: useCan("alarms.read") }).data;
  if (history === undefined) return null;
  const before = earlier(history.occurrences, alarm).slice(0, TIMES);
  return (
    <>
      <h3>{say("lastTimes")}</h3>
      {before.length === 0 ? <p className="quiet">{say("firstTime")}</p> : <Times occurrences={before} />}
    </>
  );
}

/** Those of this alarm before the present one, newest first. */
function earlier(occurrences: readonly Occurrence[], { id, occurrence }: Which): Occurrence[] {
  return occurrences
    .filter((each) => each.alarm === id && each.occurrence < occurrence)
    .sort((a, b) => b.occurrence - a.occurrence);
}

function Times({ occurrences }: { readonly occurrences: readonly Occurrence[] }) {
  const say = useTexts(deskTexts);
  const language = useLanguage();
  const said = useValueText();
  const now = useNow();
  return (
    <div className="alarm-times">
      <table>
        <thead>
          <tr>
            <th scope="col">{say("began")}</th>
            <th scope="col">{say("lasted")}</th>
            <th scope="col">{say("valueCol")}</th>
            <th scope="col">{say("seen")}</th>
          </tr>
        </thead>
        <tbody>
          {occurrences.map(({ occurrence, raisedAt, clearedAt, value, unit, point, acknowledgedBy }) => (
            <tr key={occurrence}>
              <td>{timeText(Date.parse(raisedAt), now)}</td>
              <td>
                {clearedAt === null ? say("ongoing") : spanText(Date.parse(clearedAt) - Date.parse(raisedAt), language)}
              </td>
              <td>{said(value, unit, point)}</td>
              <td>{acknowledgedBy ?? <span className="quiet">{say("notSeen")}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
