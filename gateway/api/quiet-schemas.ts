// What is asked and answered about quiet times.
import type { Maintenance } from "../contract/alarm-desk.ts";
import { type Static, Type } from "../contract/schema.ts";
import { ID } from "./schemas.ts";

const DAY = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
const CLOCK = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", description: "Campus time" });
const WEEKDAY = Type.Integer({ minimum: 1, maximum: 7, description: "1 Monday … 7 Sunday" });
const AGAIN = { from: CLOCK, to: CLOCK, firstDay: DAY, lastDay: Type.Union([DAY, Type.Null()]) };
const closed = { additionalProperties: false };

const SCOPE = Type.Object(
  { device: Type.Optional(ID), place: Type.Optional(ID), campus: Type.Optional(Type.Literal(true)) },
  { ...closed, minProperties: 1, maxProperties: 1, description: "Exactly one of them; a place with all within it" },
);
const WHEN = Type.Union([
  Type.Object({ is: Type.Literal("once"), fromDay: DAY, from: CLOCK, toDay: DAY, to: CLOCK }, closed),
  Type.Object(
    {
      is: Type.Literal("weekly"),
      weekdays: Type.Array(WEEKDAY, { minItems: 1, maxItems: 7, uniqueItems: true }),
      ...AGAIN,
    },
    closed,
  ),
  Type.Object(
    {
      is: Type.Literal("monthly"),
      nth: Type.Integer({ minimum: -1, maximum: 4, not: { const: 0 }, description: "-1: the last" }),
      weekday: WEEKDAY,
      ...AGAIN,
    },
    closed,
  ),
]);

export const QUIET_WISH = Type.Object(
  {
    kind: Type.Union([Type.Literal("maintenance"), Type.Literal("power-off"), Type.Literal("vacation")]),
    scopes: Type.Array(SCOPE, { minItems: 1, maxItems: 100 }),
    when: WHEN,
    comment: Type.Optional(Type.Union([Type.String({ maxLength: 256 }), Type.Null()])),
  },
  closed,
);
export const CANCEL = Type.Object({ day: DAY }, closed);

const OCCURRENCE = Type.Object({ day: Type.String(), from: Type.String(), to: Type.String() });
export const QUIET_TIME = Type.Object({
  ...QUIET_WISH.properties,
  id: Type.String(),
  by: Type.String(),
  cancelled: Type.Array(Type.String()),
  running: Type.Union([OCCURRENCE, Type.Null()]),
  next: Type.Array(OCCURRENCE),
  holds: Type.Integer({ description: "Open alarms that it holds now" }),
});
export const QUIET_LIST = Type.Object({ quietTimes: Type.Array(QUIET_TIME) });
export const QUIET_PREVIEW = Type.Object({ alarms: Type.Array(Type.String()), next: Type.Array(OCCURRENCE) });

/** The scope, and where it stands in what was sent. */
export function scopeOf({ device, place }: Static<typeof SCOPE>): {
  readonly scope: Maintenance["scope"];
  readonly path: string;
} {
  if (device !== undefined) return { scope: { device }, path: "/device" };
  return place !== undefined ? { scope: { place }, path: "/place" } : { scope: { campus: true }, path: "/campus" };
}
