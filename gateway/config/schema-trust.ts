// The part of the schema that says when a value is not believed: the same below a point of a profile and of campus.yaml.
import { type Static, Type } from "../contract/schema.ts";
import { parseDuration } from "../contract/time.ts";
import type { TrustRule } from "./campus.ts";
import { duration, id, section, text } from "./forms.ts";

export const trust = section(
  {
    range: Type.Optional(
      Type.Array(Type.Number({ description: "In the point's unit." }), {
        minItems: 2,
        maxItems: 2,
        description: "Smallest and largest value that can be true here; anything else is bad, `range`.",
      }),
    ),
    jump: Type.Optional(
      section(
        {
          by: Type.Number({ exclusiveMinimum: 0, description: "Change that can be true, in the point's unit." }),
          within: duration({ atLeast: "1s", atMost: "1d", description: "The time in which it can change so much." }),
        },
        { description: "What changes faster is bad, `jump`, until the next poll says the same." },
      ),
    ),
    flatline: Type.Optional(
      duration({
        atLeast: "1s",
        atMost: "90d",
        description: "The same value for so long means that the sensor stands still: bad, `flatline`.",
      }),
    ),
    counter: Type.Optional(
      section(
        {
          wrapsAt: Type.Optional(
            Type.Number({ exclusiveMinimum: 0, description: "The value after which it begins at 0 again." }),
          ),
        },
        {
          description:
            "It only rises; what is less is bad, `jump`, unless it rolled over or the next poll confirms it.",
        },
      ),
    ),
    follows: Type.Optional(id({ description: "Point of the same device without which this one is not believed." })),
    unless: Type.Optional(
      Type.Array(id({ description: "A flag of the same device." }), {
        minItems: 1,
        maxItems: 16,
        description: "Flags by which the device itself says that the value is none: bad, `device`, while one is true.",
      }),
    ),
    expect: Type.Optional(
      Type.Unsafe<number | boolean | string>({
        type: ["number", "boolean", "string"],
        maxLength: 256,
        description: "What this point must say, such as a serial number; else the whole device is bad, `identity`.",
      }),
    ),
    agrees: Type.Optional(
      section(
        {
          with: text(65, {
            description: "Another measurement of the same thing: DEVICE.POINT, or POINT of the same device.",
          }),
          within: Type.Number({ minimum: 0, description: "How far the two may be apart, in the point's unit." }),
          for: duration({ default: "10min", atLeast: "0s", atMost: "30d", description: "Apart for so long counts." }),
        },
        { description: "Two sensors for one thing: when they differ, both are uncertain, `disagree`." },
      ),
    ),
  },
  { description: "When a value of this point is not believed." },
);
export type TrustFile = Static<typeof trust>;

/** A checked rule with its durations in milliseconds. */
export function trustRuleOf({ range, jump, flatline, counter, agrees, ...same }: TrustFile): TrustRule {
  const [point = "", device = null] = agrees?.with.split(".").reverse() ?? [];
  return {
    ...same,
    ...(range !== undefined && { range: rangeOf(range) }),
    ...(jump !== undefined && { jump: { by: jump.by, withinMs: ms(jump.within) } }),
    ...(flatline !== undefined && { flatlineMs: ms(flatline) }),
    ...(counter !== undefined && { counter: { wrapsAt: counter.wrapsAt ?? null } }),
    ...(agrees !== undefined && { agrees: { device, point, within: agrees.within, forMs: ms(agrees.for) } }),
  };
}

/** What contradicts itself in a rule of a point, given the points beside it: words for after its path. */
export function trustContradictions({ range, follows, unless }: TrustFile, points: ReadonlySet<string>): string[] {
  return [
    ...(range !== undefined && !(rangeOf(range)[0] < rangeOf(range)[1]) ? ["has an empty range"] : []),
    ...[...(follows === undefined ? [] : [follows]), ...(unless ?? [])].flatMap((other) =>
      points.has(other) ? [] : [`names ${other}, which is no point of the profile`],
    ),
  ];
}

function rangeOf([low = Number.NaN, high = Number.NaN]: readonly number[]): readonly [number, number] {
  return [low, high];
}

function ms(text: string): number {
  const found = parseDuration(text);
  if (found === null) throw new TypeError(`unchecked duration ${text}`);
  return found;
}
