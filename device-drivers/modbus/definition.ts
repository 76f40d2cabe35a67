// A profile as this driver uses it: points, the requests that read them, what tells the device's identity, and commands.
import { Ajv, type ValidateFunction } from "ajv";
import { widthOf } from "./map.ts";
import { type Block, planReads, type Span } from "./plan.ts";
import { type Contradiction, contradictions, type RulePoint } from "./rules.ts";
import {
  type CommandWire,
  MOST_BITS,
  MOST_REGISTERS,
  type PointWire,
  PointWireSchema,
  type ProfileWire,
  ProfileWireSchema,
} from "./wire-schema.ts";

/** A point in the plan; the identity is one without a name. */
export interface PlannedPoint extends Span {
  readonly name: string | null;
  readonly wire: PointWire;
}

export interface Definition {
  readonly points: readonly string[];
  readonly blocks: readonly Block<PlannedPoint>[];
  /** What the identity's registers must hold; null: this model has none. */
  readonly identity: number | "unit" | null;
  readonly commands: Readonly<Record<string, CommandWire>>;
}

type Json = Readonly<Record<string, unknown>>;

const ajv = new Ajv({ allErrors: true });
const isPointWire: ValidateFunction<PointWire> = ajv.compile<PointWire>(PointWireSchema);
const isProfileWire: ValidateFunction<ProfileWire> = ajv.compile<ProfileWire>(ProfileWireSchema);

/** The definition, or every problem with its place below the profile. */
export function definitionOf(profile: Json): Definition | readonly Contradiction[] {
  const problems: Contradiction[] = [];
  const points: RulePoint[] = [];
  const wire: unknown = profile.wire ?? {};
  for (const [name, point] of Object.entries(objectOf(profile.points))) {
    const { type = "number", wire: pointWire } = objectOf(point);
    if (pointWire === undefined)
      problems.push({ at: `points.${name}.wire`, what: "is missing", remedy: "say function, address and type" });
    else if (isPointWire(pointWire)) points.push({ name, type: String(type), wire: pointWire });
    else problems.push(...formProblems(`points.${name}.wire`, isPointWire));
  }
  if (!isProfileWire(wire)) return [...problems, ...formProblems("wire", isProfileWire)];
  problems.push(...contradictions(points, wire));
  return problems.length > 0 ? problems : built(points, wire);
}

export function isDefinition(result: Definition | readonly Contradiction[]): result is Definition {
  return !Array.isArray(result);
}

function built(points: readonly RulePoint[], { block, identity, commands }: ProfileWire): Definition {
  const planned: PlannedPoint[] = points.map(({ name, wire }) => ({
    name,
    wire,
    function: wire.function,
    address: wire.address,
    count: widthOf(wire),
  }));
  if (identity !== undefined) {
    const { function: code, address, type } = identity;
    planned.push({
      name: null,
      wire: { function: code, address, type },
      function: code,
      address,
      count: widthOf({ type }),
    });
  }
  const maxGap = block?.maxGap ?? 0;
  return {
    points: points.map(({ name }) => name),
    blocks: planReads(planned, { maxGap, maxRegisters: block?.maxRegisters ?? MOST_REGISTERS, maxBits: MOST_BITS }),
    identity: identity?.equals ?? null,
    commands: commands ?? {},
  };
}

function formProblems(at: string, { errors }: ValidateFunction): Contradiction[] {
  return (errors ?? []).map(({ instancePath, message = "is wrong", params }) => {
    const key = typeof params.additionalProperty === "string" ? `: ${params.additionalProperty}` : "";
    return {
      at: `${at}${instancePath.replaceAll("/", ".")}`,
      what: `${message}${key}`,
      remedy: "see wire-schema.ts for what may stand there",
    };
  });
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
