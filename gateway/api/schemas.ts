// The forms of answers and shared parameters, for the browsable documentation and for types. Bodies of requests lie with their routes.
import { ID_PATTERN } from "../contract/ids.ts";
import { Type } from "../contract/schema.ts";
import { PERMISSIONS } from "../kit/accounts/accounts.ts";

export const TIME = Type.String({ description: "RFC 3339, UTC, three decimals, Z" });
export const TIME_OR_NULL = Type.Union([TIME, Type.Null()]);
/** A time that somebody tells in a body (contract §1). */
export const TIME_IN_BODY = Type.Unsafe<string | number>({
  type: ["string", "integer"],
  maxLength: 40,
  format: "time-in",
  minimum: 0,
  maximum: 253_402_300_799_999,
  description: "RFC 3339 or epoch milliseconds",
});
export const ID = Type.String({ pattern: ID_PATTERN });
export const ID_PARAMS = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });
/** A list, in the form whose error names the possible values. */
export const PERMISSION_LIST = Type.Unsafe<(typeof PERMISSIONS)[number][]>({
  type: "array",
  minItems: 1,
  maxItems: 50,
  uniqueItems: true,
  items: { type: "string", enum: [...PERMISSIONS] },
});

export const PROBLEM = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    remedy: Type.String(),
    instance: Type.String(),
    errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
  },
  { description: "RFC 9457; `code` is stable, texts follow Accept-Language" },
);

export const SESSION = Type.Object({
  account: Type.Object({ id: ID, roles: Type.Array(Type.String()), permissions: Type.Array(Type.String()) }),
  csrf: Type.Union([Type.String(), Type.Null()]),
  expiresAt: TIME_OR_NULL,
});

export const SCOPE = Type.Union([
  Type.Object({ places: Type.Array(ID), devices: Type.Array(ID) }, { additionalProperties: false }),
  Type.Null(),
]);

export const ACCOUNT = Type.Object({
  id: ID,
  roles: Type.Array(Type.String()),
  permissions: Type.Array(Type.String()),
  scope: SCOPE,
  disabled: Type.Boolean(),
  createdAt: TIME,
  until: Type.Union([TIME, Type.Null()], { description: "From then on it may not sign in; null: no end" }),
});

export const TOKEN = Type.Object({
  id: Type.String(),
  name: Type.String(),
  account: ID,
  permissions: Type.Array(Type.String()),
  createdAt: TIME,
  expiresAt: TIME_OR_NULL,
  lastUsedAt: TIME_OR_NULL,
});

const ANY_OBJECT = Type.Object({}, { additionalProperties: true });
const NUMBER_OR_NULL = Type.Union([Type.Integer(), Type.Null()]);
const TEXT_OR_NULL = Type.Union([Type.String(), Type.Null()]);

export const ENTRY = Type.Object({
  epoch: Type.String(),
  seq: Type.Integer(),
  kind: Type.String(),
  type: TEXT_OR_NULL,
  device: TEXT_OR_NULL,
  measuredAt: TIME,
  receivedAt: TIME,
  clock: Type.String(),
  late: Type.Boolean(),
  deviceSeq: NUMBER_OR_NULL,
  eid: TEXT_OR_NULL,
  cause: NUMBER_OR_NULL,
  body: ANY_OBJECT,
});

export const GAP = Type.Object({ from: Type.Integer(), to: Type.Integer(), kinds: Type.Array(Type.String()) });

export const ENTRIES = Type.Object({
  epoch: Type.String(),
  head: Type.Integer(),
  entries: Type.Array(ENTRY),
  next: Type.Integer(),
  more: Type.Boolean(),
  gap: Type.Union([GAP, Type.Null()]),
});

export const LATEST = Type.Object({
  epoch: Type.String(),
  seq: Type.Integer(),
  at: TIME,
  points: Type.Array(
    Type.Object({
      device: ID,
      point: ID,
      value: Type.Union([Type.Number(), Type.Boolean(), Type.String(), Type.Null()]),
      unit: Type.String(),
      quality: Type.String(),
      reason: Type.Optional(Type.String()),
      stale: Type.Boolean(),
      staleAfter: Type.String(),
      measuredAt: TIME_OR_NULL,
      receivedAt: TIME_OR_NULL,
      seq: NUMBER_OR_NULL,
      lastGood: Type.Union([
        Type.Object({ value: Type.Union([Type.Number(), Type.Boolean(), Type.String()]), measuredAt: TIME }),
        Type.Null(),
      ]),
    }),
  ),
});

const NUMBER_OR_NONE = Type.Union([Type.Number(), Type.Null()]);
export const HISTORY = Type.Object({
  device: ID,
  point: ID,
  unit: Type.String(),
  step: Type.Optional(Type.String()),
  complete: Type.Boolean({ description: "False: part of the range is no longer kept" }),
  next: Type.Union([Type.String(), Type.Null()], { description: "The next `after`; null: this was all" }),
  buckets: Type.Optional(
    Type.Array(
      Type.Object({
        at: TIME,
        count: Type.Integer(),
        min: NUMBER_OR_NONE,
        max: NUMBER_OR_NONE,
        sum: Type.Number(),
        mean: NUMBER_OR_NONE,
        last: NUMBER_OR_NONE,
        uncertain: Type.Integer(),
        bad: Type.Integer(),
      }),
      { description: "With `step`; figures over good and uncertain values, booleans as 1 and 0" },
    ),
  ),
  readings: Type.Optional(
    Type.Array(
      Type.Object({
        at: TIME,
        value: Type.Union([Type.Number(), Type.Boolean(), Type.String(), Type.Null()]),
        quality: Type.String(),
      }),
      { description: "Without `step`" },
    ),
  ),
});

export const DEVICE = Type.Object({
  id: ID,
  name: Type.String(),
  place: TEXT_OR_NULL,
  driver: Type.String(),
  profile: Type.String(),
  enabled: Type.Boolean(),
  connected: Type.Union([Type.Boolean(), Type.Null()]),
  online: Type.Union([Type.Boolean(), Type.Null()], { description: "By its last state; null: never heard of" }),
  since: Type.Union([TIME, Type.Null()], { description: "From when `online` holds" }),
  reason: Type.Union([Type.String(), Type.Null()], { description: "Why it is not online" }),
  points: Type.Record(Type.String(), Type.Object({ name: Type.Optional(Type.String()), unit: Type.String() }), {
    description: "Points of the profile and of the configuration; `name` as configured",
  }),
  connection: Type.Optional(
    Type.Union([ANY_OBJECT, Type.Null()], { description: "How it is reached; only with the right config.read" }),
  ),
  every: Type.Union([Type.String(), Type.Null()], { description: "How often it is asked; null: it sends to us" }),
  staleAfter: Type.String(),
  report: Type.Union([Type.Object({ onChange: Type.Boolean(), atLeast: Type.String() }), Type.Null()]),
  lastBad: Type.Union(
    [Type.Object({ at: TIME, code: Type.String(), message: Type.String(), raw: Type.String() }), Type.Null()],
    { description: "The newest answer or message that was not all believed, since the start" },
  ),
  polling: Type.Union(
    [
      Type.Object({
        state: Type.String(),
        since: TIME,
        lastPoll: TIME_OR_NULL,
        lastError: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
        raw: Type.Union([Type.String(), Type.Null()]),
        lastBad: Type.Union(
          [Type.Object({ at: TIME, code: Type.String(), message: Type.String(), raw: Type.String() }), Type.Null()],
          { description: "The newest answer that was not all believed, also when better ones followed" },
        ),
        skipped: Type.Integer(),
      }),
      Type.Null(),
    ],
    { description: "How a device that we ask answers; null for devices that send to us" },
  ),
});

export const COMMAND = Type.Object({
  id: Type.String(),
  device: ID,
  name: Type.String(),
  args: ANY_OBJECT,
  state: Type.String({ description: "requested, started, done, failed, unknown, refused or expired" }),
  by: ID,
  requestedAt: TIME,
  expiresAt: TIME,
  startedAt: TIME_OR_NULL,
  endedAt: TIME_OR_NULL,
  result: Type.Union([Type.Object({ code: TEXT_OR_NULL, detail: TEXT_OR_NULL, data: ANY_OBJECT }), Type.Null()]),
});

export const ALARM = Type.Object({
  id: Type.String({ description: "rule.device.point" }),
  rule: ID,
  device: TEXT_OR_NULL,
  point: TEXT_OR_NULL,
  occurrence: Type.Integer({ description: "How often it was raised" }),
  severity: Type.String({ description: "critical, high, medium or low" }),
  active: Type.Boolean(),
  acknowledged: Type.Boolean(),
  latched: Type.Boolean({ description: "Stays open until somebody resets it" }),
  suppressed: Type.Boolean(),
  outOfService: Type.Boolean({ description: "Its device is disabled" }),
  shelved: Type.Union([Type.Object({ until: TIME, at: TIME, by: ID, comment: TEXT_OR_NULL }), Type.Null()]),
  raisedAt: TIME_OR_NULL,
  clearedAt: TIME_OR_NULL,
  value: Type.Union([Type.Number(), Type.Boolean(), Type.String(), Type.Null()]),
  limit: Type.Union([Type.Number(), Type.Boolean(), Type.String(), Type.Null()]),
  unit: TEXT_OR_NULL,
  cause: NUMBER_OR_NULL,
  text: Type.Record(Type.String(), Type.String()),
  acknowledgements: Type.Array(Type.Object({ by: ID, at: TIME, comment: TEXT_OR_NULL })),
});

const SETTINGS = { version: Type.Integer(), at: TIME };
export const CONFIGURATION = Type.Object({
  device: ID,
  desired: Type.Union([Type.Object({ ...SETTINGS, hash: Type.String(), config: ANY_OBJECT, by: ID }), Type.Null()]),
  reported: Type.Union([
    Type.Object({ ...SETTINGS, hash: TEXT_OR_NULL, config: Type.Union([ANY_OBJECT, Type.Null()]) }),
    Type.Null(),
  ]),
  inSync: Type.Union([Type.Boolean(), Type.Null()], { description: "Null: nothing is desired" }),
  state: Type.String({
    description:
      "none; pending: the device has not come to the desired version yet; in-sync; drift: it says that version or a later one, and means something else",
  }),
  since: TIME_OR_NULL,
});

export const PLACE = Type.Object({
  id: ID,
  name: Type.String(),
  class: Type.String(),
  key: Type.Boolean(),
  within: TEXT_OR_NULL,
});

export const STATUS = ANY_OBJECT;
export const OK_STATUS = Type.Object({ status: Type.String(), reasons: Type.Optional(Type.Array(Type.String())) });
