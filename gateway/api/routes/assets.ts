// The register of equipment (设备台账): list, one of it, changes by version, labels, tables in and out.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ASSET_STATES, type Asset } from "../../contract/assets.ts";
import { type Static, Type } from "../../contract/schema.ts";
import type { Permission } from "../../kit/accounts/accounts.ts";
import { principalOf } from "../../kit/http/access.ts";
import { Problem } from "../../kit/http/problem.ts";
import { fieldProblem } from "../../kit/http/validation.ts";
import { type Context, noSuch, outOfScope, remoteOf, sightOf } from "../context.ts";
import type { AskedBy, AssetWish, SeesPlace, WrongField } from "../repair-desk.ts";
import { ASSET, ASSET_BODY, ASSET_IMPORT } from "../repair-schemas.ts";
import { isRepairText, repairText } from "../repair-texts.ts";
import { ID, ID_PARAMS } from "../schemas.ts";

const tags = ["assets"];
const FILTER = {
  q: Type.Optional(Type.String({ maxLength: 100, description: "Words anywhere in the record" })),
  class: Type.Optional(Type.String({ maxLength: 32 })),
  place: Type.Optional(Type.String({ maxLength: 32, description: "With all within it" })),
  state: Type.Optional(Type.Unsafe<string>({ type: "string", enum: ["", ...ASSET_STATES] })),
  warranty: Type.Optional(
    Type.Unsafe<Asset["warranty"] | "">({ type: "string", enum: ["", "none", "valid", "soon", "over"] }),
  ),
};
const QUERY = Type.Object(
  {
    ...FILTER,
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }),
    after: Type.Integer({ minimum: 0, default: 0, description: "`next` of the page before" }),
  },
  { additionalProperties: false },
);
const EXPORT = Type.Object(
  {
    ...FILTER,
    empty: Type.Optional(Type.Boolean({ description: "Only the head: a form to fill in" })),
    columns: Type.Optional(
      Type.Unsafe<"all" | "addresses">({
        type: "string",
        enum: ["all", "addresses"],
        description: "`addresses`: who uses which computer, with MAC and IP, as inspections ask for it",
      }),
    ),
  },
  { additionalProperties: false },
);
const IMPORT = Type.Object(
  { csv: Type.String({ minLength: 1 }), apply: Type.Optional(Type.Boolean({ description: "False: a preview" })) },
  { additionalProperties: false },
);
const LABELS = Type.Object(
  { assets: Type.Array(ID, { minItems: 1, maxItems: 1000, uniqueItems: true }) },
  { additionalProperties: false },
);
const IF_MATCH = Type.Object({ "if-match": Type.Optional(Type.String({ maxLength: 100 })) });

type Params = { Params: Static<typeof ID_PARAMS> };
type Change = Params & { Headers: Static<typeof IF_MATCH>; Body: Static<typeof ASSET_BODY> };

/** GET and POST /assets, GET, PUT and DELETE /assets/ID, …/label; GET /assets/table, POST /assets/import, /assets/labels. */
export function assetRoutes(app: FastifyInstance, context: Context): void {
  const desk = context.parts.repair.assets;

  const seesOf = (request: FastifyRequest): SeesPlace => {
    const { places } = sightOf(context, request);
    return (place) => places === null || (place !== null && places.has(place));
  };
  const byOf = (request: FastifyRequest): AskedBy => ({
    account: principalOf(request).account,
    remote: remoteOf(request),
  });

  function assetIn(request: FastifyRequest<Params>): Asset {
    const { id } = request.params;
    const asset = desk.get(id);
    if (asset === null) throw noSuch("asset", id);
    if (!seesOf(request)(asset.place)) throw outOfScope(id);
    return asset;
  }

  /** The token of a label lets anybody report a fault: it is for those who print labels. */
  function shown(request: FastifyRequest, asset: Asset): Asset {
    if (principalOf(request).permissions.has("assets.write")) return asset;
    const { label: _, ...rest } = asset;
    return rest;
  }

  const send = (request: FastifyRequest, reply: FastifyReply, asset: Asset) =>
    reply.header("etag", `"${asset.version}"`).send(shown(request, asset));

  async function put(request: FastifyRequest, id: string | null, version: number, body: Static<typeof ASSET_BODY>) {
    const done = await desk.put(byOf(request), id, version, body, seesOf(request));
    if ("wrong" in done) throw wrongFields(done.wrong);
    return done.asset;
  }

  const route = (access: Permission, operationId: string, summary: string, schema: object) => ({
    config: { access },
    schema: { tags, operationId, summary, ...schema },
  });

  app.get<{ Querystring: Static<typeof QUERY> }>(
    "/assets",
    route("assets.read", "listAssets", "Equipment that the asker may see, by name", {
      querystring: QUERY,
      response: {
        200: Type.Object({
          assets: Type.Array(ASSET),
          total: Type.Integer(),
          next: Type.Union([Type.String(), Type.Null()]),
          counts: Type.Object({ warrantySoon: Type.Integer(), warrantyOver: Type.Integer() }),
        }),
      },
    }),
    async (request) => {
      const { limit, after } = request.query;
      const page = desk.page(wishOf(request.query), seesOf(request), { limit, after });
      return { ...page, assets: page.assets.map((asset) => shown(request, asset)) };
    },
  );

  app.post<{ Body: Static<typeof ASSET_BODY> }>(
    "/assets",
    route("assets.write", "addAsset", "Enter something into the register; its id is ours", {
      body: ASSET_BODY,
      response: { 201: ASSET },
    }),
    async (request, reply) => {
      const asset = await put(request, null, 0, request.body);
      return send(request, reply.code(201).header("location", `/api/v1/assets/${asset.id}`), asset);
    },
  );

  app.get<{ Querystring: Static<typeof EXPORT> }>(
    "/assets/table",
    route("assets.read", "assetTable", "The register as CSV that spreadsheets open right", { querystring: EXPORT }),
    async (request, reply) => {
      const { empty, columns = "all" } = request.query;
      const wish = empty === true ? null : wishOf(request.query);
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", 'attachment; filename="assets.csv"')
        .send(desk.table(wish, seesOf(request), request.language, columns));
    },
  );

  app.post<{ Body: Static<typeof IMPORT> }>(
    "/assets/import",
    route("assets.write", "importAssets", "Look at a filled-in table, or import it; one wrong line and nothing is", {
      body: IMPORT,
      response: { 200: ASSET_IMPORT },
    }),
    async (request) => {
      const { csv, apply = false } = request.body;
      const done = await desk.importTable(byOf(request), csv, seesOf(request), apply);
      const errors = done.errors.map((error) => ({ ...error, message: said(error.message)(request.language) }));
      return { ...done, errors };
    },
  );

  app.post<{ Body: Static<typeof LABELS> }>(
    "/assets/labels",
    route("assets.write", "makeLabels", "Labels for these things; those that have one keep it", {
      body: LABELS,
      response: { 200: Type.Object({ assets: Type.Array(ASSET) }) },
    }),
    async (request) => {
      const sees = seesOf(request);
      const own = () => request.body.assets.flatMap((id) => desk.get(id) ?? []).filter(({ place }) => sees(place));
      await desk.label(
        byOf(request),
        own().flatMap(({ id, label, state }) => (label === null && state !== "scrapped" ? [id] : [])),
      );
      return { assets: own() };
    },
  );

  app.get<Params>(
    "/assets/:id",
    route("assets.read", "readAsset", "One record; `ETag` is its version", {
      params: ID_PARAMS,
      response: { 200: ASSET },
    }),
    async (request, reply) => send(request, reply, assetIn(request)),
  );

  app.put<Change>(
    "/assets/:id",
    route("assets.write", "writeAsset", "Write a record in place of the version in `If-Match`; 0 makes a new one", {
      params: Type.Object({ id: ID }),
      headers: IF_MATCH,
      body: ASSET_BODY,
      response: { 200: ASSET },
    }),
    async (request, reply) => {
      const version = versionIn(request.headers["if-match"]);
      if (version > 0) assetIn(request);
      return send(request, reply, await put(request, request.params.id, version, request.body));
    },
  );

  app.delete<Params & { Headers: Static<typeof IF_MATCH> }>(
    "/assets/:id",
    route("assets.write", "removeAsset", "Remove what was entered by mistake; what is no longer used is scrapped", {
      params: ID_PARAMS,
      headers: IF_MATCH,
      response: { 204: Type.Null() },
    }),
    async (request, reply) => {
      const { id, openTickets } = assetIn(request);
      if (openTickets > 0)
        throw new Problem("ticket-changed", { detail: (language) => repairText(language, "inUse", { id }) });
      await desk.remove(byOf(request), id, versionIn(request.headers["if-match"]));
      return reply.code(204).send();
    },
  );

  app.post<Params>(
    "/assets/:id/label",
    route("assets.write", "renewLabel", "A new label; the one before counts no longer", {
      params: ID_PARAMS,
      response: { 200: ASSET },
    }),
    async (request, reply) => {
      const { id } = assetIn(request);
      await desk.label(byOf(request), [id]);
      return send(request, reply, assetIn(request));
    },
  );

  app.delete<Params>(
    "/assets/:id/label",
    route("assets.write", "revokeLabel", "Revoke its label", { params: ID_PARAMS, response: { 200: ASSET } }),
    async (request, reply) => {
      const { id } = assetIn(request);
      await desk.unlabel(byOf(request), id);
      return send(request, reply, assetIn(request));
    },
  );
}

function wishOf({ q, class: kind, place, state, warranty }: Static<typeof EXPORT>): AssetWish {
  const text = q?.trim() ?? "";
  return {
    text: text === "" ? null : text,
    class: kind === "" ? null : (kind ?? null),
    place: place === "" ? null : (place ?? null),
    state: state === "" ? null : (state ?? null),
    warranty: warranty === "" ? null : (warranty ?? null),
  };
}

function versionIn(given: string | undefined): number {
  const version = /^(?:W\/)?"?(\d{1,15})"?$/.exec(given ?? "")?.[1];
  if (version === undefined) throw fieldProblem("/if-match", (language) => repairText(language, "version"));
  return Number(version);
}

const said = (word: string) => (language: "zh-CN" | "en") => (isRepairText(word) ? repairText(language, word) : word);

function wrongFields(wrong: readonly WrongField[]): Problem {
  return new Problem("bad-request", {
    errors: (language) => wrong.map(({ field, fault }) => ({ path: `/${field}`, message: said(fault)(language) })),
  });
}
