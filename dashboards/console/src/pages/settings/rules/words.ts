// A rule in words: where it holds and when it raises.
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import { pointLabel } from "#gateway/contract/point-labels.ts";
import { wellKnownUnit } from "#gateway/contract/units.ts";
import { useDeviceMap, usePlaceMap, useProfileMap } from "../../../api/campus.ts";
import { useValueText } from "../../../campus/alarm-row.tsx";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { durationText } from "../../../words/duration.ts";
import { pointName } from "../../../words/points.ts";
import { rulesTexts } from "./texts.ts";

type Where = Pick<RuleView, "device" | "profile" | "place" | "point">;

/** The profile that says what the rule's point is, its device's or its own. */
export function useRuleProfile(): (where: Where) => { readonly unit: string | null; readonly name: string } {
  const language = useLanguage();
  const devices = useDeviceMap();
  const profiles = useProfileMap();
  return ({ device, profile, point }) => {
    const known = device === null ? undefined : devices.get(device);
    const form = profiles.get(known?.profile ?? profile ?? "");
    if (point === null) return { unit: null, name: "" };
    const unit =
      known?.points?.[point]?.unit ?? form?.points.find(({ id }) => id === point)?.unit ?? wellKnownUnit(point);
    const name = known === undefined && form === undefined ? pointLabel(point)[language] : undefined;
    return { unit, name: name ?? pointName(point, known, form, language) };
  };
}

/** `温度 高于 28 °C，持续 1 分钟`. */
export function useConditionText(): (rule: RuleView) => string {
  const say = useTexts(rulesTexts);
  const language = useLanguage();
  const said = useValueText();
  const profileOf = useRuleProfile();
  return (rule) => {
    const { condition, point: id, onDelay } = rule;
    const { unit, name: point } = profileOf(rule);
    const limit = said(condition.limit ?? null, unit, id);
    const time = durationText(condition.for ?? "", language);
    const text = say(`${condition.is}Is`, { point, limit, time });
    return /^0/.test(onDelay) ? text : `${text} · ${say("heldFor", { time: durationText(onDelay, language) })}`;
  };
}

/** Its device, place or model by name. */
export function useScopeText(): (rule: RuleView) => string {
  const say = useTexts(rulesTexts);
  const language = useLanguage();
  const devices = useDeviceMap();
  const places = usePlaceMap();
  const profiles = useProfileMap();
  return ({ device, place, profile }) => {
    if (device !== null) return devices.get(device)?.name ?? device;
    if (place !== null) return say("everyDevice", { name: places.get(place)?.name ?? place });
    if (profile !== null) return say("everyDevice", { name: profiles.get(profile)?.label[language] ?? profile });
    return say("noTarget");
  };
}
