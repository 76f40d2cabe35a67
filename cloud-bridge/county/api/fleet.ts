// The campuses of whoever asks, worst first, and one of them.
import type { FastifyInstance } from "fastify";
import type { FleetAnswer } from "#gateway/contract/county.ts";
import { type Static, Type } from "#gateway/contract/schema.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import { principalOf } from "#gateway/kit/http/access.ts";
import { Problem } from "#gateway/kit/http/problem.ts";
import type { FleetFilter, FleetView } from "../fleet/view.ts";
import { type Placed, sightOf } from "./sight.ts";

const WORDS = Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50 }));
const QUERY = Type.Object({ town: WORDS, tag: WORDS }, { additionalProperties: false });

export interface FleetParts {
  readonly fleet: (filter: FleetFilter) => FleetView;
  readonly county: () => FleetAnswer["county"];
  readonly towns: () => ReadonlyMap<string, string>;
  readonly campuses: () => ReadonlyMap<string, Placed & { readonly name: string; readonly tags: readonly string[] }>;
  readonly version: string;
  readonly clock: Clock;
}

/** GET /campuses, /campuses/ID. */
export function fleetRoutes(app: FastifyInstance, { fleet, county, towns, campuses, version }: FleetParts): void {
  app.get<{ Querystring: Static<typeof QUERY> }>(
    "/campuses",
    { config: { access: "status.read" }, schema: { querystring: QUERY } },
    async (request): Promise<FleetAnswer> => {
      const { town = [], tag = [] } = request.query;
      const visible = sightOf(principalOf(request));
      const seen = [...campuses().values()].filter(visible);
      const named = new Set(seen.map((campus) => campus.town));
      const { id, name, timezone, simulated } = county();
      return {
        county: { id, name, timezone, simulated },
        version,
        towns: [...towns()].flatMap(([each, called]) => (named.has(each) ? [{ id: each, name: called }] : [])),
        tags: [...new Set(seen.flatMap(({ tags }) => tags))].sort(),
        ...fleet({ town, tag, visible }),
      };
    },
  );
  app.get<{ Params: { id: string } }>("/campuses/:id", { config: { access: "status.read" } }, async (request) => {
    const { id } = request.params;
    const campus = campuses().get(id);
    if (campus === undefined) throw new Problem("not-found");
    if (!sightOf(principalOf(request))(campus)) throw new Problem("not-permitted");
    const [found] = fleet({ town: [], tag: [], visible: (one) => one.id === id }).campuses;
    if (found === undefined) throw new Problem("not-found");
    return found;
  });
}
