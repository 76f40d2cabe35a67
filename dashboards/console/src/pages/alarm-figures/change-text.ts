// A proposed change in words, with the rule's unit where it has one.
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import type { TuningProposal } from "#gateway/contract/alarm-figures.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { durationText } from "../../words/duration.ts";
import { quantityText } from "../../words/quantity.ts";
import { useRuleProfile } from "../settings/rules/words.ts";
import { figureTexts } from "./texts.ts";

export function useChangeText(rule: RuleView): (proposal: TuningProposal) => string {
  const say = useTexts(figureTexts);
  const language = useLanguage();
  const { unit } = useRuleProfile()(rule);
  const word = (value: string | number) => {
    if (typeof value === "number") return quantityText(value, unit ?? "1", "", "");
    return /^0/.test(value) ? say("noDelay") : durationText(value, language);
  };
  return ({ field, from, to }) => say(field, { from: word(from), to: word(to) });
}
