// What people are told about alarms beside the alarms themselves: rules in force, causes and pace, the past, and what a rule would raise.
import type { FastifyInstance } from "fastify";
import { SEVERITIES, type Severity } from "../../contract/alarms.ts";
import { type Static, Type } from "../../contract/schema.ts";
import { fieldProblem, timeIn } from "../../kit/http/validation.ts";
import { ALARM_HISTORY, DESK, PREVIEW, RULES } from "../alarm-schemas.ts";
import { answered, goneSignal } from "../asker.ts";
import { type Context, sightOf } from "../context.ts";
import { TIME_IN_BODY } from "../schemas.ts";
import { text } from "../texts.ts";
import { seesAlarm } from "../visibility.ts";

const tags = ["alarms"];
const WEEK_MS = 7 * 86_400_000;
const MOMENT = Type.String({ maxLength: 40, format: "time-in", description: "RFC 3339 or epoch milliseconds" });
const several = <const W extends readonly string[]>(words?: W) =>
  Type.Optional(
    Type.Unsafe<string | readonly string[]>({
      type: "array",
      maxItems: 50,
      items: { type: "string", maxLength: 100, ...(words !== undefined && { enum: [...words] }) },
      description: "May repeat",
    }),
  );
const PAST = Type.Object(
  {
    from: Type.Optional(MOMENT),
    to: Type.Optional(MOMENT),
    device: several(),
    rule: several(),
    severity: several(SEVERITIES),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
    before: Type.Optional(Type.String({ pattern: "^[0-9]{1,15}$", description: "`next` of the page before" })),
  },
  { additionalProperties: false },
);
const TRIAL = Type.Object(
  {
    rule: Type.Unsafe<Record<string, unknown>>({
      type: "object",
      additionalProperties: true,
      description: "As in campus.yaml; `id` may be left out",
    }),
    from: Type.Optional(TIME_IN_BODY),
    to: Type.Optional(TIME_IN_BODY),
  },
  { additionalProperties: false },
);

const listOf = (given: string | readonly string[] | undefined): readonly string[] =>
  given === undefined ? [] : typeof given === "string" ? [given] : given;

/** GET /alarms/rules, /alarms/desk, /alarms/history, POST /alarms/rules/preview. */
export function alarmDeskRoutes(app: FastifyInstance, context: Context): void {
  const { alarms, clock, configDesk } = context.parts;

  function rangeOf(
    given: { from?: string | number; to?: string | number },
    usualMs: number,
  ): { fromMs: number; toMs: number } {
    const toMs = given.to === undefined || given.to === "" ? clock.now() : (timeIn(given.to) ?? 0);
    const fromMs = given.from === undefined || given.from === "" ? toMs - usualMs : (timeIn(given.from) ?? 0);
    if (toMs < fromMs) throw fieldProblem("/to", (language) => text(language, "order"));
    return { fromMs, toMs };
  }

  app.get(
    "/alarms/rules",
    {
      config: { access: "alarms.read" },
      schema: { tags, operationId: "listAlarmRules", summary: "The alarm rules in force", response: { 200: RULES } },
    },
    async (request) => {
      const sight = sightOf(context, request);
      const rules = alarms.desk.rules();
      if (sight.devices === null) return { rules };
      const known = new Map(alarms.desk.owners());
      return {
        rules: rules.flatMap((rule) => {
          const seen = rule.alarms.filter((id) => seesAlarm(sight, { device: known.get(id) ?? null }));
          return seen.length === 0 ? [] : [{ ...rule, alarms: seen }];
        }),
      };
    },
  );

  app.get(
    "/alarms/desk",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "readAlarmDesk",
        summary: "Open alarms by cause, and how fast they come",
        response: { 200: DESK },
      },
    },
    async (request) => {
      const sight = sightOf(context, request);
      return alarms.desk.view((alarm) => seesAlarm(sight, alarm), sight.key);
    },
  );

  app.get<{ Querystring: Static<typeof PAST> }>(
    "/alarms/history",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "readAlarmHistory",
        summary:
          "Every time that alarms were raised, newest first, with figures of the whole range; default: the last week",
        querystring: PAST,
        response: { 200: ALARM_HISTORY },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const { devices } = sightOf(context, request);
      const answer = await alarms.desk.history(
        {
          ...rangeOf(query, WEEK_MS),
          visible: devices === null ? null : [...devices],
          devices: listOf(query.device),
          rules: listOf(query.rule),
          severities: listOf(query.severity) as readonly Severity[],
          limit: query.limit,
          before: query.before === undefined ? null : Number(query.before),
        },
        goneSignal(reply),
      );
      return answered(answer);
    },
  );

  app.post<{ Body: Static<typeof TRIAL> }>(
    "/alarms/rules/preview",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "previewAlarmRule",
        summary: "What a rule would have raised, without using it; default: over the last week",
        body: TRIAL,
        response: { 200: PREVIEW },
      },
    },
    async (request, reply) => {
      const sight = sightOf(context, request);
      const rule = configDesk.rule(request.body.rule);
      const sees = (alarm: { readonly device: string | null }) => seesAlarm(sight, alarm);
      const range = rangeOf(request.body, WEEK_MS);
      return answered(await alarms.desk.preview({ rule, ...range, sees }, goneSignal(reply)));
    },
  );
}
