// What comes after an alarm: what it was found to be (处置), its story, figures over a time, and what could be changed in a noisy rule.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { PastRaise } from "../../contract/alarm-past.ts";
import { type Static, Type } from "../../contract/schema.ts";
import { VERDICTS, type Verdict } from "../../contract/story.ts";
import { principalOf } from "../../kit/http/access.ts";
import { fieldProblem, timeIn } from "../../kit/http/validation.ts";
import type { AfterwardsDesk } from "../afterwards-desk.ts";
import { ALARM_FIGURES, HANDLING, STORY, TUNING } from "../afterwards-schemas.ts";
import { answered, goneSignal } from "../asker.ts";
import { type Context, noSuch, outOfScope, remoteOf, sightOf } from "../context.ts";
import { repairText } from "../repair-texts.ts";
import { ID_PARAMS } from "../schemas.ts";
import { text } from "../texts.ts";
import { seesAlarm } from "../visibility.ts";

const tags = ["alarms"];
const MONTH_MS = 30 * 86_400_000;
const LONGEST_MS = 400 * 86_400_000;
const NUMBER = Type.Optional(Type.Integer({ minimum: 1, description: "Default: the newest" }));
const OCCURRENCE = Type.Object({ occurrence: NUMBER }, { additionalProperties: false });
const FINDING = Type.Object(
  {
    occurrence: Type.Integer({ minimum: 1, description: "The occurrence that was looked at" }),
    verdict: Type.Unsafe<Verdict>({ type: "string", enum: [...VERDICTS] }),
    comment: Type.Optional(Type.Unsafe<string | null>({ type: ["string", "null"], maxLength: 256 })),
    ticket: Type.Optional(Type.Unsafe<string | null>({ type: ["string", "null"], maxLength: 32 })),
  },
  { additionalProperties: false },
);
const MOMENT = Type.String({ maxLength: 40, format: "time-in", description: "RFC 3339 or epoch milliseconds" });
const RANGE = Type.Object(
  {
    from: Type.Optional(MOMENT),
    to: Type.Optional(MOMENT),
    month: Type.Optional(Type.String({ maxLength: 7, description: "YYYY-MM on campus, in place of from and to" })),
  },
  { additionalProperties: false },
);

type Params = { Params: Static<typeof ID_PARAMS> };

/** GET and POST /alarms/ID/handling, GET /alarms/ID/story, /alarms/figures, /alarms/rules/ID/tuning. */
export function afterwardsRoutes(app: FastifyInstance, context: Context, desk: AfterwardsDesk): void {
  const { alarms, repair, clock, configDesk } = context.parts;

  /** One raise that the asker may see. */
  async function raiseIn(
    request: FastifyRequest<Params>,
    reply: FastifyReply,
    occurrence: number | null,
  ): Promise<PastRaise> {
    const { id } = request.params;
    const sight = sightOf(context, request);
    const now = alarms.get(id);
    if (now !== null && !seesAlarm(sight, now)) throw outOfScope(id);
    const { raise } = answered(await desk.find(id, occurrence, goneSignal(reply)));
    if (raise === null) throw noSuch("alarm", occurrence === null ? id : `${id} #${occurrence}`);
    if (!seesAlarm(sight, raise)) throw outOfScope(id);
    return raise;
  }

  function rangeOf({ from, to, month }: Static<typeof RANGE>): { fromMs: number; toMs: number } {
    if (month !== undefined) {
      const range = desk.monthRange(month);
      if (range === null) throw fieldProblem("/month", (language) => repairText(language, "month"));
      return { fromMs: range.fromMs, toMs: Math.min(range.toMs, Math.max(clock.now(), range.fromMs)) };
    }
    const toMs = to === undefined || to === "" ? clock.now() : (timeIn(to) ?? 0);
    const fromMs = from === undefined || from === "" ? toMs - MONTH_MS : (timeIn(from) ?? 0);
    if (toMs < fromMs) throw fieldProblem("/to", (language) => text(language, "order"));
    return { fromMs: Math.max(fromMs, toMs - LONGEST_MS), toMs };
  }

  app.get<Params & { Querystring: Static<typeof OCCURRENCE> }>(
    "/alarms/:id/handling",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "readHandling",
        summary: "What an occurrence was found to be; null: nobody has said",
        params: ID_PARAMS,
        querystring: OCCURRENCE,
        response: { 200: Type.Object({ handling: Type.Union([HANDLING, Type.Null()]) }) },
      },
    },
    async (request, reply) => {
      const { alarm, occurrence } = await raiseIn(request, reply, request.query.occurrence ?? null);
      return { handling: desk.handling(alarm, occurrence) };
    },
  );

  app.post<Params & { Body: Static<typeof FINDING> }>(
    "/alarms/:id/handling",
    {
      config: { access: "alarms.ack" },
      schema: {
        tags,
        operationId: "handleAlarm",
        summary: "Say what an occurrence was: real, false or a test; said again, it corrects what was said before",
        params: ID_PARAMS,
        body: FINDING,
        response: { 200: HANDLING },
      },
    },
    async (request, reply) => {
      const { occurrence, verdict } = request.body;
      const [comment, ticket] = [emptyAsNull(request.body.comment), emptyAsNull(request.body.ticket)];
      const raise = await raiseIn(request, reply, occurrence);
      if (ticket !== null && repair.tickets.get(ticket) === null) throw noSuch("ticket", ticket);
      const by = { account: principalOf(request).account, remote: remoteOf(request) };
      return await desk.handle(by, raise, { verdict, comment, ticket });
    },
  );

  app.get<Params & { Querystring: Static<typeof OCCURRENCE> }>(
    "/alarms/:id/story",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "readStory",
        summary: "Everything that happened around one occurrence, each step once; persons are ids",
        params: ID_PARAMS,
        querystring: OCCURRENCE,
        response: { 200: STORY },
      },
    },
    async (request, reply) => {
      const raise = await raiseIn(request, reply, request.query.occurrence ?? null);
      const withTickets = principalOf(request).permissions.has("tickets.read");
      const story = answered(await desk.story(raise, withTickets, goneSignal(reply)));
      const sight = sightOf(context, request);
      if (sight.devices === null) return story;
      // A digest names alarms of other places, too.
      const sees = ({ id }: { readonly id: string }) => {
        const one = id === raise.alarm ? raise : alarms.get(id);
        return one !== null && seesAlarm(sight, one);
      };
      const steps = story.steps.map((step) =>
        step.is === "told"
          ? { ...step, delivery: { ...step.delivery, alarms: step.delivery.alarms.filter(sees) } }
          : step,
      );
      return { ...story, steps };
    },
  );

  app.get<{ Querystring: Static<typeof RANGE> }>(
    "/alarms/figures",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "readAlarmFigures",
        summary:
          "How many alarms, how soon people looked, what they were, and which rules make the noise; default: 30 days",
        querystring: RANGE,
        response: { 200: ALARM_FIGURES },
      },
    },
    async (request, reply) => {
      const { devices: visible } = sightOf(context, request);
      return answered(await desk.figures({ ...rangeOf(request.query), visible }, goneSignal(reply)));
    },
  );

  app.get<Params & { Querystring: Static<typeof RANGE> }>(
    "/alarms/rules/:id/tuning",
    {
      config: { access: "alarms.read" },
      schema: {
        tags,
        operationId: "tuneAlarmRule",
        summary: "What could be changed in a rule, and how often it would have been raised then; nothing is changed",
        params: ID_PARAMS,
        querystring: RANGE,
        response: { 200: TUNING },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const sight = sightOf(context, request);
      const owners = new Map(alarms.desk.owners());
      const ofRule = (device: string | null) => ({ device });
      const rule = alarms.desk.rules().find((one) => one.id === id);
      const known = new Set(rule?.alarms.map((alarm) => owners.get(alarm) ?? null));
      if (rule === undefined || ![...known].some((device) => seesAlarm(sight, ofRule(device))))
        throw noSuch("rule", id);
      const range = rangeOf(request.query);
      const signal = goneSignal(reply);
      // Only where the rule holds now: as one of campus.yaml it might reach further than as one that comes with a model.
      const sees = (alarm: { readonly device: string | null }) => known.has(alarm.device) && seesAlarm(sight, alarm);
      const trial = (item: Readonly<Record<string, unknown>>) =>
        alarms.desk.preview({ rule: configDesk.rule(item), ...range, sees }, signal);
      return answered(await desk.tuning({ rule, ...range, visible: sight.devices, trial }, signal));
    },
  );
}

function emptyAsNull(given: string | null | undefined): string | null {
  const said = given?.trim() ?? "";
  return said === "" ? null : said;
}
