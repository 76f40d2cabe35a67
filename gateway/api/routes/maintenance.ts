// Times in which alarms of a device, a place or the whole campus call nobody, because somebody works there.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Maintenance } from "../../contract/alarm-desk.ts";
import { type Static, Type } from "../../contract/schema.ts";
import { principalOf } from "../../kit/http/access.ts";
import { fieldProblem, timeIn } from "../../kit/http/validation.ts";
import { MAINTENANCE } from "../alarm-schemas.ts";
import { type Context, noSuch, outOfScope, remoteOf, sightOf } from "../context.ts";
import { ID, ID_PARAMS, TIME_IN_BODY } from "../schemas.ts";
import { text } from "../texts.ts";

const tags = ["alarms"];
const LONGEST_MS = 31 * 86_400_000;
const MOST = 200;
const SCOPE = Type.Object(
  {
    device: Type.Optional(ID),
    place: Type.Optional(ID),
    campus: Type.Optional(Type.Boolean()),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    description: "Exactly one of them; a place with all within it",
  },
);
const WISH = Type.Object(
  {
    scope: SCOPE,
    from: Type.Optional(TIME_IN_BODY),
    to: TIME_IN_BODY,
    comment: Type.Optional(Type.String({ maxLength: 256 })),
  },
  { additionalProperties: false },
);

/** GET and POST /maintenance, DELETE /maintenance/ID. */
export function maintenanceRoutes(app: FastifyInstance, context: Context): void {
  const { alarms, accounts, clock, config } = context.parts;

  /** True: everything in the scope is in the asker's sight. */
  function sees(request: FastifyRequest, scope: Maintenance["scope"]): boolean {
    const { devices, places, seesDevice } = sightOf(context, request);
    if ("campus" in scope) return devices === null;
    return "device" in scope ? seesDevice(scope.device) : places === null || places.has(scope.place);
  }

  function scopeIn(request: FastifyRequest, { device, place, campus }: Static<typeof SCOPE>): Maintenance["scope"] {
    if (device !== undefined) {
      if (!config.current.devices.has(device))
        throw fieldProblem("/scope/device", (language) => text(language, "unknownDevice", { id: device }));
    } else if (place !== undefined) {
      if (!config.current.places.has(place))
        throw fieldProblem("/scope/place", (language) => text(language, "unknownPlace", { id: place }));
    } else if (campus !== true) throw fieldProblem("/scope/campus", (language) => text(language, "wholeOrNothing"));
    const scope = device !== undefined ? { device } : place !== undefined ? { place } : ({ campus: true } as const);
    if (!sees(request, scope)) throw outOfScope(device ?? place ?? config.current.campus.id);
    return scope;
  }

  async function tell(request: FastifyRequest, type: string, detail: Maintenance): Promise<void> {
    await accounts.audit({
      type,
      account: principalOf(request).account,
      remote: remoteOf(request),
      detail: { ...detail },
    });
  }

  app.get(
    "/maintenance",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "listMaintenance",
        summary: "Maintenance that has not ended, now and to come",
        response: { 200: Type.Object({ maintenance: Type.Array(MAINTENANCE) }) },
      },
    },
    async (request) => ({
      maintenance: alarms.desk.maintenance().filter(({ scope }) => "campus" in scope || sees(request, scope)),
    }),
  );

  app.post<{ Body: Static<typeof WISH> }>(
    "/maintenance",
    {
      config: { access: "alarms.shelve" },
      schema: {
        tags,
        operationId: "addMaintenance",
        summary: "Put alarms out of service for a time; they are told and listed as ever, but call nobody",
        body: WISH,
        response: { 201: MAINTENANCE },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const scope = scopeIn(request, body.scope);
      const nowMs = clock.now();
      const fromMs = body.from === undefined || body.from === "" ? nowMs : (timeIn(body.from) ?? nowMs);
      const toMs = timeIn(body.to) ?? 0;
      if (toMs <= Math.max(fromMs, nowMs) || toMs - fromMs > LONGEST_MS)
        throw fieldProblem("/to", (language) => text(language, "maintenanceTime"));
      if (alarms.desk.maintenance().length >= MOST)
        throw fieldProblem("/scope", (language) => text(language, "maintenanceMany", { limit: String(MOST) }));
      const by = principalOf(request).account;
      const added = await alarms.desk.addMaintenance({ scope, fromMs, toMs, comment: body.comment ?? null, by });
      await tell(request, "maintenance.added", added);
      return reply.code(201).send(added);
    },
  );

  app.delete<{ Params: Static<typeof ID_PARAMS> }>(
    "/maintenance/:id",
    {
      config: { access: "alarms.shelve" },
      schema: {
        tags,
        operationId: "endMaintenance",
        summary: "End it before its time, or take it back",
        params: ID_PARAMS,
        response: { 200: MAINTENANCE },
      },
    },
    async (request) => {
      const { id } = request.params;
      const found = alarms.desk.maintenance().find((one) => one.id === id);
      if (found === undefined) throw noSuch("maintenance", id);
      if (!sees(request, found.scope)) throw outOfScope(id);
      const ended = await alarms.desk.endMaintenance(id);
      if (ended === null) throw noSuch("maintenance", id);
      await tell(request, "maintenance.ended", ended);
      return ended;
    },
  );
}
