// What only this driver knows of a device in campus.yaml: whether its connection and its profile's `wire` parts can be used.
// Loaded where the configuration is checked, never by the thread that speaks to devices.
import { Ajv, type ValidateFunction } from "ajv";
import type { DriverDevice, DriverProblem } from "../../gateway/contract/driver.ts";
import { formProblem } from "../../gateway/contract/form-problem.ts";
import { connectionProblems } from "./connection.ts";
import { type Contradiction, contradictions, type RulePoint } from "./rules.ts";
import { type PointWire, PointWireSchema, type ProfileWire, ProfileWireSchema } from "./wire-schema.ts";

type Json = Readonly<Record<string, unknown>>;

const ajv = new Ajv({ allErrors: true, verbose: true });
const isPointWire: ValidateFunction<PointWire> = ajv.compile<PointWire>(PointWireSchema);
const isProfileWire: ValidateFunction<ProfileWire> = ajv.compile<ProfileWire>(ProfileWireSchema);

/** A profile is one object for all its devices; what was found is kept with it. */
const found = new WeakMap<object, readonly Contradiction[]>();

/** Everything that is wrong with a device; nothing when it can be asked. */
export function check({ profile, connection }: DriverDevice): readonly DriverProblem[] {
  const wrong = found.get(profile) ?? profileProblems(profile);
  found.set(profile, wrong);
  return [
    ...connectionProblems(connection),
    ...wrong.map(({ at, what, remedy }) => ({ path: `profile.${at}`, what, remedy })),
  ];
}

/** Every problem with its place below the profile. */
function profileProblems(profile: Json): readonly Contradiction[] {
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
  return [...problems, ...contradictions(points, wire)];
}

function formProblems(at: string, { errors }: ValidateFunction): Contradiction[] {
  return (errors ?? []).map((error) => {
    const { path, what, remedy } = formProblem(error);
    return { at: `${at}${path.replaceAll("/", ".")}`, what, remedy };
  });
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
