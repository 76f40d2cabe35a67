// One line of the ledger: when, to whom, by which road, about what, and what became of it.
import { Tag } from "antd";
import { Link } from "react-router";
import { type Delivery, REACHES, type RoadView } from "#gateway/contract/notify.ts";
import { useAlarmText } from "../../campus/alarm-row.tsx";
import { useAlarms } from "../../campus/alarms.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { timeText } from "../../words/time.ts";
import { useAlarmName } from "./alarm-name.ts";
import { useCodeWord } from "./code-words.ts";
import type { Names } from "./notify.ts";
import { notifyTexts, saysTexts, stateTexts } from "./texts.ts";

interface Props {
  readonly delivery: Delivery;
  /** Undefined: it is no more in the settings. */
  readonly road: RoadView | undefined;
  readonly names: Names;
}

export function DeliveryRow({ delivery, road, names }: Props) {
  const say = useTexts(notifyTexts);
  const saysWord = useTexts(saysTexts);
  const stateWord = useTexts(stateTexts);
  const now = useNow();
  const { n, says, alarms, person, post, state, madeAt, sentAt, answered, test, repeated, insteadOf } = delivery;
  const [first] = alarms;
  const textOf = useAlarmText();
  const alarmName = useAlarmName();
  const open = useAlarms("open").data?.alarms.find(({ id }) => id === first?.id);
  const where = post === null ? null : post === "county" ? say("county") : names.postName(post);
  const isGroup = road !== undefined && REACHES[road.kind] === "group";
  const to = person !== null ? names.personName(person) : isGroup ? say("group") : (where ?? say("group"));
  // Whose duty a test would have been says nothing: it went to whom it was sent to.
  const onBehalf = where !== null && where !== to && !test ? where : null;
  return (
    <div className={`notify-row notify-is-${state}`} data-delivery={n}>
      <span className="notify-time" title={madeAt}>
        {timeText(Date.parse(sentAt ?? madeAt), now)} <small className="quiet">#{n}</small>
      </span>
      <span className="notify-to">
        <strong>{to}</strong>
        {onBehalf === null ? null : <small className="quiet"> · {onBehalf}</small>}
        <br />
        <small className="quiet">{road?.name ?? delivery.road}</small>
      </span>
      <span className="notify-what">
        {saysWord(says)}
        {test && says !== "test" ? <Tag>{say("isTest")}</Tag> : null}
        {repeated ? <Tag color="orange">{say("repeated")}</Tag> : null}
        {insteadOf === null ? null : <small className="quiet"> {say("insteadOf", { n: insteadOf })}</small>}
        <br />
        {first === undefined ? (
          <small className="quiet">{say("ofRoad")}</small>
        ) : (
          <small>
            <Link to={`/alarms?id=${encodeURIComponent(first.id)}`}>
              {open === undefined ? alarmName(first.id) : textOf(open)}
            </Link>
            {alarms.length > 1 ? ` ${say("moreAlarms", { n: alarms.length })}` : null}
          </small>
        )}
      </span>
      <span className="notify-result">
        <strong>{stateWord(state)}</strong>
        {answered ? <Tag color="green">{say("answered")}</Tag> : null}
        <Why delivery={delivery} />
      </span>
    </div>
  );
}

function Why({ delivery: { code, detail, tries, nextAt } }: { readonly delivery: Delivery }) {
  const say = useTexts(notifyTexts);
  const codeWord = useCodeWord();
  const now = useNow();
  const parts = [
    code === null ? null : codeWord(code),
    tries > 1 ? say("tries", { n: tries }) : null,
    nextAt === null ? null : say("nextTry", { time: timeText(Date.parse(nextAt), now) }),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : (
    <>
      <br />
      <small className="quiet" title={detail ?? ""}>
        {parts.join(" · ")}
      </small>
    </>
  );
}
