// The profiles that this gateway knows: what each device model can say and do, for lists and for the form that adds a device.
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "../../contract/schema.ts";
import { type Context, noSuch } from "../context.ts";
import { profileBody, profileDetails } from "../profile-view.ts";
import { ID, ID_PARAMS } from "../schemas.ts";

const LABEL = Type.Object({ "zh-CN": Type.String(), en: Type.String() });
const ARGUMENT = Type.Object({
  type: Type.String({ description: "number, boolean or text" }),
  minimum: Type.Optional(Type.Number()),
  maximum: Type.Optional(Type.Number()),
  oneOf: Type.Optional(Type.Array(Type.Union([Type.Number(), Type.Boolean(), Type.String()]))),
  optional: Type.Optional(Type.Boolean()),
});
const PROFILE = Type.Object({
  id: ID,
  driver: ID,
  label: LABEL,
  points: Type.Array(
    Type.Object({
      id: ID,
      label: LABEL,
      unit: Type.String(),
      type: Type.String({ description: "number, boolean or text" }),
      enum: Type.Optional(Type.Array(Type.String({ description: "Texts that it can say" }))),
    }),
    { description: "Empty where any point may come" },
  ),
  commands: Type.Array(
    Type.Object({
      name: ID,
      label: Type.Optional(LABEL),
      args: Type.Record(Type.String(), ARGUMENT),
      confirm: Type.Optional(Type.Boolean({ description: "True: ask the person once more before it is sent" })),
    }),
  ),
  asks: Type.Optional(Type.String({ description: "Probes: ping, connect, http, https or dns" })),
  inputs: Type.Optional(
    Type.Array(Type.Object({ id: ID, optional: Type.Boolean() }), {
      description: "Computed devices: the points they are computed from; empty: whole devices",
    }),
  ),
  settings: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]), {
      description: "Computed devices: what may be set, with its default; durations as text",
    }),
  ),
});
const DETAILS = Type.Object({
  ...PROFILE.properties,
  source: Type.Union([Type.String(), Type.Null()], { description: "The manual that the data was taken from" }),
  personal: Type.Boolean({ description: "True: its messages may hold cards, names or faces" }),
  camera: Type.Boolean(),
  anyPoint: Type.Boolean({ description: "True: it may send points that are not listed" }),
  maxPacket: Type.Union([Type.Integer(), Type.Null()]),
});

const tags = ["configuration"];

/** GET /profiles and /profiles/ID. */
export function profileRoutes(app: FastifyInstance, context: Context): void {
  const { profiles } = context.parts;
  app.get(
    "/profiles",
    {
      config: { access: "latest.read" },
      schema: {
        tags,
        operationId: "listProfiles",
        summary: "What device models can say and do",
        response: { 200: Type.Object({ profiles: Type.Array(PROFILE) }) },
      },
    },
    async () => ({ profiles: [...profiles.values()].map(profileBody) }),
  );

  app.get<{ Params: Static<typeof ID_PARAMS> }>(
    "/profiles/:id",
    {
      config: { access: "latest.read" },
      schema: {
        tags,
        operationId: "readProfile",
        summary: "One profile, with its source",
        params: ID_PARAMS,
        response: { 200: DETAILS },
      },
    },
    async (request) => {
      const profile = profiles.get(request.params.id);
      if (profile === undefined) throw noSuch("profile", request.params.id);
      return profileDetails(profile);
    },
  );
}
