// The settings of a device (contract §5): what it should have, what it says that it has, and whether both agree.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { DeviceConfig } from "../../config/campus.ts";
import { type Static, Type } from "../../contract/schema.ts";
import { GatewayError } from "../../kit/errors.ts";
import { principalOf } from "../../kit/http/access.ts";
import { Problem } from "../../kit/http/problem.ts";
import { fieldProblem } from "../../kit/http/validation.ts";
import { type Context, noSuch, outOfScope, remoteOf, sightOf } from "../context.ts";
import { CONFIGURATION, ID_PARAMS } from "../schemas.ts";
import { text } from "../texts.ts";

const tags = ["campus"];
const IF_MATCH = Type.Object({ "if-match": Type.Optional(Type.String({ maxLength: 100 })) });
const WISH = Type.Object(
  { config: Type.Unsafe<Record<string, unknown>>({ type: "object", additionalProperties: true }) },
  { additionalProperties: false },
);

type Params = { Params: Static<typeof ID_PARAMS> };

/** The version that the change was made for. */
function versionIn(given: string | undefined): number {
  const version = /^(?:W\/)?"?(\d{1,15})"?$/.exec(given ?? "")?.[1];
  if (version === undefined) throw fieldProblem("/if-match", (language) => text(language, "desiredVersion"));
  return Number(version);
}

/** GET /devices/ID/configuration, PUT /devices/ID/desired. */
export function desiredRoutes(app: FastifyInstance, context: Context): void {
  const { config, desired } = context.parts;

  function deviceIn(request: FastifyRequest<Params>): DeviceConfig {
    const { id } = request.params;
    const device = config.current.devices.get(id);
    if (device === undefined) throw noSuch("device", id);
    if (!sightOf(context, request).seesDevice(id)) throw outOfScope(id);
    return device;
  }

  const etagOf = (id: string) => `"${desired.version(id)}"`;

  app.get<Params>(
    "/devices/:id/configuration",
    {
      config: { access: "config.read" },
      schema: {
        tags,
        operationId: "readConfiguration",
        summary: "What a device should be set to, and what it says that it is; `ETag` is the desired version",
        params: ID_PARAMS,
        response: { 200: CONFIGURATION },
      },
    },
    async (request, reply) => {
      const { id } = deviceIn(request);
      return reply.header("etag", etagOf(id)).send(desired.view(id));
    },
  );

  app.put<Params & { Headers: Static<typeof IF_MATCH>; Body: Static<typeof WISH> }>(
    "/devices/:id/desired",
    {
      config: { access: "config.write" },
      schema: {
        tags,
        operationId: "wantConfiguration",
        summary:
          "Want other settings of a device, in place of the version in `If-Match`; told to it at once and whenever it connects",
        params: ID_PARAMS,
        headers: IF_MATCH,
        body: WISH,
        response: { 200: CONFIGURATION },
      },
    },
    async (request, reply) => {
      const { id, driver } = deviceIn(request);
      if (driver !== "mqtt")
        throw new Problem("bad-request", { detail: (language) => text(language, "notTold", { id }) });
      const version = versionIn(request.headers["if-match"]);
      const by = { account: principalOf(request).account, remote: remoteOf(request) };
      try {
        await desired.put(by, id, request.body.config, version);
      } catch (error) {
        if (!(error instanceof GatewayError) || error.code !== "too-large") throw error;
        throw new Problem("too-large", { cause: error, detail: (language) => text(language, "desiredLarge") });
      }
      return reply.header("etag", etagOf(id)).send(desired.view(id));
    },
  );
}
