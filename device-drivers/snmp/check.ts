// What only this driver knows of a device in campus.yaml: whether its profile can be asked for and its connection used.
// Loaded where the configuration is checked, never by the thread that asks.
import { Ajv, type ValidateFunction } from "ajv";
import type { DriverDevice, DriverProblem } from "../../gateway/contract/driver.ts";
import { REGISTER_POINTS } from "../../gateway/contract/neighbours.ts";
import { Type } from "../../gateway/contract/schema.ts";
import { connectionProblems } from "./connection.ts";
import { SUMS } from "./definition.ts";

const Oid = Type.String({ pattern: "^1(\\.\\d{1,10}){2,40}$" });
const Numbers = Type.Array(Type.Integer(), { minItems: 1, maxItems: 64 });
const Optional = Type.Optional(Type.Boolean());

const ProfileSchema = Type.Object({
  points: Type.Record(
    Type.String(),
    Type.Object({
      wire: Type.Union([
        Type.Object(
          {
            oid: Oid,
            scale: Type.Optional(Type.Number()),
            when: Type.Optional(Numbers),
            sentinels: Type.Optional(Numbers),
            optional: Optional,
          },
          { additionalProperties: false },
        ),
        Type.Object(
          { ports: Type.Union(SUMS.map((sum) => Type.Literal(sum))), optional: Optional },
          { additionalProperties: false },
        ),
        Type.Object({ table: Type.Literal("neighbours"), optional: Optional }, { additionalProperties: false }),
        Type.Object(
          { register: Type.Union(REGISTER_POINTS.map((point) => Type.Literal(point))), optional: Type.Literal(true) },
          { additionalProperties: false },
        ),
      ]),
    }),
  ),
  wire: Type.Optional(
    Type.Object(
      {
        ports: Type.Optional(
          Type.Object(
            { kind: Oid, kinds: Numbers, status: Oid, octetsIn: Oid, octetsOut: Oid, errorsIn: Oid, errorsOut: Oid },
            { additionalProperties: false },
          ),
        ),
        neighbours: Type.Optional(
          Type.Object(
            {
              media: Oid,
              mediaType: Oid,
              physical: Oid,
              physicalType: Oid,
              bridge: Oid,
              bridgeStatus: Oid,
              vlanBridge: Oid,
              vlanBridgeStatus: Oid,
              bridgePort: Oid,
              portName: Oid,
            },
            { additionalProperties: false },
          ),
        ),
      },
      { additionalProperties: false },
    ),
  ),
});

const isProfile: ValidateFunction = new Ajv({ allErrors: true }).compile(ProfileSchema);

/** Everything that is wrong with a device; nothing when it can be asked. */
export function check({ profile, connection }: DriverDevice): readonly DriverProblem[] {
  const problems = isProfile(profile)
    ? []
    : (isProfile.errors ?? []).map(({ instancePath, message = "is wrong" }) => ({
        path: `profile.${instancePath.slice(1).replaceAll("/", ".")}`,
        what: message,
        remedy: "device-drivers/snmp/README.md says what may stand there",
      }));
  return [...problems, ...connectionProblems(connection)];
}
