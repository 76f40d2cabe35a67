// Foreign messages become native ones, as the profile of their firmware says (wire-schema.ts). Pure.
import type { Aside, Dialect, TopicNames, Translated } from "../../gateway/contract/dialect.ts";
import type { RejectedReason } from "../../gateway/contract/entry.ts";
import { topicFilter } from "../../gateway/contract/topic-filter.ts";
import { orderOf } from "./orders.ts";
import { stepsOf, valueAt } from "./pointer.ts";
import type { FieldWire, MappingWire, Wire } from "./wire-schema.ts";

/** Digits that a scaled number keeps: what doubles hold without the noise of 0.1 × 3. */
const DIGITS = 12;
const DECIMAL = /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/;
/** A word that the profile does not know. */
const WRONG = Symbol("wrong");

type Read = (message: unknown) => unknown;

interface Mapping {
  readonly topic: string;
  readonly form: "json" | "text";
  readonly holds: (message: unknown) => boolean;
  readonly isSound: (message: unknown) => boolean;
  readonly translate: (message: unknown) => Translated | Aside | RejectedReason | null;
}

/** The dialect of a checked profile; `typeOf` tells the kind of its points. */
export function dialectOf(wire: Wire, typeOf: (point: string) => string): Dialect {
  const mappings = wire.topics.map((one) => mappingOf(one, typeOf));
  const named = ({ base, name }: TopicNames): Dialect => {
    // A function, because of a text `$&` would mean something.
    const at = (text: string) => text.replace("{base}", () => base ?? "+").replace("{name}", () => name ?? "+");
    const bound = mappings.map((mapping) => ({ ...mapping, filter: at(mapping.topic) }));
    const known = bound.map((mapping) => ({ ...mapping, means: topicFilter(mapping.filter) }));
    return {
      formOf: (topic) => known.find(({ means }) => means(topic))?.form ?? null,
      translate(topic, message) {
        const meant = known.filter(({ means }) => means(topic));
        const found = meant.find(({ holds }) => holds(message));
        if (found === undefined) return "bad-point";
        return found.isSound(message) ? found.translate(message) : "bad-value";
      },
      order(command, args) {
        const form = Object.hasOwn(wire.commands ?? {}, command) ? wire.commands?.[command] : undefined;
        return form === undefined ? null : orderOf(form, at(form.topic), args);
      },
      publishes: bound.map(({ filter }) => filter),
      listens: (wire.listens ?? []).map(at),
      base: wire.base ?? null,
      named,
    };
  };
  return named({});
}

function mappingOf(wire: MappingWire, typeOf: (point: string) => string): Mapping {
  const { topic, payload = "json", when, must = {} } = wire;
  const at = when === undefined ? null : stepsOf(when.at);
  const demands = Object.entries(must).map(([pointer, values]) => [stepsOf(pointer), values] as const);
  return {
    topic,
    form: payload,
    holds: (message) => {
      if (at === null) return true;
      const value = valueAt(message, at);
      return when?.is === undefined ? value !== undefined : when.is.some((one) => one === value);
    },
    isSound: (message) =>
      demands.every(([steps, values]) => {
        const value = valueAt(message, steps);
        return value === undefined || values.some((one) => one === value);
      }),
    translate: translatorOf(wire, typeOf),
  };
}

function translatorOf(wire: MappingWire, typeOf: (point: string) => string): Mapping["translate"] {
  const timeOf = timeReader(wire);
  if (wire.points !== undefined) {
    const read = fieldsReader(wire.points, typeOf);
    return (message) => {
      const points = read(message);
      if (points === WRONG) return "bad-value";
      return { channel: "telemetry", message: { ...timeOf(message), points } };
    };
  }
  if (wire.state !== undefined) {
    const read = fieldsReader(wire.state);
    return (message) => {
      const state = read(message);
      return state === WRONG ? "bad-value" : { channel: "state", message: { ...timeOf(message), state } };
    };
  }
  if (wire.event !== undefined) {
    const { type, data } = wire.event;
    const read = fieldsReader(data);
    return (message) => {
      const said = read(message);
      return said === WRONG ? "bad-value" : { channel: "event", message: { ...timeOf(message), type, data: said } };
    };
  }
  if (wire.presence !== undefined) {
    const { at, online, offline } = wire.presence;
    const steps = stepsOf(at);
    return (message) => {
      const said = valueAt(message, steps);
      const isOnline = online.some((one) => one === said);
      return isOnline || offline.some((one) => one === said) ? { is: "presence", online: isOnline } : "bad-value";
    };
  }
  return wire.stranger === true ? () => ({ is: "stranger" }) : () => null;
}

/** `{ ts }` where the message says when, else nothing. */
function timeReader({ time }: MappingWire): (message: unknown) => { readonly ts?: unknown } {
  if (time === undefined) return () => ({});
  const steps = stepsOf(time.at);
  return (message) => {
    const said = valueAt(message, steps);
    if (said === undefined || said === null) return {};
    return { ts: time.as === "seconds" && typeof said === "number" ? Math.round(said * 1000) : said };
  };
}

/** The fields that the message has, by name. */
function fieldsReader(
  fields: Readonly<Record<string, FieldWire>>,
  typeOf: (name: string) => string | null = () => null,
): (message: unknown) => Readonly<Record<string, unknown>> | typeof WRONG {
  const reads = Object.entries(fields).map(([name, field]) => [name, fieldReader(field, typeOf(name))] as const);
  return (message) => {
    const found: Record<string, unknown> = {};
    for (const [name, read] of reads) {
      const value = read(message);
      if (value === WRONG) return WRONG;
      if (value !== undefined) found[name] = value;
    }
    return found;
  };
}

/** Reads one field; undefined: the message does not have it. `type` null: it is kept as it is. */
function fieldReader({ at, scale = 1, offset = 0, values }: FieldWire, type: string | null): Read {
  const places = [at].flat().map(stepsOf);
  const converted = (value: unknown): unknown => {
    if (values !== undefined) return Object.hasOwn(values, String(value)) ? values[String(value)] : WRONG;
    if (value === null) return null;
    // Some firmware writes its numbers as text.
    const number = type === "number" && typeof value === "string" && DECIMAL.test(value) ? Number(value) : value;
    if (type !== null && typeof number !== (type === "text" ? "string" : type)) return WRONG;
    if (typeof number !== "number" || (scale === 1 && offset === 0)) return number;
    return Number((number * scale + offset).toPrecision(DIGITS));
  };
  return (message) => {
    for (const steps of places) {
      const value = valueAt(message, steps);
      if (value !== undefined) return converted(value);
    }
    return undefined;
  };
}
