// The roster (值班表) and its calendar: shifts by version, swaps, turns of a time, hours without anybody, holidays.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Static, Type } from "../../contract/schema.ts";
import { fieldProblem, timeIn } from "../../kit/http/validation.ts";
import { noSuch } from "../context.ts";
import type { DutyDesk } from "../duty-desk.ts";
import { CALENDAR, GAPS, OWN_DAYS_BODY, ROSTER, ROSTER_BODY, SWAP_BODY, TURNS, YEAR_BODY } from "../duty-schemas.ts";
import { dutyText } from "../duty-texts.ts";
import { byOf, readsNames, refusal, route, versionIn } from "./duty-context.ts";

const IF_MATCH = Type.Object({ "if-match": Type.Optional(Type.String({ maxLength: 100 })) });
const LONGEST_MS = 62 * 86_400_000;
const WHEN = Type.String({ maxLength: 40, format: "time-in", minLength: 1 });
const RANGE = Type.Object(
  { from: WHEN, to: WHEN, post: Type.Optional(Type.String({ maxLength: 64 })) },
  { additionalProperties: false },
);
const YEAR = Type.Object(
  { year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2099 })) },
  { additionalProperties: false },
);
const SWAP_PARAMS = Type.Object({
  shift: Type.String({ minLength: 1, maxLength: 64 }),
  day: Type.String({ minLength: 1, maxLength: 10 }),
});

type Versioned = { Headers: Static<typeof IF_MATCH> };

/** GET and PUT /duty/roster; POST and DELETE /duty/swaps; GET /duty/turns, /duty/gaps; /duty/calendar. */
export function rosterRoutes(app: FastifyInstance, desk: DutyDesk): void {
  const send = (request: FastifyRequest, reply: FastifyReply) => {
    const roster = desk.roster(readsNames(request));
    return reply.header("etag", `"${roster.version}"`).send(roster);
  };

  app.get(
    "/duty/roster",
    route("alarms.read", "readRoster", "Shifts with their rotation, and swaps; `ETag` is the version", {
      response: { 200: ROSTER },
    }),
    async (request, reply) => send(request, reply),
  );

  app.put<Versioned & { Body: Static<typeof ROSTER_BODY> }>(
    "/duty/roster",
    route("people.write", "writeRoster", "All shifts in place of the version in `If-Match`; swaps of theirs stay", {
      headers: IF_MATCH,
      body: ROSTER_BODY,
      response: { 200: ROSTER },
    }),
    async (request, reply) => {
      const version = versionIn(request.headers["if-match"]);
      const refused = await desk.putRoster(byOf(request), version, request.body.shifts);
      if (refused !== null) throw refusal(refused);
      return send(request, reply);
    },
  );

  app.post<{ Body: Static<typeof SWAP_BODY> }>(
    "/duty/swaps",
    route("people.write", "swapTurn", "Others than the rotation says hold one shift of one day", {
      body: SWAP_BODY,
      response: { 201: ROSTER },
    }),
    async (request, reply) => {
      const { comment, ...swap } = request.body;
      const words = (comment ?? "").trim();
      const refused = await desk.swap(byOf(request), { ...swap, comment: words === "" ? null : words });
      if (refused !== null) throw refusal(refused);
      return send(request, reply.code(201));
    },
  );

  app.delete<{ Params: Static<typeof SWAP_PARAMS> }>(
    "/duty/swaps/:shift/:day",
    route("people.write", "unswapTurn", "The rotation holds again", { params: SWAP_PARAMS, response: { 200: ROSTER } }),
    async (request, reply) => {
      const { shift, day } = request.params;
      if (!(await desk.removeSwap(byOf(request), shift, day))) throw noSuch("swap", `${shift} ${day}`);
      return send(request, reply);
    },
  );

  app.get<{ Querystring: Static<typeof RANGE> }>(
    "/duty/turns",
    route("alarms.read", "listTurns", "Whose turn it is when, with what each day is; at most 62 days", {
      querystring: RANGE,
      response: { 200: TURNS },
    }),
    async (request) => {
      const { from, to, post = "" } = request.query;
      const [fromMs, toMs] = [timeIn(from) ?? 0, timeIn(to) ?? 0];
      if (toMs <= fromMs || toMs - fromMs > LONGEST_MS)
        throw fieldProblem("/to", (language) => dutyText(language, "range"));
      return desk.turns(fromMs, toMs, post === "" ? null : post, readsNames(request));
    },
  );

  app.get(
    "/duty/gaps",
    route("alarms.read", "listGaps", "Hours of the next 14 days that nobody has, and what is wrong with the roster", {
      response: { 200: GAPS },
    }),
    async () => desk.gaps(),
  );

  app.get<{ Querystring: Static<typeof YEAR> }>(
    "/duty/calendar",
    route("alarms.read", "readCalendar", "Holidays of a year, and the school's own days", {
      querystring: YEAR,
      response: { 200: CALENDAR },
    }),
    async (request) => desk.calendar(request.query.year ?? null),
  );

  app.post<{ Body: Static<typeof YEAR_BODY> }>(
    "/duty/calendar",
    route("people.write", "importCalendar", "Enter a year as the notice says it; an earlier import is replaced", {
      body: YEAR_BODY,
      response: { 201: CALENDAR },
    }),
    async (request, reply) => {
      const refused = await desk.importYear(byOf(request), request.body);
      if (refused !== null) throw refusal(refused);
      return reply.code(201).send(desk.calendar(request.body.year));
    },
  );

  app.put<Versioned & { Body: Static<typeof OWN_DAYS_BODY> }>(
    "/duty/calendar/own",
    route("people.write", "writeOwnDays", "The school's own days, in place of the version in `If-Match`", {
      headers: IF_MATCH,
      body: OWN_DAYS_BODY,
      response: { 200: CALENDAR },
    }),
    async (request) => {
      const refused = await desk.putOwnDays(byOf(request), versionIn(request.headers["if-match"]), request.body);
      if (refused !== null) throw refusal(refused);
      return desk.calendar(null);
    },
  );
}
