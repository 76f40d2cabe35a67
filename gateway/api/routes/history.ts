// The past of one point (contract §6): its readings, or their figures in steps of time. Read in a thread of its own.
import type { FastifyInstance } from "fastify";
import { type Cursor, cursorOf, type HistoryQuery, MOST_ITEMS, type Refusal } from "../../contract/history.ts";
import { ID_PATTERN } from "../../contract/ids.ts";
import { type Static, Type } from "../../contract/schema.ts";
import { parseDuration } from "../../contract/time.ts";
import { Problem } from "../../kit/http/problem.ts";
import { fieldProblem, timeIn } from "../../kit/http/validation.ts";
import { answered, goneSignal } from "../asker.ts";
import { type Context, noSuch, outOfScope, sightOf } from "../context.ts";
import { HISTORY } from "../schemas.ts";
import { text } from "../texts.ts";

const MINUTE_MS = 60_000;
const LONGEST_STEP_MS = 366 * 86_400_000;
const RETRY_AFTER_S = "1";

const ID_TEXT = Type.String({ pattern: ID_PATTERN });
const MOMENT = { maxLength: 40, format: "time-in" } as const;
const QUERY = Type.Object(
  {
    device: ID_TEXT,
    point: ID_TEXT,
    from: Type.String({ ...MOMENT, minLength: 1, description: "By measuredAt: RFC 3339 or epoch milliseconds" }),
    to: Type.Optional(Type.String({ ...MOMENT, description: "Up to here, without it; absent: now" })),
    step: Type.Optional(
      Type.String({
        maxLength: 20,
        format: "duration",
        description:
          "Multiple of 1min: figures per step. Whole days begin at midnight of the campus, other steps at midnight UTC. Absent: the readings",
      }),
    ),
    limit: Type.Integer({ minimum: 1, maximum: MOST_ITEMS, default: MOST_ITEMS }),
    after: Type.Optional(Type.String({ maxLength: 40, description: "`next` of the answer before" })),
  },
  { additionalProperties: false },
);
type Query = Static<typeof QUERY>;

function stepOf(given: string | undefined): HistoryQuery["step"] {
  if (given === undefined || given === "") return null;
  const ms = parseDuration(given);
  if (ms === null || ms === 0 || ms % MINUTE_MS !== 0 || ms > LONGEST_STEP_MS)
    throw fieldProblem("/step", (language) => text(language, "step"));
  return { ms, text: given };
}

function cursorIn(given: string | undefined): Cursor | null {
  if (given === undefined || given === "") return null;
  const cursor = cursorOf(given);
  if (cursor === null) throw fieldProblem("/after", (language) => text(language, "cursor"));
  return cursor;
}

function refusal(refused: Refusal, { device, point }: Query): Problem {
  const headers = { "retry-after": RETRY_AFTER_S };
  switch (refused) {
    case "unknown-point":
      return fieldProblem("/point", (language) => text(language, "noPoint", { device, point }));
    case "text-point":
      return fieldProblem("/step", (language) => text(language, "textPoint", { point }));
    case "busy":
      return new Problem("slow-down", { headers, detail: (language) => text(language, "historyBusy") });
    case "too-long":
      return new Problem("slow-down", { headers, detail: (language) => text(language, "historyLate") });
  }
}

/** GET /history. */
export function historyRoutes(app: FastifyInstance, context: Context): void {
  const { config, latest, history, clock } = context.parts;

  function queryOf(query: Query): HistoryQuery {
    const { device, point, limit } = query;
    const fromMs = timeIn(query.from) ?? 0;
    const toMs = query.to === undefined || query.to === "" ? clock.now() : (timeIn(query.to) ?? 0);
    if (toMs < fromMs) throw fieldProblem("/to", (language) => text(language, "order"));
    const [now] = latest.list({ devices: new Set([device]), points: new Set([point]) });
    return {
      device,
      point,
      unit: now?.unit ?? null,
      fromMs,
      toMs,
      step: stepOf(query.step),
      timezone: config.current.campus.timezone,
      limit,
      after: cursorIn(query.after),
      heldMs: config.current.devices.get(device)?.report?.atLeastMs ?? 0,
      booleans: typeof (now?.value ?? now?.lastGood?.value) === "boolean",
    };
  }

  app.get<{ Querystring: Query }>(
    "/history",
    {
      config: { access: "latest.read" },
      schema: {
        tags: ["journal"],
        operationId: "readHistory",
        summary: "The past of one point: its readings, or with `step` their figures",
        querystring: QUERY,
        response: { 200: HISTORY },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const { device } = query;
      if (!config.current.devices.has(device)) throw noSuch("device", device);
      if (!sightOf(context, request).seesDevice(device)) throw outOfScope(device);
      const answer = answered(await history.query(queryOf(query), goneSignal(reply)));
      if ("refused" in answer) throw refusal(answer.refused, query);
      return reply.type("application/json; charset=utf-8").send(answer.body);
    },
  );
}
