// Who is at the posts of a campus: the county asks (a command, which the campus may refuse), and sees what came of it and of other such questions.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { CountyDuty } from "#gateway/contract/county.ts";
import { ID_PATTERN } from "#gateway/contract/ids.ts";
import { type Static, Type } from "#gateway/contract/schema.ts";
import { principalOf } from "#gateway/kit/http/access.ts";
import { Problem } from "#gateway/kit/http/problem.ts";
import type { CampusParts } from "./campus.ts";
import { type CommandParts, viewOf } from "./commands.ts";
import { sightOf } from "./sight.ts";

const ASK = Type.Object({ post: Type.String({ pattern: ID_PATTERN }) }, { additionalProperties: false });
/** A question that comes much later says nothing about who was there when it was asked. */
const WAITS_MS = 10 * 60_000;

type OfCampus = { Params: { id: string } };

/** GET /campuses/ID/duty; POST /campuses/ID/spot-checks → 202 and the command. */
export function dutyRoutes(app: FastifyInstance, { store, campuses, commands }: CampusParts & CommandParts): void {
  const known = (request: FastifyRequest<OfCampus>): string => {
    const campus = campuses().get(request.params.id);
    if (campus === undefined) throw new Problem("not-found");
    if (!sightOf(principalOf(request))(campus)) throw new Problem("not-permitted");
    return campus.id;
  };

  app.get<OfCampus>(
    "/campuses/:id/duty",
    { config: { access: "alarms.read" } },
    async (request): Promise<CountyDuty> => {
      return store.duty(known(request));
    },
  );
  app.post<OfCampus & { Body: Static<typeof ASK> }>(
    "/campuses/:id/spot-checks",
    { config: { access: "alarms.ack" }, schema: { body: ASK } },
    async (request, reply) => {
      const campus = known(request);
      const by = principalOf(request).account;
      const command = await commands.spotCheck({ campus, post: request.body.post, by, expiresInMs: WAITS_MS });
      return reply.code(202).header("location", `/api/v1/commands/${command.id}`).send(viewOf(command));
    },
  );
}
