// The forms of what comes after alarms (contract/story.ts, alarm-figures.ts, sheets.ts), for the documentation of the interface.
import { Type } from "../contract/schema.ts";
import { TIME, TIME_OR_NULL } from "./schemas.ts";

const TEXT_OR_NULL = Type.Union([Type.String(), Type.Null()]);
const NUMBER_OR_TEXT = Type.Union([Type.Number(), Type.String()]);
const TEXTS = Type.Record(Type.String(), Type.String(), { description: "By language" });
const COUNT = Type.Integer();
const OPEN = (description: string) => Type.Object({}, { additionalProperties: true, description });

const VERSION = {
  verdict: Type.String({ description: "real, false or test" }),
  comment: TEXT_OR_NULL,
  ticket: TEXT_OR_NULL,
  by: Type.String(),
  at: TIME,
};
export const HANDLING = Type.Object({
  alarm: Type.String(),
  occurrence: COUNT,
  version: COUNT,
  ...VERSION,
  earlier: Type.Array(Type.Object(VERSION), { description: "What was said before, newest first" }),
});
const HANDLING_OR_NULL = Type.Union([HANDLING, Type.Null()]);

export const STORY = Type.Object({
  alarm: Type.String(),
  occurrence: COUNT,
  rule: Type.String(),
  device: TEXT_OR_NULL,
  point: TEXT_OR_NULL,
  severity: Type.String(),
  text: TEXTS,
  raisedAt: TIME,
  clearedAt: TIME_OR_NULL,
  handling: HANDLING_OR_NULL,
  steps: Type.Array(
    Type.Object(
      {
        at: TIME,
        is: Type.String({
          description:
            "reading, raised, told, acknowledged, escalated, shelved, unshelved, reset, cleared, handled or ticket",
        }),
      },
      { additionalProperties: true },
    ),
    { description: "In order, each once" },
  ),
  complete: Type.Boolean({ description: "False: part of it is no longer kept" }),
});

const SPREAD = Type.Union([Type.Object({ medianMs: Type.Number(), p90Ms: Type.Number() }), Type.Null()]);

export const ALARM_FIGURES = Type.Object({
  from: TIME,
  to: TIME,
  raised: COUNT,
  quiet: Type.Integer({ description: "In maintenance, shelved or explained by their cause; counted nowhere else" }),
  tests: COUNT,
  bySeverity: Type.Array(
    Type.Object({
      severity: Type.String(),
      raised: COUNT,
      acknowledged: COUNT,
      due: Type.Integer({ description: "Somebody had to acknowledge" }),
      inTime: COUNT,
      handled: COUNT,
      toAcknowledge: SPREAD,
      toHandle: SPREAD,
      toClear: SPREAD,
    }),
  ),
  byVerdict: Type.Object({ real: COUNT, false: COUNT, test: COUNT, none: COUNT }),
  perDay: Type.Array(Type.Object({ at: TIME, raised: COUNT })),
  noisiest: Type.Array(
    Type.Object({
      rule: Type.String(),
      severity: Type.String(),
      raised: COUNT,
      share: Type.Union([Type.Number(), Type.Null()]),
      real: COUNT,
      false: COUNT,
      falseShare: Type.Union([Type.Number(), Type.Null()]),
      brief: Type.Integer({ description: "Over within a minute" }),
      chatter: Type.Integer({ description: "Raised again within a minute" }),
      alarms: Type.Array(Type.String()),
    }),
  ),
});

export const TUNING = Type.Object({
  rule: Type.String(),
  from: TIME,
  to: TIME,
  raised: COUNT,
  real: COUNT,
  complete: Type.Boolean(),
  proposals: Type.Array(
    Type.Object({
      field: Type.String(),
      from: NUMBER_OR_TEXT,
      to: NUMBER_OR_TEXT,
      raised: COUNT,
      realKept: COUNT,
    }),
    { description: "Best first; one for each field" },
  ),
  device: TEXT_OR_NULL,
});

const SHEET_ALARM = Type.Object({
  alarm: Type.String(),
  occurrence: COUNT,
  device: TEXT_OR_NULL,
  severity: Type.String(),
  text: TEXTS,
  raisedAt: TIME,
  clearedAt: TIME_OR_NULL,
  acknowledgedAt: TIME_OR_NULL,
  acknowledgedBy: TEXT_OR_NULL,
  verdict: TEXT_OR_NULL,
});
const DUTY = Type.Union([
  Type.Object({
    turns: Type.Array(
      Type.Object({
        post: Type.String(),
        person: TEXT_OR_NULL,
        from: TIME,
        to: TIME,
        awaited: Type.Boolean({ description: "False: nobody has to sign on at the post" }),
        signedOnAt: TIME_OR_NULL,
      }),
    ),
    dueMs: Type.Number(),
    uncoveredMs: Type.Number(),
    shifts: COUNT,
    missed: COUNT,
    spotChecks: Type.Object({ asked: COUNT, answered: COUNT }),
  }),
  Type.Null(),
]);

const SPAN = {
  from: TIME,
  to: TIME,
  complete: Type.Boolean({ description: "False: it is not over yet" }),
  recordsFrom: Type.Union([TIME, Type.Null()], {
    description:
      "Records begin only then, and nothing is reckoned of the time before; null: there are some of all of it",
  }),
};

export const DAY_SHEET = Type.Object({
  day: Type.String(),
  part: Type.String(),
  ...SPAN,
  lines: Type.Array(Type.String(), { description: "Alarms, duty, devices" }),
  alarms: Type.Array(SHEET_ALARM),
  duty: DUTY,
  devices: Type.Object({ all: COUNT, normal: COUNT, troubled: Type.Array(Type.String()) }),
  standing: Type.Array(SHEET_ALARM),
  tickets: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), openedAt: TIME })),
});

export const MONTH_SHEET = Type.Object({
  month: Type.String(),
  ...SPAN,
  figures: ALARM_FIGURES,
  duty: DUTY,
  roads: Type.Array(
    Type.Object({ road: Type.String(), name: Type.String(), accepted: COUNT, failed: COUNT, unknown: COUNT }),
  ),
  availability: Type.Object({
    share: Type.Number(),
    away: Type.Array(Type.Object({ device: Type.String(), awayMs: Type.Number(), times: COUNT })),
  }),
  tickets: Type.Union([OPEN("As /tickets/figures"), Type.Null()]),
});
