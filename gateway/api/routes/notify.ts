// Roads to people, what was told by them, who is being called now, and tests of roads and rules.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { DELIVERY_STATES, type Delivery, type DeliveryState, SAYS, type Says } from "../../contract/notify.ts";
import { type Static, Type } from "../../contract/schema.ts";
import { formatDuration } from "../../contract/time.ts";
import { principalOf } from "../../kit/http/access.ts";
import { timeIn } from "../../kit/http/validation.ts";
import { type Context, outOfScope, remoteOf, sightOf } from "../context.ts";
import { type DeliveryNames, deliveryTable } from "../delivery-table.ts";
import type { DeliveryWish, NotifyDesk } from "../notify-desk.ts";
import { DELIVERIES, NOTIFY_CALLS, PLANS, ROADS } from "../notify-schemas.ts";
import { ID, ID_PARAMS, TIME_IN_BODY } from "../schemas.ts";
import { seesAlarm } from "../visibility.ts";
import { readsNames } from "./duty-context.ts";

const tags = ["notify"];
const strict = { additionalProperties: false } as const;
const WHO = Type.String({ minLength: 1, maxLength: 64 });
const FILTERS = {
  alarm: Type.Optional(Type.String({ minLength: 1, maxLength: 250 })),
  occurrence: Type.Optional(Type.Integer({ minimum: 1 })),
  road: Type.Optional(WHO),
  person: Type.Optional(WHO),
  state: Type.Optional(Type.Unsafe<DeliveryState>({ type: "string", enum: [...DELIVERY_STATES] })),
  says: Type.Optional(Type.Unsafe<Says>({ type: "string", enum: [...SAYS] })),
  from: Type.Optional(TIME_IN_BODY),
  to: Type.Optional(TIME_IN_BODY),
  before: Type.Optional(Type.Integer({ minimum: 1, description: "`next` of the page before" })),
};
const PAGE = Type.Object({ ...FILTERS, limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }) }, strict);
const TABLE = Type.Object(
  { ...FILTERS, limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 10_000 }) },
  strict,
);
const ROAD_TEST = Type.Object({ person: Type.Optional(WHO), post: Type.Optional(WHO) }, strict);
const RULE_TEST = Type.Object(
  {
    device: Type.Optional(ID),
    steps: Type.Optional(
      Type.Unsafe<"first" | "all">({ type: "string", enum: ["first", "all"], description: "all: at their times" }),
    ),
  },
  strict,
);
/** Deliveries that are read at a time. */
const AT_ONCE = 500;
/** So often at most for a page; where the asker may see little, it goes on with `next`. */
const PAGE_PIECES = 20;
/** And for a table: a hundred thousand deliveries. */
const TABLE_PIECES = 200;

type Params = { Params: Static<typeof ID_PARAMS> };
type Wish = Static<typeof PAGE>;

/** Everything below /notify; nothing while nobody is told anything. */
export function notifyRoutes(app: FastifyInstance, context: Context): void {
  const desk = context.parts.notify;
  if (desk === undefined) return;
  ledgerRoutes(app, context, desk);
  stateRoutes(app, context, desk);
  testRoutes(app, context, desk);
}

function stateRoutes(app: FastifyInstance, context: Context, desk: NotifyDesk): void {
  const { alarms, config } = context.parts;
  const read = (operationId: string, summary: string, answer: object) => ({
    config: { access: "alarms.read" as const },
    schema: { tags, operationId, summary, response: { 200: answer } },
  });
  app.get("/notify/roads", read("listRoads", "Roads to people and how each is", ROADS), async () => ({
    configured: desk.configured,
    trouble: desk.trouble,
    roads: desk.roads(),
  }));
  app.get(
    "/notify/calls",
    read("listCalls", "Alarms that people are being called for", NOTIFY_CALLS),
    async (request) => {
      const sight = sightOf(context, request);
      const visible = desk.calls().filter(({ alarm }) => {
        const one = alarms.get(alarm);
        return one !== null && seesAlarm(sight, one);
      });
      return { calls: visible };
    },
  );
  app.get("/notify/plans", read("listPlans", "Who is told of which alarms, by which roads", PLANS), async () => {
    const { notify } = config.current;
    if (notify === null) return { night: null, plans: [] };
    const { night, plans } = notify;
    const shown = plans.map(({ steps, ...plan }) => ({
      ...plan,
      steps: steps.map(({ afterMs, ...step }) => ({ after: formatDuration(afterMs), ...step })),
    }));
    return { night: { from: clockTime(night.fromMinute), to: clockTime(night.toMinute) }, plans: shown };
  });
}

function ledgerRoutes(app: FastifyInstance, context: Context, desk: NotifyDesk): void {
  const { alarms, clock, config, duty } = context.parts;

  /** Whoever may not read names sees ids of persons. */
  function namesFor(request: FastifyRequest, deliveries: readonly Delivery[]): DeliveryNames {
    const { duty: { posts }, notify } = config.current; // biome-ignore format: one question
    const timeZone = config.current.campus.timezone;
    const form = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
    const ids = deliveries.flatMap(({ person }) => (person === null ? [] : [person]));
    const persons = readsNames(request) ? (duty?.names(ids) ?? {}) : {};
    const nameIn = (list: readonly { readonly id: string; readonly name: string }[], id: string) =>
      list.find((one) => one.id === id)?.name ?? id;
    return {
      post: (id) => nameIn(posts, id),
      road: (id) => nameIn(notify?.roads ?? [], id),
      person: (id) => persons[id] ?? id,
      alarm: (id) => alarms.get(id)?.text[request.language] ?? alarms.get(id)?.text["zh-CN"] ?? id,
      time: (at) => form.format(Date.parse(at)),
    };
  }

  /** What the asker may see: what is about devices beyond the asker's scope is not there. Read piece by piece, so that nobody else waits for it. */
  async function pageFor(request: FastifyRequest, query: Wish, mostPieces: number) {
    const sight = sightOf(context, request);
    const isWhole = sight.devices === null;
    const wish = wishOf(query);
    const found: Delivery[] = [];
    let { before } = wish;
    for (let i = 0; i < mostPieces; i++) {
      if (i > 0) await new Promise<void>((resolve) => clock.soon(resolve));
      const limit = isWhole ? Math.min(AT_ONCE, wish.limit - found.length) : AT_ONCE;
      const { deliveries, next } = desk.deliveries({ ...wish, before, limit });
      for (const delivery of deliveries) {
        const seen = isWhole ? delivery : seenOf(sight, delivery);
        if (seen !== null) found.push(seen);
        const isEnd = next === null && delivery === deliveries.at(-1);
        if (found.length === wish.limit) return { deliveries: found, next: isEnd ? null : delivery.n };
      }
      before = next;
      if (before === null) break;
    }
    return { deliveries: found, next: before };
  }

  function seenOf(sight: ReturnType<typeof sightOf>, delivery: Delivery): Delivery | null {
    const visible = delivery.alarms.filter(({ id }) => {
      const alarm = alarms.get(id);
      return alarm !== null && seesAlarm(sight, alarm);
    });
    return visible.length === 0 ? null : { ...delivery, alarms: visible };
  }

  app.get<{ Querystring: Wish }>(
    "/notify/deliveries",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "listDeliveries",
        summary: "What was told to whom by which road, newest first",
        querystring: PAGE,
        response: { 200: DELIVERIES },
      },
    },
    async (request) => await pageFor(request, request.query, PAGE_PIECES),
  );

  app.get<{ Querystring: Wish }>(
    "/notify/deliveries/table",
    {
      config: { access: "alarms.read" },
      schema: { tags, operationId: "readDeliveryTable", summary: "The same as CSV that spreadsheets open right", querystring: TABLE }, // biome-ignore format: one row
    },
    async (request, reply: FastifyReply) => {
      const { deliveries } = await pageFor(request, request.query, TABLE_PIECES);
      const table = deliveryTable(deliveries, request.language, namesFor(request, deliveries));
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", 'attachment; filename="deliveries.csv"')
        .send(table);
    },
  );
}

function testRoutes(app: FastifyInstance, context: Context, desk: NotifyDesk): void {
  const { accounts } = context.parts;
  const schema = (operationId: string, summary: string, body: object, answer: object) => ({
    config: { access: "config.write" as const },
    schema: { tags, operationId, summary, params: ID_PARAMS, body, response: { 202: answer } },
    preValidation: bodyOrNone,
  });

  /** Tests reach people anywhere: they are for those who see the whole campus. */
  function requireWhole(request: FastifyRequest, id: string): void {
    if (sightOf(context, request).devices !== null) throw outOfScope(id);
  }

  app.post<Params & { Body: Static<typeof ROAD_TEST> }>(
    "/notify/roads/:id/test",
    schema("testRoad", "Send a note marked as test", ROAD_TEST, Type.Object({ delivery: Type.Integer() })),
    async (request, reply) => {
      const { id } = request.params;
      requireWhole(request, id);
      const { person = null, post = null } = request.body;
      const detail = { road: id, person, post };
      const noted = () => accounts.audit({ type: "notify.road-tested", ...byOf(request), detail });
      const delivery = await desk.testRoad(id, { person, post }, noted);
      return reply.code(202).send({ delivery });
    },
  );

  app.post<Params & { Body: Static<typeof RULE_TEST> }>(
    "/notify/rules/:id/test",
    schema("testRule", "Tell what an alarm of this rule would tell, marked as test", RULE_TEST, Type.Object({ deliveries: Type.Array(Type.Integer()) })), // biome-ignore format: one row
    async (request, reply) => {
      const { id } = request.params;
      requireWhole(request, id);
      const { device = null, steps = "first" } = request.body;
      const detail = { rule: id, device, steps };
      const noted = () => accounts.audit({ type: "notify.rule-tested", ...byOf(request), detail });
      const deliveries = await desk.testRule(id, device, steps, noted);
      return reply.code(202).send({ deliveries });
    },
  );
}

function byOf(request: FastifyRequest) {
  return { account: principalOf(request).account, remote: remoteOf(request) };
}

/** A request without body says nothing more than its path. */
async function bodyOrNone(request: FastifyRequest): Promise<void> {
  request.body ??= {};
}

function wishOf(query: Wish): DeliveryWish {
  const { alarm = null, occurrence = null, road = null, person = null, state = null, says = null, from, to, limit, before = null } = query; // biome-ignore format: one list
  const fromMs = from === undefined ? null : timeIn(from);
  const toMs = to === undefined ? null : timeIn(to);
  return { alarm, occurrence, road, person, state, says, fromMs, toMs, limit, before };
}

function clockTime(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
