// Alarm rules that come with a profile: active at each of its devices unless campus.yaml says otherwise (gateway/alarms). What the schema
// cannot say of them is checked here. Pure.
import { isDanger } from "../contract/alarms.ts";
import { type Static, Type } from "../contract/schema.ts";
import type { ProfileRule } from "./campus.ts";
import { oneOf, section } from "./forms.ts";
import { PLACE_CLASSES } from "./places.ts";
import { buildRule } from "./rule.ts";
import { RULE_PARTS } from "./schema-alarm.ts";

export const profileAlarm = section(
  {
    ...RULE_PARTS,
    placeClasses: Type.Array(oneOf(PLACE_CLASSES, { description: "A place class." }), {
      default: [],
      description: "Only at devices in places of these classes, or in none; empty: anywhere.",
    }),
  },
  { description: "One alarm rule for every device of this profile." },
);
type Written = Static<typeof profileAlarm>;

const CONDITIONS = ["above", "below", "equals", "noData", "badFor"] as const;
/** Somebody woken at night gets what happened, why it matters and what to do, in both languages. */
const TEXTS = ["text", "consequence", "action"] as const;
const LANGUAGES = ["zh-CN", "en"] as const;

/** The rules of a profile. Throws a TypeError that says all that is wrong with them. */
export function profileRules(profile: string, points: ReadonlySet<string>, written: readonly Written[]): ProfileRule[] {
  const ids = new Set<string>();
  const wrong = written.flatMap((rule) => {
    const findings = [
      ...(ids.has(rule.id) ? ["is there twice"] : []),
      ...(points.has(rule.point) ? [] : [`watches ${rule.point}, which is no point of the profile`]),
      ...(CONDITIONS.filter((key) => rule[key] !== undefined).length === 1
        ? []
        : [`needs exactly one of ${CONDITIONS.join(", ")}`]),
      ...TEXTS.flatMap((key) =>
        LANGUAGES.flatMap((language) => (rule[key][language] ? [] : [`has no ${key} in ${language}`])),
      ),
      ...(rule.respondWithin === undefined ? ["has no respondWithin"] : []),
      ...(isDanger(rule.point) && !rule.latched ? ["watches a danger and is not latched"] : []),
    ];
    ids.add(rule.id);
    return findings.map((finding) => `/alarms/${rule.id} ${finding}`);
  });
  if (wrong.length > 0) throw new TypeError(wrong.join(", "));
  const target = { by: "profile", id: profile } as const;
  return written.map((rule) => ({ ...buildRule(rule, target), placeClasses: rule.placeClasses }));
}
