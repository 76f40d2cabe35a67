// Repairs (报修): the list, one of them, what people do with it, its photos, and a month's figures and register.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Static, Type } from "../../contract/schema.ts";
import { isOver, REPAIR_ACTS, TICKET_STATES, type Ticket } from "../../contract/tickets.ts";
import { parseTime } from "../../contract/time.ts";
import type { Permission } from "../../kit/accounts/accounts.ts";
import { principalOf, requirePermission } from "../../kit/http/access.ts";
import { Problem } from "../../kit/http/problem.ts";
import { fieldProblem } from "../../kit/http/validation.ts";
import { type Context, noSuch, outOfScope, remoteOf, sightOf } from "../context.ts";
import type { AskedBy, TicketTraits, TicketWish } from "../repair-desk.ts";
import { MONTHLY, TICKET, TICKET_STEP } from "../repair-schemas.ts";
import { repairText } from "../repair-texts.ts";
import { ID_PARAMS } from "../schemas.ts";
import { seesAlarm } from "../visibility.ts";

const tags = ["tickets"];
const QUERY = Type.Object(
  {
    state: Type.Optional(
      Type.Unsafe<string>({ type: "string", enum: ["open", "all", ...TICKET_STATES], description: "Default: open" }),
    ),
    asset: Type.Optional(Type.String({ maxLength: 32 })),
    alarm: Type.Optional(Type.String({ maxLength: 110 })),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 200 }),
    after: Type.Integer({ minimum: 0, default: 0, description: "`next` of the page before" }),
  },
  { additionalProperties: false },
);
const OPENING = Type.Object(
  {
    asset: Type.Optional(Type.String({ maxLength: 32 })),
    place: Type.Optional(Type.String({ maxLength: 32 })),
    fault: Type.Optional(Type.String({ maxLength: 32 })),
    text: Type.Optional(Type.String({ maxLength: 500 })),
    alarm: Type.Optional(
      Type.Object(
        { id: Type.String({ maxLength: 110 }), occurrence: Type.Integer({ minimum: 1 }) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);
const MONTH = Type.Object(
  { month: Type.String({ maxLength: 7, description: "YYYY-MM on campus" }) },
  { additionalProperties: false },
);
const PHOTO_PARAMS = Type.Object({
  id: Type.String({ maxLength: 32 }),
  sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
});

type Params = { Params: Static<typeof ID_PARAMS> };

/** GET and POST /tickets, GET /tickets/ID, POST …/steps, GET …/photos/SHA256; GET /tickets/figures, /tickets/table. */
export function ticketRoutes(app: FastifyInstance, context: Context): void {
  const { repair, alarms, accounts, config, clock } = context.parts;
  const desk = repair.tickets;

  const byOf = (request: FastifyRequest): AskedBy => ({
    account: principalOf(request).account,
    remote: remoteOf(request),
  });

  /** A contractor sees what was handed to him; others what stands in their places. */
  function seesOf(request: FastifyRequest): (ticket: TicketTraits) => boolean {
    const { account, permissions } = principalOf(request);
    if (!permissions.has("tickets.read")) return ({ contractor }) => contractor === account;
    const sees = placesOf(request);
    return ({ place, contractor }) => sees(place) || contractor === account;
  }

  function placesOf(request: FastifyRequest): (place: string | null) => boolean {
    const { places } = sightOf(context, request);
    return (place) => places === null || (place !== null && places.has(place));
  }

  function ticketIn(request: FastifyRequest<Params>): Ticket {
    requireEither(request);
    const { id } = request.params;
    const ticket = desk.get(id);
    if (ticket === null) throw noSuch("ticket", id);
    if (!seesOf(request)(ticket)) throw outOfScope(id);
    return ticket;
  }

  function wishIn(request: FastifyRequest, body: Static<typeof OPENING>): TicketWish {
    const { asset = null, place = null, fault = null, text = null } = body;
    const sees = placesOf(request);
    const thing = asset === null ? null : repair.assets.get(asset);
    if (asset !== null && (thing === null || !sees(thing.place))) throw noSuch("asset", asset);
    if (place !== null && (!config.current.places.has(place) || !sees(place))) throw noSuch("place", place);
    if (body.alarm === undefined) return { asset, place, fault, text: emptyAsNull(text), alarm: null };
    const { id, occurrence } = body.alarm;
    const alarm = alarms.get(id);
    if (alarm === null || !seesAlarm(sightOf(context, request), alarm))
      throw fieldProblem("/alarm/id", (language) => repairText(language, "noAlarm", { id }));
    if (alarm.occurrence !== occurrence) throw new Problem("alarm-changed");
    const words = emptyAsNull(text) ?? alarm.text[request.language] ?? alarm.id;
    const { device, raisedAt } = alarm;
    return { asset, place, fault, text: words, alarm: { id, occurrence, device, raisedAt } };
  }

  const route = (access: Permission | "signed-in", operationId: string, summary: string, schema: object) => ({
    config: { access },
    schema: { tags, operationId, summary, ...schema },
  });

  app.get<{ Querystring: Static<typeof QUERY> }>(
    "/tickets",
    route("signed-in", "listTickets", "Repairs that the asker may see, newest first", {
      querystring: QUERY,
      response: {
        200: Type.Object({
          tickets: Type.Array(TICKET),
          total: Type.Integer(),
          next: Type.Union([Type.String(), Type.Null()]),
        }),
      },
    }),
    async (request) => {
      requireEither(request);
      const { state = "open", asset, alarm, limit, after } = request.query;
      const sees = seesOf(request);
      const { tickets, total } = desk.list(
        (ticket) =>
          (state === "all" || (state === "open" ? !isOver(ticket.state) : ticket.state === state)) &&
          (asset === undefined || ticket.asset === asset) &&
          (alarm === undefined || ticket.alarm?.id === alarm) &&
          sees(ticket),
        { limit, after },
      );
      return { tickets, total, next: after + limit < total ? String(after + limit) : null };
    },
  );

  app.post<{ Body: Static<typeof OPENING> }>(
    "/tickets",
    route("tickets.read", "openTicket", "Report a fault; of an alarm's occurrence there is one ticket, however often", {
      body: OPENING,
      response: { 201: TICKET, 200: TICKET },
    }),
    async (request, reply) => {
      const { ticket, fresh } = await desk.open(byOf(request), wishIn(request, request.body));
      return reply
        .code(fresh ? 201 : 200)
        .header("location", `/api/v1/tickets/${ticket.id}`)
        .send(ticket);
    },
  );

  app.get<{ Querystring: Static<typeof MONTH> }>(
    "/tickets/figures",
    route("tickets.read", "ticketFigures", "What a month of repairs came to, and the healthy rate of each class", {
      querystring: MONTH,
      response: { 200: MONTHLY },
    }),
    async (request) => {
      const figures = desk.figures(request.query.month, placesOf(request));
      if (figures === null) throw noMonth();
      return figures;
    },
  );

  app.get<{ Querystring: Static<typeof MONTH> }>(
    "/tickets/table",
    route("tickets.read", "ticketTable", "The fault register of a month as CSV that spreadsheets open right", {
      querystring: MONTH,
    }),
    async (request, reply) => {
      const { month } = request.query;
      const table = desk.table(month, seesOf(request), request.language);
      if (table === null) throw noMonth();
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="repairs-${month}.csv"`)
        .send(table);
    },
  );

  app.get<Params>(
    "/tickets/:id",
    route("signed-in", "readTicket", "One repair with its steps", { params: ID_PARAMS, response: { 200: TICKET } }),
    async (request) => ticketIn(request),
  );

  app.post<Params & { Body: Static<typeof TICKET_STEP> }>(
    "/tickets/:id/steps",
    route("signed-in", "moveTicket", "Do something with a repair, in place of the version that was looked at", {
      params: ID_PARAMS,
      body: TICKET_STEP,
      response: { 200: TICKET },
    }),
    async (request) => {
      const { id } = ticketIn(request);
      const { act, version, comment, contractor, duplicateOf, register, signature } = request.body;
      requirePermission(principalOf(request), REPAIR_ACTS.has(act) ? "tickets.work" : "tickets.write");
      if (act === "hand" && typeof contractor === "string") {
        const known = accounts.accounts().find((account) => account.id === contractor);
        const endMs = parseTime(known?.until) ?? Number.POSITIVE_INFINITY;
        if (
          known === undefined ||
          known.disabled ||
          endMs <= clock.now() ||
          !known.permissions.includes("tickets.work")
        )
          throw fieldProblem("/contractor", (language) => repairText(language, "noContractor", { id: contractor }));
      }
      return await desk.act(byOf(request), id, version, {
        act,
        comment: emptyAsNull(comment),
        contractor: contractor ?? null,
        duplicateOf: emptyAsNull(duplicateOf),
        register: register ?? {},
        signature: emptyAsNull(signature),
      });
    },
  );

  app.get<{ Params: Static<typeof PHOTO_PARAMS> }>(
    "/tickets/:id/photos/:sha256",
    route("signed-in", "readPhoto", "A photo of the fault, without what the camera wrote into it", {
      params: PHOTO_PARAMS,
    }),
    async (request, reply) => {
      const { id } = ticketIn(request);
      const photo = await desk.photo(id, request.params.sha256);
      if (photo === null) throw noSuch("photo", request.params.sha256.slice(0, 12));
      // A stranger's bytes: shown by our page as a picture, never as a page of their own.
      return reply
        .type(photo.type)
        .headers({
          "content-security-policy": "default-src 'none'; sandbox",
          "content-disposition": "attachment",
          "cache-control": "private, max-age=3600",
        })
        .send(photo.bytes);
    },
  );
}

/** Whoever sees repairs, or works on some. */
function requireEither(request: FastifyRequest): void {
  const principal = principalOf(request);
  if (!principal.permissions.has("tickets.work")) requirePermission(principal, "tickets.read");
}

function emptyAsNull(given: string | null | undefined): string | null {
  const text = given?.trim() ?? "";
  return text === "" ? null : text;
}

function noMonth(): Problem {
  return fieldProblem("/month", (language) => repairText(language, "month"));
}
