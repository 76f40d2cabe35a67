// What is on the network and not as the register says (未登记设备): list, table, and what somebody decided to ignore.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { FINDING_KINDS, type FindingKind, type NetworkFinding } from "../../contract/neighbours.ts";
import { type Static, Type } from "../../contract/schema.ts";
import type { Permission } from "../../kit/accounts/accounts.ts";
import { principalOf } from "../../kit/http/access.ts";
import { type Context, noSuch, outOfScope, remoteOf, sightOf } from "../context.ts";
import type { FindingWish } from "../repair-desk.ts";
import { ID_PARAMS } from "../schemas.ts";

const NULLABLE = Type.Union([Type.String(), Type.Null()]);
const FINDING = Type.Object({
  id: Type.String(),
  kind: Type.String({
    description:
      "`unknown`: not in the register; `moved`: at another IP than registered; `swapped`: a registered IP that another card answers for; `conflict`: one IP, two cards.",
  }),
  mac: Type.String(),
  random: Type.Boolean({ description: "A number that the device made up itself, as phones do." }),
  ips: Type.Array(Type.String(), { description: "Newest first." }),
  macs: Type.Array(Type.String()),
  firstSeenAt: Type.String(),
  lastSeenAt: Type.String(),
  seenBy: Type.String(),
  place: NULLABLE,
  port: NULLABLE,
  asset: Type.Union([Type.Object({ id: Type.String(), name: Type.String() }), Type.Null()]),
  expected: NULLABLE,
  ignored: Type.Union([Type.Object({ reason: Type.String(), by: Type.String(), at: Type.String() }), Type.Null()]),
});
const COUNT = Type.Integer();
const PAGE = Type.Object({
  findings: Type.Array(FINDING),
  total: COUNT,
  next: NULLABLE,
  counts: Type.Object({
    unknown: COUNT,
    moved: COUNT,
    swapped: COUNT,
    conflict: COUNT,
    random: COUNT,
    ignored: COUNT,
  }),
  watching: Type.Integer({ description: "Devices that look for others; 0: nobody looks." }),
});
const FILTER = {
  q: Type.Optional(Type.String({ maxLength: 100, description: "MAC, IP, port or reason" })),
  kind: Type.Optional(Type.Unsafe<FindingKind | "">({ type: "string", enum: ["", ...FINDING_KINDS] })),
  state: Type.Optional(
    Type.Unsafe<FindingWish["state"]>({ type: "string", enum: ["open", "ignored", "all"], default: "open" }),
  ),
  random: Type.Optional(Type.Boolean({ default: true, description: "False: without made-up numbers" })),
};
const QUERY = Type.Object(
  {
    ...FILTER,
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }),
    after: Type.Integer({ minimum: 0, default: 0, description: "`next` of the page before" }),
  },
  { additionalProperties: false },
);
const EXPORT = Type.Object(FILTER, { additionalProperties: false });
const IGNORE = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" }) },
  { additionalProperties: false },
);

type Params = { Params: Static<typeof ID_PARAMS> };

/** GET /network/findings, /network/findings/table; POST and DELETE /network/findings/ID/ignore. */
export function networkFindingRoutes(app: FastifyInstance, context: Context): void {
  const { network } = context.parts.repair;
  const seesOf = (request: FastifyRequest) => sightOf(context, request).seesDevice;

  function found(request: FastifyRequest<Params>): NetworkFinding {
    const { id } = request.params;
    const finding = network.get(id);
    if (finding === null) throw noSuch("finding", id);
    if (!seesOf(request)(finding.seenBy)) throw outOfScope(id);
    return finding;
  }

  async function decide(request: FastifyRequest<Params>, reply: FastifyReply, reason: string | null) {
    const { id } = found(request);
    const by = { account: principalOf(request).account, remote: remoteOf(request) };
    const finding = await network.ignore(by, id, reason);
    if (finding === null) throw noSuch("finding", id);
    return reply.send(finding);
  }

  const route = (access: Permission, operationId: string, summary: string, schema: object) => ({
    config: { access },
    schema: { tags: ["assets"], operationId, summary, ...schema },
  });

  app.get<{ Querystring: Static<typeof QUERY> }>(
    "/network/findings",
    route("assets.read", "listNetworkFindings", "Who is on the network and not as the register says", {
      querystring: QUERY,
      response: { 200: PAGE },
    }),
    async (request) => {
      const { limit, after } = request.query;
      return network.page(wishOf(request.query), seesOf(request), { limit, after });
    },
  );

  app.get<{ Querystring: Static<typeof EXPORT> }>(
    "/network/findings/table",
    route("assets.read", "networkFindingTable", "The same as CSV that spreadsheets open right", {
      querystring: EXPORT,
    }),
    async (request, reply) =>
      reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", 'attachment; filename="network-findings.csv"')
        .send(network.table(wishOf(request.query), seesOf(request), request.language)),
  );

  app.post<Params & { Body: Static<typeof IGNORE> }>(
    "/network/findings/:id/ignore",
    route("assets.write", "ignoreNetworkFinding", "It is known and counts no longer; with the reason", {
      params: ID_PARAMS,
      body: IGNORE,
      response: { 200: FINDING },
    }),
    (request, reply) => decide(request, reply, request.body.reason.trim()),
  );

  app.delete<Params>(
    "/network/findings/:id/ignore",
    route("assets.write", "watchNetworkFinding", "It counts again", { params: ID_PARAMS, response: { 200: FINDING } }),
    (request, reply) => decide(request, reply, null),
  );
}

function wishOf({ q, kind, state, random }: Static<typeof EXPORT>): FindingWish {
  const text = q?.trim() ?? "";
  return {
    text: text === "" ? null : text,
    kind: kind === "" ? null : (kind ?? null),
    state: state ?? "open",
    random: random ?? true,
  };
}
