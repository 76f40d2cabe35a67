// The forms of what is told about alarms beside the alarms themselves (contract/alarm-desk.ts).
import { Type } from "../contract/schema.ts";
import { TIME, TIME_OR_NULL } from "./schemas.ts";

const TEXT_OR_NULL = Type.Union([Type.String(), Type.Null()]);
const VALUE = Type.Union([Type.Number(), Type.Boolean(), Type.String(), Type.Null()]);
const TEXTS = Type.Record(Type.String(), Type.String(), { description: "By language" });
const TEXTS_OR_NULL = Type.Union([TEXTS, Type.Null()]);
const COUNT = Type.Integer();

export const RULES = Type.Object({
  rules: Type.Array(
    Type.Object({
      id: Type.String(),
      origin: Type.String({ description: "campus: campus.yaml; profile: comes with it; gateway: its own" }),
      profile: TEXT_OR_NULL,
      device: TEXT_OR_NULL,
      place: TEXT_OR_NULL,
      point: TEXT_OR_NULL,
      condition: Type.Object({
        is: Type.String({ description: "above, below, equals, noData, badFor or offline" }),
        limit: Type.Optional(VALUE),
        for: Type.Optional(Type.String()),
      }),
      deadband: Type.Number(),
      onDelay: Type.String(),
      offDelay: Type.String(),
      severity: Type.String(),
      latched: Type.Boolean(),
      text: TEXTS,
      consequence: TEXTS_OR_NULL,
      action: TEXTS_OR_NULL,
      respondWithin: TEXT_OR_NULL,
      alarms: Type.Array(Type.String(), { description: "Ids of the alarms that it makes" }),
    }),
  ),
});

export const DESK = Type.Object({
  groups: Type.Array(
    Type.Object({
      root: Type.Object({ kind: Type.String(), id: Type.String(), alarm: TEXT_OR_NULL }),
      severity: Type.String(),
      since: TIME,
      alarms: Type.Array(Type.String()),
    }),
    { description: "Open alarms by cause, worst first" },
  ),
  flood: Type.Union([Type.Object({ since: TIME, raised: COUNT }), Type.Null()], {
    description: "Ten or more within ten minutes, until fewer than five",
  }),
  chattering: Type.Array(Type.Object({ alarm: Type.String(), since: TIME, changes: COUNT }), {
    description: "Three or more changes within a minute",
  }),
  load: Type.Object({
    lastHour: COUNT,
    last10Minutes: COUNT,
    floodShare: Type.Number({ description: "Of the last 24 hours, 0 to 1" }),
    standing: Type.Array(Type.String(), { description: "Active for more than 24 hours" }),
  }),
});

export const ALARM_HISTORY = Type.Object({
  occurrences: Type.Array(
    Type.Object({
      alarm: Type.String(),
      rule: Type.String(),
      device: TEXT_OR_NULL,
      point: TEXT_OR_NULL,
      occurrence: COUNT,
      severity: Type.String(),
      raisedAt: TIME,
      clearedAt: TIME_OR_NULL,
      acknowledgedAt: TIME_OR_NULL,
      acknowledgedBy: TEXT_OR_NULL,
      value: VALUE,
      limit: VALUE,
      unit: TEXT_OR_NULL,
      seq: Type.Union([COUNT, Type.Null()], { description: "Of its alarm.raised; null: of an earlier journal" }),
    }),
  ),
  next: TEXT_OR_NULL,
  figures: Type.Object({
    raised: COUNT,
    perDay: Type.Array(Type.Object({ at: TIME, raised: COUNT }), { description: "Days of the campus; none without" }),
    noisiest: Type.Array(
      Type.Object({ rule: Type.String(), device: TEXT_OR_NULL, point: TEXT_OR_NULL, raised: COUNT }),
    ),
  }),
});

export const PREVIEW = Type.Object({
  occurrences: Type.Array(
    Type.Object({
      device: Type.String(),
      point: Type.String(),
      raisedAt: TIME,
      clearedAt: TIME_OR_NULL,
      value: VALUE,
    }),
    { description: "Newest first, at most 1000" },
  ),
  raised: COUNT,
  complete: Type.Boolean({ description: "False: part of the range is no longer kept, or it took too long" }),
  presentlyRaised: COUNT,
});

export const MAINTENANCE = Type.Object({
  id: Type.String(),
  scope: Type.Object({}, { additionalProperties: true, description: "device or place with its id, or campus: true" }),
  from: TIME,
  to: TIME,
  comment: TEXT_OR_NULL,
  by: Type.String(),
});
