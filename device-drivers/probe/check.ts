// What only this driver knows of a device in campus.yaml: whether its profile asks something, and its connection says whom.
// Loaded where the configuration is checked, never by the thread that asks.
import type { DriverDevice, DriverProblem } from "../../gateway/contract/driver.ts";
import { ASKS, type Asks, connectionProblems } from "./connection.ts";
import { SHOWS } from "./definition.ts";

type Json = Readonly<Record<string, unknown>>;

/** Everything that is wrong with a device; nothing when it can be asked. */
export function check({ profile, connection }: DriverDevice): readonly DriverProblem[] {
  const { asks } = objectOf(profile.wire);
  if (!isAsks(asks))
    return [{ path: "profile.wire.asks", what: "is not known", remedy: `write one of ${ASKS.join(", ")}` }];
  return [...pointProblems(objectOf(profile.points), asks), ...connectionProblems(connection, asks)];
}

function pointProblems(points: Json, asks: Asks): DriverProblem[] {
  const shows = SHOWS[asks];
  return Object.entries(points).flatMap(([name, point]): DriverProblem[] => {
    const path = `profile.points.${name}`;
    if (!Object.hasOwn(shows, name))
      return [{ path, what: `is nothing that ${asks} shows`, remedy: `use one of ${Object.keys(shows).join(", ")}` }];
    const { type = "number" } = objectOf(point);
    if (type === shows[name]) return [];
    return [{ path: `${path}.type`, what: `is no ${shows[name]}`, remedy: `write "type": "${shows[name]}"` }];
  });
}

function isAsks(value: unknown): value is Asks {
  return ASKS.some((asks) => asks === value);
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
