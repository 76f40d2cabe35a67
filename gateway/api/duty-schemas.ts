// Forms of duty, for the documentation of the interface and for what it takes; contract/duty.ts says what each field means.
import { type HolidaySpan, SHIFT_DAYS, type Shift } from "../contract/duty.ts";
import { Type } from "../contract/schema.ts";
import { ID, TIME, TIME_OR_NULL } from "./schemas.ts";

const strict = { additionalProperties: false } as const;
const TEXT_OR_NULL = Type.Union([Type.String(), Type.Null()]);
const DAY = Type.String({ description: "YYYY-MM-DD on campus" });
const DAY_IN = Type.String({ minLength: 10, maxLength: 10, description: "YYYY-MM-DD" });
export const PERSON_ID = Type.String({ minLength: 1, maxLength: 40, description: "p-…" });
const PERSONS = Type.Array(Type.String());
const TEXT = Type.Record(Type.String(), Type.String());
export const NAMES = Type.Record(Type.String(), Type.String(), {
  description: "Names by person; empty without the right people.read",
});

export const PERSON = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  name: Type.String(),
  phones: Type.Array(Type.String(), { description: "Masked without the right people.write" }),
  mail: TEXT_OR_NULL,
  account: TEXT_OR_NULL,
  changedAt: TIME,
  changedBy: Type.String(),
  shifts: Type.Array(Type.String(), { description: "Where the roster names this person" }),
  signedOn: Type.Array(Type.String(), { description: "Posts" }),
});

const optionalText = (maxLength: number) =>
  Type.Optional(Type.Unsafe<string | null>({ type: ["string", "null"], maxLength }));
export const PERSON_BODY = Type.Object(
  {
    name: Type.String({ maxLength: 100 }),
    phones: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
    mail: optionalText(200),
    account: optionalText(32),
  },
  strict,
);

const SHIFT_FIELDS = Type.Object(
  {
    id: Type.String({ maxLength: 64 }),
    name: Type.String({ maxLength: 100 }),
    post: Type.String({ maxLength: 64 }),
    days: Type.Unsafe<Shift["days"]>({ type: "string", enum: [...SHIFT_DAYS] }),
    from: Type.String({ maxLength: 10, description: "HH:MM" }),
    to: Type.String({ maxLength: 10, description: "HH:MM; not after from: on the next day" }),
    rotation: Type.Object(
      {
        per: Type.Unsafe<"day" | "week">({ type: "string", enum: ["day", "week"] }),
        start: Type.String({ maxLength: 10, description: "The first group's day" }),
        groups: Type.Array(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 }), { maxItems: 100 }),
      },
      strict,
    ),
  },
  strict,
);
export const ROSTER_BODY = Type.Object({ shifts: Type.Array(SHIFT_FIELDS, { maxItems: 200 }) }, strict);
export const ROSTER = Type.Object({
  version: Type.Integer(),
  shifts: Type.Array(SHIFT_FIELDS),
  swaps: Type.Array(
    Type.Object({ shift: ID, day: DAY, persons: PERSONS, by: Type.String(), at: TIME, comment: TEXT_OR_NULL }),
  ),
  names: NAMES,
  changedAt: TIME_OR_NULL,
  changedBy: TEXT_OR_NULL,
});
export const SWAP_BODY = Type.Object(
  {
    shift: Type.String({ maxLength: 64 }),
    day: DAY_IN,
    persons: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20, description: "Empty: nobody" }),
    comment: optionalText(256),
  },
  strict,
);

const TURN = Type.Object({
  shift: ID,
  name: Type.String(),
  post: ID,
  day: DAY,
  from: TIME,
  to: TIME,
  persons: PERSONS,
  swapped: Type.Boolean(),
});
const DAY_VIEW = Type.Object({
  day: DAY,
  kind: Type.String({ description: "workday, swapped (a weekend day on which people work), weekend or holiday" }),
  name: Type.Union([TEXT, Type.Null()]),
  own: Type.Boolean({ description: "The school's own decision" }),
});
export const TURNS = Type.Object({ turns: Type.Array(TURN), days: Type.Array(DAY_VIEW), names: NAMES });
export const GAPS = Type.Object({
  from: TIME,
  to: TIME,
  gaps: Type.Array(Type.Object({ post: ID, from: TIME, to: TIME })),
  warnings: Type.Array(
    Type.Object({
      code: Type.String({ description: "no-holiday-year, unknown-post or clock-unset" }),
      year: Type.Optional(Type.Integer()),
      post: Type.Optional(Type.String()),
      shift: Type.Optional(Type.String()),
      text: TEXT,
    }),
  ),
});
export const SPOT_CHECK = Type.Object({
  id: Type.String(),
  post: ID,
  by: Type.String({ description: "An account, or county:…" }),
  at: TIME,
  until: TIME,
  state: Type.String({ description: "open, answered or missed" }),
  person: TEXT_OR_NULL,
  answeredAt: TIME_OR_NULL,
});
const POST_FIELDS = {
  id: ID,
  name: Type.String(),
  place: TEXT_OR_NULL,
  covered: Type.String({ description: "always or sometimes" }),
  signOnWithin: TEXT_OR_NULL,
  turns: Type.Array(TURN, { description: "Those that run now" }),
  next: Type.Union([TURN, Type.Null()]),
  rostered: PERSONS,
  signedOn: Type.Union([
    Type.Object({ persons: PERSONS, since: TIME, by: Type.String(), current: Type.Boolean() }),
    Type.Null(),
  ]),
  onDuty: Type.Array(Type.String(), { description: "Whom a call reaches, in order" }),
  missed: Type.Boolean({ description: "Nobody has signed on in time" }),
  gap: Type.Boolean({ description: "Somebody must be there, and the roster has nobody" }),
  console: Type.Object({ present: Type.Boolean(), sound: TEXT_OR_NULL, consoles: Type.Integer() }),
  spotCheck: Type.Union([SPOT_CHECK, Type.Null()]),
};
export const NAMED_POST = Type.Object({ ...POST_FIELDS, names: NAMES });
export const NOW = Type.Object({
  at: TIME,
  clockTrusted: Type.Boolean(),
  day: DAY_VIEW,
  posts: Type.Array(Type.Object(POST_FIELDS)),
  names: NAMES,
});
export const CALLS = Type.Object({
  next: Type.String(),
  announcements: Type.Array(
    Type.Object({
      n: Type.Integer(),
      post: ID,
      severity: Type.String(),
      text: TEXT,
      alarm: Type.Union([Type.Object({ id: Type.String(), occurrence: Type.Integer() }), Type.Null()]),
      at: TIME,
      test: Type.Boolean(),
      standing: Type.Boolean({ description: "To be repeated until it is gone" }),
      danger: Type.Boolean({ description: "To be said before everything else" }),
    }),
  ),
  spotCheck: Type.Union([SPOT_CHECK, Type.Null()]),
  names: NAMES,
});

const HOLIDAY = Type.Object(
  {
    name: Type.Unsafe<HolidaySpan["name"]>({
      type: "object",
      properties: { "zh-CN": { type: "string", maxLength: 32 }, en: { type: "string", maxLength: 64 } },
      additionalProperties: false,
    }),
    from: DAY_IN,
    to: DAY_IN,
  },
  strict,
);
const OWN_DAYS = {
  daysOff: Type.Array(Type.Object({ name: Type.String({ maxLength: 32 }), from: DAY_IN, to: DAY_IN }, strict), {
    maxItems: 400,
  }),
  schoolDays: Type.Array(Type.Object({ day: DAY_IN, name: Type.String({ maxLength: 32 }) }, strict), { maxItems: 400 }),
};
export const OWN_DAYS_BODY = Type.Object(OWN_DAYS, strict);
export const YEAR_BODY = Type.Object(
  {
    year: Type.Integer({ minimum: 2020, maximum: 2099 }),
    source: Type.String({ maxLength: 200, description: "The notice, with its date" }),
    holidays: Type.Array(HOLIDAY, { maxItems: 60 }),
    swappedWorkdays: Type.Array(DAY_IN, { maxItems: 60 }),
  },
  strict,
);
export const CALENDAR = Type.Object({
  year: Type.Integer(),
  known: Type.Boolean({ description: "False: its notice is not here; only weekends are free then" }),
  source: TEXT_OR_NULL,
  shipped: Type.Boolean({ description: "It came with the gateway" }),
  holidays: Type.Array(Type.Object({ name: TEXT, from: DAY, to: DAY })),
  swappedWorkdays: Type.Array(DAY),
  own: Type.Object({ version: Type.Integer(), ...OWN_DAYS }),
  warning: Type.Union([TEXT, Type.Null()]),
});
export const SPOT_CHECKS = Type.Object({ checks: Type.Array(SPOT_CHECK), names: NAMES });
