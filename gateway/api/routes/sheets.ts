// The sheets for whoever is answerable: 今日平安 in the morning and in the evening, and the month, also as a table.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Static, Type } from "../../contract/schema.ts";
import { DAY_PARTS, type DayPart, type MonthSheet } from "../../contract/sheets.ts";
import { principalOf } from "../../kit/http/access.ts";
import { fieldProblem } from "../../kit/http/validation.ts";
import type { AfterwardsDesk, SheetAsker } from "../afterwards-desk.ts";
import { DAY_SHEET, MONTH_SHEET } from "../afterwards-schemas.ts";
import { answered, goneSignal } from "../asker.ts";
import { type Context, sightOf } from "../context.ts";
import { repairText } from "../repair-texts.ts";
import { text } from "../texts.ts";

const tags = ["sheets"];
const DAY = Type.Object(
  {
    day: Type.String({ maxLength: 10, description: "YYYY-MM-DD on campus" }),
    part: Type.Unsafe<DayPart>({
      type: "string",
      enum: [...DAY_PARTS],
      description: "morning: the night before, 18:00 to 07:00; evening: 07:00 to 18:00",
    }),
  },
  { additionalProperties: false },
);
const MONTH = Type.Object(
  { month: Type.String({ maxLength: 7, description: "YYYY-MM on campus" }) },
  { additionalProperties: false },
);

/** GET /sheets/day, /sheets/month, /sheets/month/table. */
export function sheetRoutes(app: FastifyInstance, context: Context, desk: AfterwardsDesk): void {
  /** Names of persons are for those who may read them; with them the sheet names who was on duty. */
  function askerOf(request: FastifyRequest): SheetAsker {
    const { permissions } = principalOf(request);
    const { devices: visible, places } = sightOf(context, request);
    const [names, tickets] = [permissions.has("people.read"), permissions.has("tickets.read") && places === null];
    return { visible, places, names, tickets, language: request.language };
  }

  const monthOf = async (request: FastifyRequest, reply: FastifyReply, month: string): Promise<MonthSheet> => {
    const sheet = answered(await desk.month(month, askerOf(request), goneSignal(reply)));
    if (sheet === "none") throw fieldProblem("/month", (language) => repairText(language, "month"));
    return sheet;
  };

  app.get<{ Querystring: Static<typeof DAY> }>(
    "/sheets/day",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "readDaySheet",
        summary: "Three lines about a night or a day, and what they rest on",
        querystring: DAY,
        response: { 200: DAY_SHEET },
      },
    },
    async (request, reply) => {
      const { day, part } = request.query;
      const sheet = answered(await desk.day(day, part, askerOf(request), goneSignal(reply)));
      if (sheet === "none") throw fieldProblem("/day", (language) => text(language, "campusDay"));
      return sheet;
    },
  );

  app.get<{ Querystring: Static<typeof MONTH> }>(
    "/sheets/month",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "readMonthSheet",
        summary: "Alarms, duty, roads, devices and repairs of a month",
        querystring: MONTH,
        response: { 200: MONTH_SHEET },
      },
    },
    async (request, reply) => await monthOf(request, reply, request.query.month),
  );

  app.get<{ Querystring: Static<typeof MONTH> }>(
    "/sheets/month/table",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "readMonthTable",
        summary: "The same as CSV that spreadsheets open right",
        querystring: MONTH,
      },
    },
    async (request, reply) => {
      const { month } = request.query;
      const table = desk.monthTable(await monthOf(request, reply, month), request.language);
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="month-${month}.csv"`)
        .send(table);
    },
  );
}
