// What stands above the list: how much comes in, whether it is too much, and what keeps changing.
import { Alert } from "antd";
import { useDesk } from "../../api/alarms.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { useCan } from "../../session/session.tsx";
import { timeText } from "../../words/time.ts";
import { deskTexts } from "./texts.ts";

/** How many alarms came lately, in a line of small words. */
export function LoadFigures() {
  const say = useTexts(deskTexts);
  const desk = useDesk(useCan("alarms.read")).data;
  if (desk === undefined) return null;
  const { lastHour, last10Minutes, standing } = desk.load;
  return (
    <span className="quiet">
      {say("load", { hour: lastHour, minutes: last10Minutes })}
      {standing.length === 0 ? null : ` · ${say("standing", { n: standing.length })}`}
    </span>
  );
}

/** A flood in words, with what to do about it. */
export function DeskNotices() {
  const say = useTexts(deskTexts);
  const now = useNow();
  const flood = useDesk(useCan("alarms.read")).data?.flood ?? null;
  if (flood === null) return null;
  const since = timeText(Date.parse(flood.since), now);
  return <Alert type="warning" showIcon className="alarm-notice" title={say("flood", { since, n: flood.raised })} />;
}
