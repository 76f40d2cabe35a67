// The forms of what is told about telling (contract/notify.ts).
import { ROAD_KINDS } from "../contract/notify.ts";
import { Type } from "../contract/schema.ts";
import { TIME, TIME_OR_NULL } from "./schemas.ts";

const TEXT = Type.String();
const TEXT_OR_NULL = Type.Union([TEXT, Type.Null()]);
const COUNT = Type.Integer();
const NUMBER_OR_NULL = Type.Union([COUNT, Type.Null()]);

export const ROADS = Type.Object({
  configured: Type.Boolean({ description: "false: campus.yaml has no notify" }),
  trouble: Type.Union([Type.Object({ since: TIME, code: TEXT, detail: TEXT }), Type.Null()], {
    description: "Settings that could not come into force; those of before are used until they do",
  }),
  roads: Type.Array(
    Type.Object({
      id: TEXT,
      kind: Type.String({ description: ROAD_KINDS.join(", ") }),
      name: TEXT,
      state: Type.String({ description: "ready, failing, or unproven: nothing was sent since the start" }),
      since: TIME_OR_NULL,
      queued: COUNT,
      lastAcceptedAt: TIME_OR_NULL,
      lastFailure: Type.Union([Type.Object({ at: TIME, code: TEXT, detail: TEXT }), Type.Null()]),
      condition: Type.Object({}, { additionalProperties: true, description: "What the road says of itself" }),
    }),
  ),
});

export const DELIVERY = Type.Object({
  n: COUNT,
  says: Type.String({ description: "raised, cleared, acknowledged, digest, proof, sheet or test" }),
  alarms: Type.Array(Type.Object({ id: TEXT, occurrence: COUNT })),
  step: Type.Integer({ description: "Of the plan, from 0" }),
  post: TEXT_OR_NULL,
  person: Type.Union([TEXT, Type.Null()], { description: "Id; null: a group, a post or the county" }),
  road: TEXT,
  state: Type.String({ description: "queued, sent, accepted, failed, unknown or dropped" }),
  tries: COUNT,
  madeAt: TIME,
  sentAt: TIME_OR_NULL,
  endedAt: TIME_OR_NULL,
  nextAt: TIME_OR_NULL,
  code: TEXT_OR_NULL,
  detail: TEXT_OR_NULL,
  answered: Type.Boolean({ description: "The person acknowledged by this road" }),
  test: Type.Boolean(),
  repeated: Type.Boolean({ description: "It may be the second of the same" }),
  insteadOf: NUMBER_OR_NULL,
});

export const DELIVERIES = Type.Object({ deliveries: Type.Array(DELIVERY), next: NUMBER_OR_NULL });

export const NOTIFY_CALLS = Type.Object({
  calls: Type.Array(
    Type.Object({
      alarm: TEXT,
      occurrence: COUNT,
      severity: TEXT,
      state: Type.String({ description: "calling, or held: suppressed, shelved or in maintenance" }),
      since: TIME,
      taken: Type.Integer({ description: "Steps taken" }),
      steps: COUNT,
      next: Type.Union([Type.Object({ at: TIME, to: TEXT }), Type.Null()]),
      unheard: Type.Boolean({ description: "No step follows, and every try so far has failed: nobody can know of it" }),
    }),
  ),
});

export const PLANS = Type.Object({
  night: Type.Union([Type.Object({ from: TEXT, to: TEXT }), Type.Null()]),
  plans: Type.Array(
    Type.Object({
      id: TEXT,
      severities: Type.Array(TEXT),
      places: Type.Array(TEXT, { description: "With all within them; empty: anywhere" }),
      steps: Type.Array(Type.Object({ after: TEXT, to: TEXT, by: Type.Array(TEXT), nightBy: Type.Array(TEXT) })),
    }),
  ),
});
