// What only this driver knows of a device in campus.yaml: whether its profile can be read from upsd and its connection leads to one.
// Loaded where the configuration is checked, never by the thread that asks.
import type { DriverDevice, DriverProblem } from "../../gateway/contract/driver.ts";
import { connectionProblems } from "./connection.ts";

type Json = Readonly<Record<string, unknown>>;

const SHOWS: Readonly<Record<string, readonly string[]>> = {
  flag: ["boolean"],
  variable: ["number", "text"],
  daysSince: ["number"],
};

/** Everything that is wrong with a device; nothing when it can be asked. */
export function check({ profile, connection }: DriverDevice): readonly DriverProblem[] {
  return [...Object.entries(objectOf(profile.points)).flatMap(pointProblems), ...connectionProblems(connection)];
}

function pointProblems([name, point]: readonly [string, unknown]): DriverProblem[] {
  const { type = "number", wire } = objectOf(point);
  const { optional = false, ...shown } = objectOf(wire);
  const path = `profile.points.${name}.wire`;
  const [[kind = "", what] = []] = Object.entries(shown);
  const types = Object.hasOwn(SHOWS, kind) ? SHOWS[kind] : undefined;
  const isOne = Object.keys(shown).length === 1 && types !== undefined && typeof optional === "boolean";
  if (!isOne)
    return [{ path, what: "says not what it shows", remedy: "write one of flag, variable, daysSince, and optional" }];
  const names = kind === "daysSince" ? what : [what];
  if (!(Array.isArray(names) && names.length > 0 && names.every((one) => typeof one === "string" && one !== "")))
    return [{ path: `${path}.${kind}`, what: "is no name", remedy: "write names as `upsc` prints them" }];
  if (types?.includes(String(type)) === true) return [];
  return [
    {
      path: `profile.points.${name}.type`,
      what: `no ${type} comes of ${kind}`,
      remedy: `write ${types?.join(" or ")}`,
    },
  ];
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
