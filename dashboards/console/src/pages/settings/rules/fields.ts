// What the form of an alarm rule holds, made from campus.yaml's form and back: an empty field is a key that is not written. Pure.
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import { SEVERITIES, type Severity } from "#gateway/contract/alarms.ts";
import type { Value } from "#gateway/contract/entry.ts";
import type { Item } from "../change/merge.ts";

export const SCOPES = ["device", "profile", "place"] as const;
export type Scope = (typeof SCOPES)[number];
export const CONDITIONS = ["above", "below", "equals", "noData", "badFor"] as const;
export type Condition = (typeof CONDITIONS)[number];
/** In the order of the languages of the console. */
const LANGUAGES = ["zh-CN", "en"] as const;

export type TextFields = Readonly<Partial<Record<(typeof LANGUAGES)[number], string>>>;

export interface RuleFields {
  readonly id: string;
  readonly scope: Scope;
  readonly target?: string;
  readonly point?: string;
  readonly is: Condition;
  /** For above and below. */
  readonly limit?: number | null;
  /** For equals, as it is typed. */
  readonly equals?: string;
  /** For noData and badFor. */
  readonly time?: string;
  readonly deadband?: number | null;
  readonly onDelay?: string;
  readonly offDelay?: string;
  readonly severity: Severity;
  readonly latched: boolean;
  readonly text: TextFields;
  readonly consequence: TextFields;
  readonly action: TextFields;
  readonly respondWithin?: string;
}

const NAMES = ["text", "consequence", "action"] as const;

export const EMPTY: RuleFields = {
  id: "",
  scope: "device",
  is: "above",
  severity: "medium",
  latched: false,
  text: {},
  consequence: {},
  action: {},
};

/** The fields of a rule as campus.yaml has it. */
export function fieldsOf(item: Item): RuleFields {
  const scope = SCOPES.find((key) => item[key] !== undefined) ?? "device";
  const is = CONDITIONS.find((key) => item[key] !== undefined) ?? "above";
  const limit = item[is];
  const text = (key: string) => (typeof item[key] === "string" ? { [key]: item[key] } : {});
  return {
    ...EMPTY,
    id: String(item.id ?? ""),
    scope,
    ...(typeof item[scope] === "string" ? { target: item[scope] } : {}),
    ...text("point"),
    is,
    ...(typeof limit === "number" && is !== "equals" ? { limit } : {}),
    ...(is === "equals" ? { equals: String(limit) } : {}),
    ...((is === "noData" || is === "badFor") && typeof limit === "string" ? { time: limit } : {}),
    ...(typeof item.deadband === "number" ? { deadband: item.deadband } : {}),
    ...text("onDelay"),
    ...text("offDelay"),
    ...text("respondWithin"),
    severity: SEVERITIES.find((severity) => severity === item.severity) ?? EMPTY.severity,
    latched: item.latched === true,
    ...Object.fromEntries(NAMES.map((name) => [name, textsOf(item[name])])),
  };
}

function textsOf(value: unknown): TextFields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** A rule in force as campus.yaml would have it, so that the owner can take it into their own hands. */
export function itemOfView(rule: RuleView): Item {
  const { id, profile, device, place, point, condition, deadband, onDelay, offDelay, severity, latched } = rule;
  const scope = device !== null ? { device } : place !== null ? { place } : profile !== null ? { profile } : {};
  const delay = (key: string, value: string) => (/^0/.test(value) ? {} : { [key]: value });
  return {
    id,
    ...scope,
    ...(point === null ? {} : { point }),
    ...(condition.is === "offline" ? {} : { [condition.is]: condition.limit ?? condition.for }),
    ...(deadband === 0 ? {} : { deadband }),
    ...delay("onDelay", onDelay),
    ...delay("offDelay", offDelay),
    severity,
    ...(latched ? { latched } : {}),
    text: rule.text,
    ...(rule.consequence === null ? {} : { consequence: rule.consequence }),
    ...(rule.action === null ? {} : { action: rule.action }),
    ...(rule.respondWithin === null ? {} : { respondWithin: rule.respondWithin }),
  };
}

/** As campus.yaml is to have it; what the form does not know of `base` stays. Zero and false are written only where they were. */
export function itemOf(fields: RuleFields, base: Item): Item {
  const rest = { ...base };
  for (const key of [...SCOPES, ...CONDITIONS, ...OWN]) delete rest[key];
  const { id, scope, target, point, severity, latched, deadband } = fields;
  const written = (key: "onDelay" | "offDelay" | "respondWithin") =>
    fields[key] === undefined || fields[key] === "" ? {} : { [key]: fields[key] };
  return {
    id,
    ...(target === undefined ? {} : { [scope]: target }),
    ...(point === undefined || point === "" ? {} : { point: point.trim() }),
    ...conditionOf(fields),
    ...(typeof deadband === "number" && (deadband !== 0 || base.deadband === 0) ? { deadband } : {}),
    ...written("onDelay"),
    ...written("offDelay"),
    severity,
    ...(latched || base.latched === false ? { latched } : {}),
    ...Object.fromEntries(NAMES.flatMap((name) => namedTexts(name, fields[name], base[name]))),
    ...written("respondWithin"),
    ...rest,
  };
}

const OWN = ["id", "point", "deadband", "onDelay", "offDelay", "severity", "latched", ...NAMES, "respondWithin"];

function conditionOf({ is, limit, equals, time }: RuleFields): Item {
  if (is === "equals") return equals === undefined || equals === "" ? {} : { equals: typedValue(equals) };
  if (is === "above" || is === "below") return typeof limit === "number" ? { [is]: limit } : {};
  return time === undefined || time === "" ? {} : { [is]: time };
}

/** What was typed as a value: `true`, `false`, a number, else a text. */
function typedValue(typed: string): Value {
  const text = typed.trim();
  if (text === "true" || text === "false") return text === "true";
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Languages that the form does not have stay; a text that was emptied goes. */
function namedTexts(name: string, texts: TextFields, before: unknown): [string, Item][] {
  const all: Record<string, unknown> = { ...textsOf(before) };
  for (const language of LANGUAGES) {
    const typed = texts[language]?.trim() ?? "";
    if (typed === "") delete all[language];
    else all[language] = typed;
  }
  return Object.keys(all).length === 0 ? [] : [[name, all]];
}

/** True when nothing that a rule must have is missing; whether it makes sense the gateway says. */
export function isComplete(item: Item): boolean {
  return (
    SCOPES.some((key) => item[key] !== undefined) &&
    item.point !== undefined &&
    CONDITIONS.some((key) => item[key] !== undefined)
  );
}

/** The field of the form that a path of the gateway is about. */
export function fieldName(pointer: string): string[] {
  const [, first = "", ...rest] = pointer.split("/");
  if (SCOPES.some((key) => key === first)) return ["target"];
  if (first === "above" || first === "below") return ["limit"];
  if (first === "noData" || first === "badFor") return ["time"];
  return [first, ...rest];
}
