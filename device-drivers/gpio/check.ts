// What only this driver knows of a device in campus.yaml: whether its line and its profile can be used. Loaded where the
// configuration is checked, never by the thread that holds the lines.
import { Ajv, type ValidateFunction } from "ajv";
import type { DriverDevice, DriverProblem } from "../../gateway/contract/driver.ts";
import { type Static, Type } from "../../gateway/contract/schema.ts";
import { connectionProblems, type Direction } from "./connection.ts";
import { DOES, SHOWS } from "./definition.ts";

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
              name: Type.Optional(Type.Object({ "zh-CN": Type.String(), en: Type.String() })),
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

/** What is wrong, and where below the profile. */
interface Flaw {
  readonly at: string;
  readonly what: string;
  readonly remedy: string;
}

const isProfile: ValidateFunction<ProfileForm> = new Ajv({ allErrors: true }).compile<ProfileForm>(ProfileSchema);

/** Everything that is wrong with a device; nothing when it can be asked. */
export function check({ profile, connection }: DriverDevice): readonly DriverProblem[] {
  const said = ({ at, what, remedy }: Flaw) => ({ path: `profile.${at}`, what, remedy });
  if (!isProfile(profile)) return formFlaws().map(said);
  const flaws = flawsOf(profile);
  return flaws.length > 0 ? flaws.map(said) : connectionProblems(connection, profile.wire.direction);
}

function formFlaws(): Flaw[] {
  return (isProfile.errors ?? []).map(({ instancePath, message = "is wrong" }) => ({
    at: instancePath.slice(1).replaceAll("/", ".") || "wire",
    what: message,
    remedy: "device-drivers/gpio/README.md says what may stand there",
  }));
}

function flawsOf(profile: ProfileForm): Flaw[] {
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
  return flaws;
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
