// Says before it is saved what a rule of the school puts an end to, and where it holds that the model's did not.
import { Alert } from "antd";
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import { useDevices, usePlaces } from "../../../api/campus.ts";
import { useAlarmText } from "../../../campus/alarm-row.tsx";
import { useTexts } from "../../../i18n/texts.ts";
import { usePlaceClass } from "../../../words/places.ts";
import type { RuleFields } from "./fields.ts";
import { takenOver } from "./taken-over.ts";
import { rulesTexts } from "./texts.ts";
import { useConditionText } from "./words.ts";

interface Props {
  readonly typed: RuleFields;
  readonly rules: readonly RuleView[];
  /** The rule of a model that is being taken over. */
  readonly from: RuleView | null;
}

export function TakenOver({ typed, rules, from }: Props) {
  const say = useTexts(rulesTexts);
  const textOf = useAlarmText();
  const conditionText = useConditionText();
  const className = usePlaceClass();
  const devices = useDevices().data?.devices ?? [];
  const places = usePlaces().data?.places ?? [];
  const others = takenOver(typed, rules, devices, places).filter((rule) => rule !== from);
  const classes = from?.origin === "profile" && typed.scope === "profile" ? from.placeClasses : [];
  return (
    <>
      {others.length === 0 ? null : (
        <Alert
          type="warning"
          showIcon
          title={say("takesOver", { n: others.length })}
          description={
            <ul className="rule-taken">
              {others.map((rule) => (
                <li key={`${rule.profile} ${rule.id}`}>
                  {textOf({ ...rule, rule: rule.id })} <span className="quiet">{conditionText(rule)}</span>
                </li>
              ))}
            </ul>
          }
        />
      )}
      {classes.length === 0 ? null : (
        <Alert type="warning" showIcon title={say("everywhere", { classes: classes.map(className).join("、") })} />
      )}
    </>
  );
}
