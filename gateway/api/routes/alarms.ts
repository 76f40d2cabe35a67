// Alarms (contract §6): the list, one of them, and what people do with it.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ALARM_STATES, type Alarm, type AlarmFilter, isDanger, SHELF_MS } from "../../contract/alarms.ts";
import { type Static, Type } from "../../contract/schema.ts";
import { parseDuration } from "../../contract/time.ts";
import type { Permission } from "../../kit/accounts/accounts.ts";
import { principalOf } from "../../kit/http/access.ts";
import { Problem } from "../../kit/http/problem.ts";
import { fieldProblem } from "../../kit/http/validation.ts";
import { type Context, noSuch, outOfScope, sightOf } from "../context.ts";
import type { AlarmWish } from "../parts.ts";
import { ALARM, ID_PARAMS } from "../schemas.ts";
import { text } from "../texts.ts";
import { seesAlarm } from "../visibility.ts";

const QUERY = Type.Object(
  {
    state: Type.Optional(
      Type.Unsafe<AlarmFilter>({
        type: "string",
        enum: [...ALARM_STATES],
        description: "open (default): active, or cleared and not acknowledged, or latched; and not shelved",
      }),
    ),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 1000 }),
    after: Type.Optional(Type.String({ maxLength: 250, description: "`next` of the page before" })),
  },
  { additionalProperties: false },
);
const OCCURRENCE = Type.Integer({ minimum: 1, description: "The occurrence that was looked at" });
const COMMENT = Type.Optional(Type.String({ maxLength: 256 }));
const ON_OCCURRENCE = Type.Object({ occurrence: OCCURRENCE, comment: COMMENT }, { additionalProperties: false });
const ON_ALARM = Type.Object(
  { occurrence: Type.Optional(OCCURRENCE), comment: COMMENT },
  { additionalProperties: false },
);
const SHELF = Type.Object(
  {
    occurrence: OCCURRENCE,
    for: Type.Unsafe<string>({ type: "string", format: "duration", maxLength: 20, description: "1s to 8h" }),
    comment: COMMENT,
  },
  { additionalProperties: false },
);
const ANSWER = { 200: ALARM };
const tags = ["alarms"];

type Params = { Params: Static<typeof ID_PARAMS> };
type OnAlarm = Params & { Body: Static<typeof ON_ALARM> };

function wishOf({ occurrence, comment }: Static<typeof ON_ALARM>): AlarmWish {
  return { occurrence: occurrence ?? null, comment: comment ?? null };
}

/** A request without body says nothing more than its path. */
async function bodyOrNone(request: FastifyRequest): Promise<void> {
  request.body ??= {};
}

function shelfMs(duration: string): number {
  const ms = parseDuration(duration);
  if (ms === null || ms < SHELF_MS.least || ms > SHELF_MS.most)
    throw fieldProblem("/for", (language) => text(language, "shelfTime"));
  return ms;
}

/** GET /alarms, /alarms/ID, POST /alarms/ID/ack, …/shelve, …/unshelve, …/reset. */
export function alarmRoutes(app: FastifyInstance, context: Context): void {
  const { alarms } = context.parts;

  function alarmIn(request: FastifyRequest<Params>): Alarm {
    const { id } = request.params;
    const alarm = alarms.get(id);
    if (alarm === null) throw noSuch("alarm", id);
    if (!seesAlarm(sightOf(context, request), alarm)) throw outOfScope(id);
    return alarm;
  }

  /** Somebody who may see the alarm acts on it. */
  async function act(
    request: FastifyRequest<Params>,
    change: (by: string, id: string) => Promise<Alarm | null>,
  ): Promise<Alarm> {
    const { id } = alarmIn(request);
    const alarm = await change(principalOf(request).account, id);
    if (alarm === null) throw noSuch("alarm", id);
    return alarm;
  }

  const route = (access: Permission, operationId: string, summary: string, body: object) => ({
    config: { access },
    schema: { tags, operationId, summary, params: ID_PARAMS, body, response: ANSWER },
  });

  app.get<{ Querystring: Static<typeof QUERY> }>(
    "/alarms",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "listAlarms",
        summary: "Alarms that the asker may see, worst severity first, then the newest",
        querystring: QUERY,
        response: { 200: Type.Object({ alarms: Type.Array(ALARM), next: Type.Union([Type.String(), Type.Null()]) }) },
      },
    },
    async (request) => {
      const sight = sightOf(context, request);
      const { state = "open", limit, after = null } = request.query;
      const page = alarms.desk.page(state, { limit, after, sees: (alarm) => seesAlarm(sight, alarm) });
      if (page === null) throw fieldProblem("/after", (language) => text(language, "cursor"));
      return page;
    },
  );

  app.get<Params>(
    "/alarms/:id",
    {
      config: { access: "alarms.read" },
      schema: { tags, operationId: "readAlarm", summary: "One alarm", params: ID_PARAMS, response: ANSWER },
    },
    async (request) => alarmIn(request),
  );

  app.post<Params & { Body: Static<typeof ON_OCCURRENCE> }>(
    "/alarms/:id/ack",
    route("alarms.ack", "acknowledgeAlarm", "Say that somebody has seen this occurrence", ON_OCCURRENCE),
    async (request) => act(request, (by, id) => alarms.acknowledge(by, id, wishOf(request.body))),
  );

  app.post<Params & { Body: Static<typeof SHELF> }>(
    "/alarms/:id/shelve",
    route("alarms.shelve", "shelveAlarm", "Put it out of sight for a while; it comes back by itself", SHELF),
    async (request) => {
      const forMs = shelfMs(request.body.for);
      const { point } = alarmIn(request);
      if (point !== null && isDanger(point))
        throw new Problem("bad-request", { detail: (language) => text(language, "neverShelved", { point }) });
      return act(request, (by, id) => alarms.shelve(by, id, wishOf(request.body), forMs));
    },
  );

  app.post<OnAlarm>(
    "/alarms/:id/unshelve",
    {
      ...route("alarms.shelve", "unshelveAlarm", "Bring it back into sight", ON_ALARM),
      preValidation: bodyOrNone,
    },
    async (request) => act(request, (by, id) => alarms.unshelve(by, id, wishOf(request.body))),
  );

  app.post<OnAlarm>(
    "/alarms/:id/reset",
    {
      ...route("alarms.ack", "resetAlarm", "Let go of a latched alarm whose condition is over", ON_ALARM),
      preValidation: bodyOrNone,
    },
    async (request) => act(request, (by, id) => alarms.reset(by, id, wishOf(request.body))),
  );
}
