// Quiet times: maintenance that comes again, planned power-offs and holidays, in which alarms that are expected call nobody.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Maintenance } from "../../contract/alarm-desk.ts";
import type { QuietWish } from "../../contract/quiet.ts";
import type { Static } from "../../contract/schema.ts";
import { principalOf } from "../../kit/http/access.ts";
import { fieldProblem } from "../../kit/http/validation.ts";
import { type Context, noSuch, outOfScope, remoteOf, sightOf } from "../context.ts";
import { CANCEL, QUIET_LIST, QUIET_PREVIEW, QUIET_TIME, QUIET_WISH, scopeOf } from "../quiet-schemas.ts";
import { ID_PARAMS } from "../schemas.ts";
import { text } from "../texts.ts";

const tags = ["alarms"];
const MOST = 200;

/** GET and POST /quiet-times, POST /quiet-times/preview, POST /quiet-times/ID/cancel, DELETE /quiet-times/ID. */
export function quietRoutes(app: FastifyInstance, context: Context): void {
  const { alarms, accounts, config } = context.parts;
  const { quiet } = alarms.desk;

  /** True: everything in the scope is in the asker's sight. */
  function sees(request: FastifyRequest, scope: Maintenance["scope"]): boolean {
    const { devices, places, seesDevice } = sightOf(context, request);
    if ("campus" in scope) return devices === null;
    return "device" in scope ? seesDevice(scope.device) : places === null || places.has(scope.place);
  }

  function wishIn(request: FastifyRequest, { scopes, when, kind, comment }: Static<typeof QUIET_WISH>): QuietWish {
    const wrong = quiet.problemIn(when);
    if (wrong !== null)
      throw fieldProblem(wrong === "" ? "/when" : `/when/${wrong}`, (language) => text(language, "quietWhen"));
    const wished = scopes.map((given, index) => {
      const { scope, path } = scopeOf(given);
      if ("device" in scope && !config.current.devices.has(scope.device))
        throw fieldProblem(`/scopes/${index}${path}`, (language) =>
          text(language, "unknownDevice", { id: scope.device }),
        );
      if ("place" in scope && !config.current.places.has(scope.place))
        throw fieldProblem(`/scopes/${index}${path}`, (language) =>
          text(language, "unknownPlace", { id: scope.place }),
        );
      if (!sees(request, scope))
        throw outOfScope("device" in scope ? scope.device : "place" in scope ? scope.place : config.current.campus.id);
      return scope;
    });
    return { kind, scopes: wished, when, comment: comment ?? null };
  }

  async function tell(request: FastifyRequest, type: string, detail: object): Promise<void> {
    await accounts.audit({
      type,
      account: principalOf(request).account,
      remote: remoteOf(request),
      detail: { ...detail },
    });
  }

  /** One that the asker may change. */
  function mine(request: FastifyRequest, id: string) {
    const found = quiet.list().find((one) => one.id === id);
    if (found === undefined) throw noSuch("quiet time", id);
    if (!found.scopes.every((scope) => sees(request, scope))) throw outOfScope(id);
    return found;
  }

  app.get(
    "/quiet-times",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "listQuietTimes",
        summary: "Quiet times that run or come again",
        response: { 200: QUIET_LIST },
      },
    },
    async (request) => ({
      quietTimes: quiet
        .list()
        .filter(({ scopes }) => scopes.some((scope) => "campus" in scope || sees(request, scope))),
    }),
  );

  app.post<{ Body: Static<typeof QUIET_WISH> }>(
    "/quiet-times/preview",
    {
      config: { access: "alarms.read" },
      schema: { tags, operationId: "previewQuietTime", summary: "Open alarms that it would hold now", body: QUIET_WISH, response: { 200: QUIET_PREVIEW } },
    },
    async (request) => quiet.preview(wishIn(request, request.body)),
  ); // biome-ignore format: one route

  app.post<{ Body: Static<typeof QUIET_WISH> }>(
    "/quiet-times",
    {
      config: { access: "alarms.shelve" },
      schema: { tags, operationId: "addQuietTime", summary: "Alarms that are expected call nobody at these times; they are told and listed as ever", body: QUIET_WISH, response: { 201: QUIET_TIME } },
    },
    async (request, reply) => {
      const wish = wishIn(request, request.body);
      if (quiet.list().length >= MOST)
        throw fieldProblem("/scopes", (language) => text(language, "maintenanceMany", { limit: String(MOST) }));
      const added = await quiet.add(principalOf(request).account, wish);
      await tell(request, "quiet.added", { id: added.id, ...wish });
      return reply.code(201).send(added);
    },
  ); // biome-ignore format: one route

  app.post<{ Params: Static<typeof ID_PARAMS>; Body: Static<typeof CANCEL> }>(
    "/quiet-times/:id/cancel",
    {
      config: { access: "alarms.shelve" },
      schema: { tags, operationId: "cancelQuietTime", summary: "Cancel the occurrence that begins on a day, also while it runs", params: ID_PARAMS, body: CANCEL, response: { 200: QUIET_TIME } },
    },
    async (request) => {
      const { id } = mine(request, request.params.id);
      const { day } = request.body;
      const changed = await quiet.cancel(id, day);
      if (changed === null) throw noSuch("quiet time", id);
      await tell(request, "quiet.cancelled", { id, day });
      return changed;
    },
  ); // biome-ignore format: one route

  app.delete<{ Params: Static<typeof ID_PARAMS> }>(
    "/quiet-times/:id",
    {
      config: { access: "alarms.shelve" },
      schema: { tags, operationId: "endQuietTime", summary: "End it, with all that was to come", params: ID_PARAMS, response: { 200: QUIET_TIME } },
    },
    async (request) => {
      const { id } = mine(request, request.params.id);
      const ended = await quiet.end(id);
      if (ended === null) throw noSuch("quiet time", id);
      await tell(request, "quiet.ended", { id, kind: ended.kind });
      return ended;
    },
  ); // biome-ignore format: one route
}
