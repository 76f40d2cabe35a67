// What is different between two configurations, in words and with names.

import type { Changed, ConfigDifference } from "#gateway/contract/config.ts";
import { useDeviceMap, usePlaceMap } from "../../../api/campus.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { wordOr } from "../../../words/speech.ts";
import { fieldTexts } from "./field-texts.ts";
import { changeTexts } from "./texts.ts";

/** The word for a field or part of campus.yaml; one that is not known is shown as it is. */
export function useFieldWord(): (key: string) => string {
  const language = useLanguage();
  return (key) => wordOr(fieldTexts, language, key) ?? key;
}

/** A list of what came, went and changed; `lines` at most, the others are counted. */
export function Difference({
  difference,
  most = 12,
}: {
  readonly difference: ConfigDifference;
  readonly most?: number;
}) {
  const say = useTexts(changeTexts);
  const word = useFieldWord();
  const nameOf = useNames();
  const all = [
    ...difference.added.map((one) => ({ act: say("added"), one })),
    ...difference.removed.map((one) => ({ act: say("removedWord"), one })),
    ...difference.changed.map((one) => ({ act: say("changed"), one })),
  ];
  if (all.length === 0) return <span className="quiet">{say("nothing")}</span>;
  return (
    <ul className="changes">
      {all.slice(0, most).map(({ act, one }) => (
        <li key={`${act} ${one.kind} ${one.id}`}>
          {act} {word(one.kind)}
          {one.id === null ? null : ` ${nameOf(one)}`}
          {one.aspects === undefined || one.aspects.length === 0 ? null : (
            <span className="quiet"> ({one.aspects.map(word).join(say("comma"))})</span>
          )}
        </li>
      ))}
      {all.length > most ? <li className="quiet">… {all.length - most}</li> : null}
      {difference.restart.length === 0 ? null : (
        <li>{say("restart", { list: difference.restart.join(say("comma")) })}</li>
      )}
    </ul>
  );
}

/** The name of what changed with its id; what is not configured any more has only its id. */
function useNames(): (one: Changed) => string {
  const devices = useDeviceMap();
  const places = usePlaceMap();
  return ({ kind, id }) => {
    const name =
      kind === "device" ? devices.get(id ?? "")?.name : kind === "place" ? places.get(id ?? "")?.name : undefined;
    return name === undefined || name === id ? String(id) : `${name} (${id})`;
  };
}
