// The newest value of every point, standing at one position of the journal from which a stream continues it.
import type { FastifyInstance } from "fastify";
import { ID_PATTERN } from "../../contract/ids.ts";
import { type Static, Type } from "../../contract/schema.ts";
import { type Context, sightOf } from "../context.ts";
import { latestText } from "../latest-text.ts";
import { LATEST } from "../schemas.ts";

const IDS = Type.Unsafe<string[]>({
  type: "array",
  maxItems: 200,
  items: { type: "string", pattern: `^$|${ID_PATTERN}` },
  description: "May repeat.",
});
const QUERY = Type.Object(
  { device: Type.Optional(IDS), place: Type.Optional(IDS), point: Type.Optional(IDS) },
  { additionalProperties: false },
);

function setOf(values: readonly string[] | undefined): ReadonlySet<string> | null {
  const given = (values ?? []).filter((value) => value !== "");
  return given.length === 0 ? null : new Set(given);
}

/** GET /latest. */
export function latestRoutes(app: FastifyInstance, context: Context): void {
  const { parts } = context;

  /** The devices of both filters: those named, and of these only those in the named places. */
  function devicesOf(
    devices: ReadonlySet<string> | null,
    places: ReadonlySet<string> | null,
  ): ReadonlySet<string> | null {
    if (places === null) return devices;
    const inPlaces = [...parts.config.current.devices.values()].filter(
      ({ place }) => place !== null && places.has(place),
    );
    return new Set(inPlaces.map(({ id }) => id).filter((id) => devices === null || devices.has(id)));
  }

  app.get<{ Querystring: Static<typeof QUERY> }>(
    "/latest",
    {
      config: { access: "latest.read" },
      schema: {
        tags: ["journal"],
        operationId: "readLatest",
        summary: "The newest value of each point",
        querystring: QUERY,
        response: { 200: LATEST },
      },
    },
    async (request, reply) => {
      const { device, place, point } = request.query;
      const asked = devicesOf(setOf(device), setOf(place));
      const body = latestText(parts, {
        asked,
        points: setOf(point),
        visibility: sightOf(context, request),
        sinceSeq: null,
        skipEmpty: false,
      });
      return reply.type("application/json; charset=utf-8").send(body);
    },
  );
}
