// Forms of equipment and repairs, for the documentation of the interface and for what it takes.

import { ASSET_STATES } from "../contract/assets.ts";
import { Type } from "../contract/schema.ts";
import { TICKET_ACTS } from "../contract/tickets.ts";
import { ID, TIME, TIME_OR_NULL } from "./schemas.ts";

const TEXT_OR_NULL = Type.Union([Type.String(), Type.Null()]);
const NUMBER_OR_NULL = Type.Union([Type.Number(), Type.Null()]);
const given = (maxLength: number) => Type.Optional(Type.Unsafe<string | null>({ type: ["string", "null"], maxLength }));

/** What people write; each field is looked at again by gateway/assets/fields.ts. */
export const ASSET_BODY = Type.Object(
  {
    name: Type.String({ maxLength: 200 }),
    class: Type.String({ maxLength: 32 }),
    place: given(32),
    spot: given(200),
    owner: given(200),
    purchasedOn: given(20),
    price: Type.Optional(Type.Unsafe<number | null>({ type: ["number", "null"] })),
    warrantyUntil: given(20),
    contractor: given(200),
    serial: given(200),
    mac: given(40),
    ip: given(60),
    device: given(32),
    note: given(1000),
    state: Type.Optional(Type.Unsafe<string>({ type: "string", enum: [...ASSET_STATES] })),
  },
  { additionalProperties: false },
);

export const ASSET = Type.Object({
  id: ID,
  version: Type.Integer(),
  name: Type.String(),
  class: Type.String(),
  place: TEXT_OR_NULL,
  spot: TEXT_OR_NULL,
  owner: TEXT_OR_NULL,
  purchasedOn: TEXT_OR_NULL,
  price: NUMBER_OR_NULL,
  warrantyUntil: TEXT_OR_NULL,
  contractor: TEXT_OR_NULL,
  serial: TEXT_OR_NULL,
  mac: TEXT_OR_NULL,
  ip: TEXT_OR_NULL,
  device: TEXT_OR_NULL,
  note: TEXT_OR_NULL,
  state: Type.String({ description: ASSET_STATES.join(", ") }),
  changedAt: TIME,
  changedBy: Type.String(),
  label: Type.Optional(Type.Union([Type.Object({ token: Type.String(), madeAt: TIME }), Type.Null()])),
  openTickets: Type.Integer(),
  warranty: Type.String({ description: "none, valid, soon (within 60 days) or over" }),
});

export const ASSET_IMPORT = Type.Object({
  rows: Type.Integer(),
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  errors: Type.Array(Type.Object({ line: Type.Integer(), column: Type.String(), message: Type.String() })),
  imported: Type.Boolean(),
});

const REGISTER = Type.Object({
  faultAt: TIME,
  symptom: TEXT_OR_NULL,
  analysis: TEXT_OR_NULL,
  process: TEXT_OR_NULL,
  conclusion: TEXT_OR_NULL,
  fixedAt: TIME_OR_NULL,
  signature: Type.Union([Type.Object({ name: Type.String(), by: ID, at: TIME }), Type.Null()]),
});

export const TICKET = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  state: Type.String(),
  asset: TEXT_OR_NULL,
  name: Type.String(),
  class: Type.String(),
  place: TEXT_OR_NULL,
  where: Type.String(),
  device: TEXT_OR_NULL,
  fault: TEXT_OR_NULL,
  text: TEXT_OR_NULL,
  via: Type.String({ description: "qr, account or alarm" }),
  reporter: TEXT_OR_NULL,
  meToo: Type.Integer(),
  photos: Type.Array(Type.Object({ sha256: Type.String(), type: Type.String(), bytes: Type.Integer() })),
  alarm: Type.Union([Type.Object({ id: Type.String(), occurrence: Type.Integer() }), Type.Null()]),
  contractor: TEXT_OR_NULL,
  duplicateOf: TEXT_OR_NULL,
  register: REGISTER,
  steps: Type.Array(
    Type.Object({ at: TIME, by: TEXT_OR_NULL, act: Type.String(), state: Type.String(), comment: TEXT_OR_NULL }),
  ),
  openedAt: TIME,
  acceptedAt: TIME_OR_NULL,
  doneAt: TIME_OR_NULL,
  closedAt: TIME_OR_NULL,
});

const long = given(1000);
const moment = Type.Optional(
  Type.Unsafe<string | number>({ type: ["string", "integer"], format: "time-in", maxLength: 40, minimum: 0 }),
);
export const TICKET_STEP = Type.Object(
  {
    act: Type.Unsafe<(typeof TICKET_ACTS)[number]>({ type: "string", enum: [...TICKET_ACTS] }),
    version: Type.Integer({ minimum: 1, description: "The version that was looked at" }),
    comment: given(500),
    contractor: given(32),
    duplicateOf: given(32),
    signature: given(64),
    register: Type.Optional(
      Type.Object(
        { symptom: long, analysis: long, process: long, conclusion: long, faultAt: moment, fixedAt: moment },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

const FIGURES = {
  opened: Type.Integer(),
  done: Type.Integer(),
  open: Type.Integer(),
  meanAcceptMs: NUMBER_OR_NULL,
  meanRepairMs: NUMBER_OR_NULL,
};
export const MONTHLY = Type.Object({
  month: Type.String(),
  all: Type.Object(FIGURES),
  byClass: Type.Array(
    Type.Object({ class: Type.String(), ...FIGURES, assets: Type.Integer(), healthy: Type.Integer() }),
  ),
  byContractor: Type.Array(Type.Object({ contractor: TEXT_OR_NULL, ...FIGURES })),
  assets: Type.Integer(),
  healthy: Type.Integer(),
});
