// The part of the schema (schema.ts) that describes alarm rules.
import { Type } from "../contract/schema.ts";
import { duration, id, mapOf, oneOf, section, text } from "./forms.ts";

const texts = (description: string) =>
  mapOf("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", text(400, { description: "The text in that language." }), {
    description: `${description} By language, such as { zh-CN: …, en: … }.`,
    default: {},
  });

/** What a rule says wherever it is written; which devices it watches is said apart from that. */
export const RULE_PARTS = {
  id: id({ description: "Id of the rule, unique." }),
  point: id({ description: "The point it watches." }),
  above: Type.Optional(
    Type.Number({ description: "Raises above this value. Exactly one of above, below, equals, noData, badFor." }),
  ),
  below: Type.Optional(Type.Number({ description: "Raises below this value." })),
  equals: Type.Optional(
    Type.Unsafe<number | boolean | string>({
      type: ["number", "boolean", "string"],
      maxLength: 256,
      description: "Raises at exactly this value.",
    }),
  ),
  noData: Type.Optional(
    duration({ atLeast: "1s", atMost: "30d", description: "Raises when nothing came for so long." }),
  ),
  badFor: Type.Optional(duration({ atMost: "30d", description: "Raises when the value was bad for so long." })),
  deadband: Type.Number({
    default: 0,
    minimum: 0,
    description: "`above: 28, deadband: 1` raises above 28 and clears below 27.",
  }),
  onDelay: duration({
    default: "0s",
    atMost: "1d",
    description: "The condition must hold for so long before it raises.",
  }),
  offDelay: duration({
    default: "0s",
    atMost: "1d",
    description: "The condition must be over for so long before it clears.",
  }),
  severity: oneOf(["critical", "high", "medium", "low"], { default: "medium", description: "How bad it is." }),
  latched: Type.Boolean({ default: false, description: "True: stays until somebody resets it." }),
  text: texts("What happened."),
  consequence: texts("What follows if nobody acts."),
  action: texts("What to do."),
  respondWithin: Type.Optional(
    duration({ atLeast: "1s", atMost: "30d", description: "Time in which somebody must acknowledge." }),
  ),
};

const { id: ruleId, ...parts } = RULE_PARTS;

export const alarm = section(
  {
    id: ruleId,
    device: Type.Optional(id({ description: "The device it watches. Exactly one of device, profile, place." })),
    profile: Type.Optional(id({ description: "Watches every device of this profile, one alarm each." })),
    place: Type.Optional(id({ description: "Watches every device in this place, one alarm each." })),
    ...parts,
  },
  { description: "One alarm rule." },
);
