// Makes the dialect of a profile, or says everything that is wrong with its `wire`.
import { Ajv, type ValidateFunction } from "ajv";
import type { Dialect } from "../../gateway/contract/dialect.ts";
import { isType } from "../../gateway/contract/ids.ts";
import { dialectOf } from "./dialect.ts";
import { argumentsIn } from "./orders.ts";
import { type CommandWire, type MappingWire, type Wire, WireSchema } from "./wire-schema.ts";

const MEANINGS = ["points", "event", "state", "presence", "stranger", "unused"] as const;

let compiled: ValidateFunction<Wire> | null = null;

/** The profile's file as it was checked before. Null: it speaks our own format. Throws a TypeError that names each fault. */
export function loadDialect(profile: Readonly<Record<string, unknown>>): Dialect | null {
  const { wire, points } = profile;
  if (!isObject(wire) || wire.topics === undefined) return null;
  compiled ??= new Ajv({ allErrors: true }).compile<Wire>(WireSchema);
  if (!compiled(wire)) {
    const faults = (compiled.errors ?? []).map((error) => `/wire${error.instancePath} ${error.message ?? "is wrong"}`);
    throw new TypeError(faults.join(", "));
  }
  const types = new Map(Object.entries(isObject(points) ? points : {}).map(([name, point]) => [name, typeOf(point)]));
  const faults = wire.topics.flatMap((mapping, at) =>
    faultsOf(mapping, types).map((what) => `/wire/topics/${at} ${what}`),
  );
  for (const [name, command] of Object.entries(wire.commands ?? {}))
    faults.push(...commandFaults(command, types).map((what) => `/wire/commands/${name} ${what}`));
  const told = new Set(wire.topics.flatMap((mapping) => Object.keys(mapping.points ?? {})));
  for (const name of types.keys()) if (!told.has(name)) faults.push(`/points/${name} is in no message`);
  if (faults.length > 0) throw new TypeError(faults.join(", "));
  return dialectOf(wire, (point) => types.get(point) ?? "number");
}

function faultsOf(mapping: MappingWire, types: ReadonlyMap<string, string>): string[] {
  const meanings = MEANINGS.filter((key) => mapping[key] !== undefined);
  const { payload = "json", event, points = {} } = mapping;
  const unknown = Object.keys(points).filter((name) => !types.has(name));
  const crooked = Object.entries(points).flatMap(([name, { values }]) => {
    const type = types.get(name) === "text" ? "string" : types.get(name);
    return Object.values(values ?? {}).every((value) => value === null || typeof value === type) ? [] : [name];
  });
  const deep = [mapping.points, mapping.state, event?.data].flatMap((fields) =>
    Object.entries(fields ?? {}).flatMap(([name, { at }]) => ([at].flat().some((place) => place !== "") ? [name] : [])),
  );
  return [
    ...(meanings.length === 1 ? [] : [`needs exactly one of ${MEANINGS.join(", ")}`]),
    ...unknown.map((name) => `tells ${name}, which is no point of the profile`),
    ...crooked.map((name) => `gives ${name} values that are no ${types.get(name) ?? "value"}`),
    ...(event === undefined || isType(event.type) ? [] : [`has ${event.type}, which is no type of an entry`]),
    ...(payload === "text" ? deep.map((name) => `looks for ${name} inside a text`) : []),
  ];
}

function commandFaults({ args, payload, confirm }: CommandWire, types: ReadonlyMap<string, string>): string[] {
  const used = [...argumentsIn(payload), ...(confirm === undefined ? [] : [confirm.arg])];
  const strange = used.filter((arg) => !Object.hasOwn(args, arg));
  const unknown = confirm === undefined || types.has(confirm.point) ? [] : [confirm.point];
  return [
    ...strange.map((arg) => `names ${arg}, which is none of its arguments`),
    ...unknown.map((point) => `is confirmed by ${point}, which is no point of the profile`),
  ];
}

function typeOf(point: unknown): string {
  return isObject(point) && typeof point.type === "string" ? point.type : "number";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
