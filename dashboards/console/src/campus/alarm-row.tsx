// One alarm in the list: how bad, where, what, the value against its limit, since when, and whether somebody has seen it.
import type { Alarm } from "#gateway/contract/alarms.ts";
import { useDeviceMap, usePlaceMap } from "../api/campus.ts";
import { useLanguage, useTexts } from "../i18n/texts.ts";
import { useNow } from "../live/clock.ts";
import { Age } from "../parts/age.tsx";
import { booleanWords } from "../words/boolean-words.ts";
import { quantityText } from "../words/quantity.ts";
import { wordTexts } from "../words/texts.ts";
import { timeText } from "../words/time.ts";
import { alarmsTexts } from "./alarm-texts.ts";
import "./alarm-row.css";
import { SeverityMark } from "./severity.tsx";

/** What the alarm is called: its rule's text, else the rule's id. */
export function useAlarmText(): (alarm: Pick<Alarm, "text" | "rule">) => string {
  const language = useLanguage();
  return ({ text, rule }) => text[language] ?? text["zh-CN"] ?? text.en ?? rule;
}

/** `28.3 °C`; "—" when there was none. `point` gives true and false their words. */
export function useValueText(): (value: Alarm["value"], unit: string | null, point?: string | null) => string {
  const word = useTexts(wordTexts);
  const language = useLanguage();
  return (value, unit, point = null) => {
    const [yes, no] = (point === null ? null : booleanWords(point, language)) ?? [word("yes"), word("no")];
    return value === null ? "—" : quantityText(value, unit ?? "1", yes, no);
  };
}

interface Props {
  readonly alarm: Alarm;
  readonly chosen: boolean;
  choose(): void;
}

export function AlarmRow(props: Props) {
  return (
    <li className={`matter matter-${props.alarm.severity}`}>
      <SeverityMark severity={props.alarm.severity} />
      <AlarmButton {...props} />
    </li>
  );
}

/** What stands beside the severity; a click chooses the alarm. */
export function AlarmButton({ alarm, chosen, choose }: Props) {
  const textOf = useAlarmText();
  const said = useValueText();
  return (
    <button type="button" className="alarm-row" aria-pressed={chosen} onClick={choose}>
      <span className="alarm-row-what">
        <strong>{textOf(alarm)}</strong> <AlarmWhere alarm={alarm} />
      </span>
      <span className="matter-why quiet">
        {alarm.value === null ? null : <span>{said(alarm.value, alarm.unit, alarm.point)}</span>}
        {alarm.raisedAt === null ? null : <Age at={alarm.raisedAt} ageOnly />}
        <AlarmFlags alarm={alarm} />
      </span>
    </button>
  );
}

/** Place and device by name. */
export function AlarmWhere({ alarm: { device } }: { readonly alarm: Pick<Alarm, "device"> }) {
  const say = useTexts(alarmsTexts);
  const devices = useDeviceMap();
  const places = usePlaceMap();
  if (device === null) return <span>{say("gateway")}</span>;
  const known = devices.get(device);
  const place = known?.place === null || known?.place === undefined ? undefined : places.get(known.place);
  return (
    <span>
      {place === undefined ? "" : `${place.name} · `}
      {known?.name ?? device}
    </span>
  );
}

/** Its flags in words: each is a thing of its own. */
export function AlarmFlags({ alarm }: { readonly alarm: Alarm }) {
  const say = useTexts(alarmsTexts);
  const now = useNow();
  const { shelved } = alarm;
  const flags = [
    say(alarm.active ? "isActive" : "isOver"),
    say(alarm.acknowledged ? "acknowledged" : "notAcknowledged"),
    alarm.latched ? say("isLatched") : null,
    alarm.suppressed ? say("isSuppressed") : null,
    alarm.outOfService ? say("isOut") : null,
    shelved === null ? null : say("isShelved", { time: timeText(Date.parse(shelved.until), now) }),
  ];
  return <span>{flags.filter((flag) => flag !== null).join(" · ")}</span>;
}
