// One open alarm as the county last heard of it: how bad, what, where, the value against its limit, since when, and its state.
import { Link } from "react-router";
import type { CampusView, CountyAlarm } from "#gateway/contract/county.ts";
import { pointLabel } from "#gateway/contract/point-labels.ts";
import { SeverityMark } from "../campus/severity.tsx";
import { useLanguage, useTexts } from "../i18n/texts.ts";
import { Age } from "../parts/age.tsx";
import { booleanWords } from "../words/boolean-words.ts";
import { quantityText } from "../words/quantity.ts";
import { wordTexts } from "../words/texts.ts";
import { Acknowledge } from "./ack.tsx";
import { alarmLineTexts } from "./alarm-texts.ts";

interface Props {
  readonly alarm: CountyAlarm;
  /** Where it is, on a page of more than one campus. */
  readonly campus?: CampusView | undefined;
}

export function AlarmLine({ alarm, campus }: Props) {
  const say = useTexts(alarmLineTexts);
  const word = useTexts(wordTexts);
  const language = useLanguage();
  const {
    severity,
    text,
    rule,
    device,
    point,
    value,
    limit,
    unit,
    raisedAt,
    active,
    acknowledged,
    latched,
    escalatedAt,
  } = alarm;
  const [yes, no] = (point === null ? null : booleanWords(point, language)) ?? [word("yes"), word("no")];
  const said = (shown: NonNullable<CountyAlarm["value"]>) => quantityText(shown, unit ?? "1", yes, no);
  const stale = campus !== undefined && campus.link.state !== "up";
  const states = [
    say(active ? "active" : "over"),
    say(acknowledged ? "acknowledged" : "notAcknowledged"),
    latched && !active ? say("latched") : null,
    stale ? say("stale") : null,
  ];
  return (
    <div className={`county-alarm matter-${severity}${stale ? " county-alarm-stale" : ""}`}>
      <SeverityMark severity={severity} />
      <div>
        <div className="county-alarm-what">
          <strong>{text[language] ?? text["zh-CN"] ?? text.en ?? rule}</strong>{" "}
          {campus === undefined ? null : <Link to={`/campuses/${campus.id}`}>{campus.name}</Link>}{" "}
          <span className="quiet">
            {device ?? say("gateway")}
            {point === null ? null : ` · ${pointLabel(point)[language]}`}
          </span>
        </div>
        <div className="county-alarm-why quiet">
          {value === null ? null : (
            <span>
              {said(value)}
              {typeof limit === "number" ? ` (${say("limit", { limit: said(limit) })})` : null}
            </span>
          )}
          {raisedAt === null ? null : <Age at={raisedAt} />}
          {escalatedAt === null ? null : (
            <strong className={acknowledged ? undefined : "county-escalated"}>
              {say("escalated")} <Age at={escalatedAt} />
            </strong>
          )}
          <span>{states.filter((state) => state !== null).join(" · ")}</span>
          <span className="county-alarm-act">
            <Acknowledge alarm={alarm} />
          </span>
        </div>
      </div>
    </div>
  );
}
