// A profile as this driver uses it: input or output, what each point shows, what each command does.
import { Ajv, type ValidateFunction } from "ajv";
import { type Static, Type } from "typebox";
import type { Direction } from "./connection.ts";

const SHOWS = { input: ["active", "latched", "pulses"], output: ["on"] } as const;
const DOES = { input: ["reset"], output: ["set", "pulse"] } as const;
export type Shows = (typeof SHOWS)[Direction][number];
export type Does = (typeof DOES)[Direction][number];

/** Nobody wants a door that a slip of the finger opens for longer. */
const LONGEST_PULSE_S = 3600;
const SHORTEST_PULSE_S = 0.01;

const ProfileSchema = Type.Object({
  points: Type.Record(
    Type.String(),
    Type.Object({
      type: Type.Optional(Type.String()),
      wire: Type.Object(
        { shows: Type.Union([...SHOWS.input, ...SHOWS.output].map((word) => Type.Literal(word))) },
        { additionalProperties: false },
      ),
    }),
    { minProperties: 1 },
  ),
  wire: Type.Object(
    {
      direction: Type.Union([Type.Literal("input"), Type.Literal("output")]),
      commands: Type.Optional(
        Type.Record(
          Type.String(),
          Type.Object(
            {
              does: Type.Union([...DOES.input, ...DOES.output].map((word) => Type.Literal(word))),
              args: Type.Record(
                Type.String(),
                Type.Object({
                  type: Type.String(),
                  minimum: Type.Optional(Type.Number()),
                  maximum: Type.Optional(Type.Number()),
                }),
              ),
            },
            { additionalProperties: false },
          ),
        ),
      ),
    },
    { additionalProperties: false },
  ),
});
type ProfileForm = Static<typeof ProfileSchema>;
type CommandForm = NonNullable<ProfileForm["wire"]["commands"]>[string];

export interface Definition {
  readonly direction: Direction;
  readonly points: readonly { readonly name: string; readonly shows: Shows }[];
  readonly commands: Readonly<Record<string, Does>>;
}

/** What is wrong, and where below the profile. */
export interface Flaw {
  readonly at: string;
  readonly what: string;
  readonly remedy: string;
}

const isProfile: ValidateFunction<ProfileForm> = new Ajv({ allErrors: true }).compile<ProfileForm>(ProfileSchema);

/** The definition, or everything that is wrong with the profile. */
export function definitionOf(profile: Readonly<Record<string, unknown>>): Definition | readonly Flaw[] {
  if (!isProfile(profile))
    return (isProfile.errors ?? []).map(({ instancePath, message = "is wrong" }) => ({
      at: instancePath.slice(1).replaceAll("/", ".") || "wire",
      what: message,
      remedy: "device-drivers/gpio/README.md says what may stand there",
    }));
  const { direction, commands = {} } = profile.wire;
  const points = Object.entries(profile.points).map(([name, { type = "number", wire }]) => ({ name, type, ...wire }));
  const flaws: Flaw[] = [];
  for (const { name, type, shows } of points) {
    const needed = shows === "pulses" ? "number" : "boolean";
    if (!SHOWS[direction].some((word) => word === shows))
      flaws.push({
        at: `points.${name}.wire.shows`,
        what: `${shows} is nothing that an ${direction} shows`,
        remedy: `use one of ${SHOWS[direction].join(", ")}`,
      });
    else if (type !== needed)
      flaws.push({ at: `points.${name}.type`, what: `${shows} is a ${needed}`, remedy: `write "type": "${needed}"` });
  }
  for (const [name, form] of Object.entries(commands)) flaws.push(...commandFlaws(name, form, direction));
  if (flaws.length > 0) return flaws;
  return {
    direction,
    points: points.map(({ name, shows }) => ({ name, shows })),
    commands: Object.fromEntries(Object.entries(commands).map(([name, { does }]) => [name, does])),
  };
}

export function isDefinition(result: Definition | readonly Flaw[]): result is Definition {
  return !Array.isArray(result);
}

function commandFlaws(name: string, { does, args }: CommandForm, direction: Direction): Flaw[] {
  const at = `wire.commands.${name}`;
  if (!DOES[direction].some((word) => word === does))
    return [
      {
        at: `${at}.does`,
        what: `${does} is nothing that an ${direction} does`,
        remedy: `use one of ${DOES[direction].join(", ")}`,
      },
    ];
  const { minimum = 0, maximum = Number.POSITIVE_INFINITY, type } = args.seconds ?? { type: "none" };
  const isBounded = type === "number" && minimum >= SHORTEST_PULSE_S && maximum <= LONGEST_PULSE_S;
  if (does === "pulse" && !isBounded)
    return [
      {
        at: `${at}.args.seconds`,
        what: "is missing or has no bounds",
        remedy: `give it type number, minimum ≥ ${SHORTEST_PULSE_S}, maximum ≤ ${LONGEST_PULSE_S}`,
      },
    ];
  if (does === "set" && args.on?.type !== "boolean")
    return [{ at: `${at}.args.on`, what: "is missing", remedy: "give it type boolean" }];
  return [];
}
