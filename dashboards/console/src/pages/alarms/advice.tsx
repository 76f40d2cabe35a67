// What the rule says beyond its limit: what to do, what follows if nobody acts, and how long there is to respond.
import { Link } from "react-router";
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { parseDuration } from "#gateway/contract/time.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { useCan } from "../../session/session.tsx";
import { spanText } from "../../words/span.ts";
import { deskTexts } from "./texts.ts";

const ORIGINS = { campus: "originCampus", profile: "originProfile", gateway: "originGateway" } as const;

export function Advice({ alarm, rule }: { readonly alarm: Alarm; readonly rule: RuleView | undefined }) {
  const say = useTexts(deskTexts);
  const language = useLanguage();
  const canRead = useCan("config.read");
  if (rule === undefined) return null;
  const text = (texts: Alarm["text"] | null) => texts?.[language] ?? texts?.["zh-CN"] ?? texts?.en ?? null;
  const [action, consequence] = [text(rule.action), text(rule.consequence)];
  const within = rule.respondWithin === null ? null : parseDuration(rule.respondWithin);
  return (
    <div className="alarm-advice">
      {within === null || alarm.raisedAt === null ? null : (
        <Respond alarm={alarm} raisedMs={Date.parse(alarm.raisedAt)} withinMs={within} />
      )}
      {action === null ? null : (
        <p>
          <strong>{say("action")}</strong> {action}
        </p>
      )}
      {consequence === null ? null : (
        <p>
          <strong>{say("consequence")}</strong> {consequence}
        </p>
      )}
      <p className="quiet">
        {say(ORIGINS[rule.origin])}{" "}
        {canRead ? <Link to={`/settings/rules?q=${encodeURIComponent(rule.id)}`}>{say("toRule")}</Link> : null}
      </p>
    </div>
  );
}

interface RespondProps {
  readonly alarm: Alarm;
  readonly raisedMs: number;
  readonly withinMs: number;
}

/** The time that is left, counted down; afterwards whether somebody came in time. */
function Respond({ alarm, raisedMs, withinMs }: RespondProps) {
  const say = useTexts(deskTexts);
  const language = useLanguage();
  const now = useNow();
  const seen = alarm.acknowledgements[0]?.at ?? null;
  const left = raisedMs + withinMs - (seen === null ? now : Date.parse(seen));
  const time = spanText(Math.abs(left), language);
  const word = seen === null ? (left < 0 ? "timeOver" : "timeLeft") : left < 0 ? "late" : "inTime";
  return (
    <p className={left < 0 && seen === null ? "alarm-overdue" : undefined}>
      <strong>{say("respondWithin", { time: spanText(withinMs, language) })}</strong> {say(word, { time })}
    </p>
  );
}
