// What the form of a device holds, made from campus.yaml's form and back: an empty field is a key that is not written. Pure.
import { type Item, same } from "../change/merge.ts";

export type ReportMode = "each" | "change";

/** The links that a Modbus device may hang on; in campus.yaml, the key that says where. */
export const LINKS = ["tcp", "rtuOverTcp", "serial"] as const;
export type LinkKind = (typeof LINKS)[number];

export interface PointFields {
  readonly name?: string;
  readonly unit?: string;
  readonly type?: string;
  readonly deadband?: number | null;
}

/** Named as in campus.yaml, so that the gateway's paths name the fields of the form. */
export interface DeviceFields {
  readonly profile: string;
  readonly driver: string;
  readonly name: string;
  readonly id: string;
  readonly place?: string;
  /** Of Modbus devices only; what belongs to the others is not written. */
  readonly link: LinkKind;
  readonly connection: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly every?: string;
  readonly reportMode: ReportMode;
  readonly report: { readonly atLeast?: string };
  readonly staleAfter?: string;
  readonly points: Readonly<Record<string, PointFields>>;
  readonly mqtt: { readonly username?: string; readonly clientId?: string; readonly topics?: readonly string[] };
  readonly enabled: boolean;
}

export const EMPTY: DeviceFields = {
  profile: "",
  driver: "",
  name: "",
  id: "",
  link: "tcp",
  connection: {},
  reportMode: "each",
  report: {},
  points: {},
  mqtt: {},
  enabled: true,
};

function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function modeOf(report: unknown): ReportMode {
  return report === undefined || mapOf(report).onChange === false ? "each" : "change";
}

/** The fields of a device as campus.yaml has it. */
export function fieldsOf(item: Item): DeviceFields {
  const texts = Object.fromEntries(Object.entries(item).filter(([, value]) => typeof value === "string"));
  const { atLeast } = mapOf(item.report);
  const { connection } = item;
  return {
    ...EMPTY,
    ...texts,
    link: LINKS.find((link) => link in mapOf(connection)) ?? EMPTY.link,
    connection: mapOf(connection) as DeviceFields["connection"],
    reportMode: modeOf(item.report),
    report: typeof atLeast === "string" ? { atLeast } : {},
    points: mapOf(item.points) as DeviceFields["points"],
    mqtt: mapOf(item.mqtt),
    enabled: item.enabled !== false,
  };
}

/** Without empty texts, nulls and maps with nothing in them. */
function filled(value: unknown): unknown {
  if (typeof value === "string") return value.trim() === "" ? undefined : value.trim();
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(filled);
  if (typeof value !== "object") return value;
  const kept = Object.entries(value).flatMap(([key, each]) => {
    const full = filled(each);
    return full === undefined ? [] : [[key, full] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

const ADDRESSES = ["tcp", "rtuOverTcp", "nut", "snmp", "ping", "connect", "resolver"] as const;
/** Settings of a serial line, and which links do not have them. */
const OF_SERIAL = ["baud", "parity", "stopBits"] as const;

/** Who asks: in version 2c, and in version 3. */
const OF_SNMP = { "2c": ["communityFile"], "3": ["user", "auth", "authFile", "privacy", "privacyFile"] } as const;

/** Keys of the connection that belong to a link or version other than the chosen one. */
function foreignKeys({ driver, link, connection }: DeviceFields): ReadonlySet<string> {
  if (driver === "snmp") return new Set(OF_SNMP[connection.version === "3" ? "2c" : "3"]);
  if (driver !== "modbus") return new Set();
  return new Set([
    ...LINKS.filter((other) => other !== link),
    ...(link === "serial" ? [] : OF_SERIAL),
    ...(link === "tcp" ? ["turnaround"] : []),
  ]);
}

/** An address as the gateway takes it, typed with a Chinese keyboard or not: full-width digits, colons and stops mean the same. */
export function plainAddress(text: string): string {
  return text.normalize("NFKC").replaceAll("。", ".").replaceAll(/\s/g, "");
}

/** A GPIO line that is all digits is its number on the chip. */
function connectionOf(fields: DeviceFields): unknown {
  if (fields.driver === "mqtt") return undefined;
  const { line, ...given } = fields.connection;
  const foreign = foreignKeys(fields);
  const others = Object.fromEntries(Object.entries(given).filter(([key]) => !foreign.has(key)));
  for (const key of ADDRESSES) {
    const address = others[key];
    if (typeof address === "string") others[key] = plainAddress(address);
  }
  const text = typeof line === "string" ? line.trim() : line;
  return { ...others, line: typeof text === "string" && /^\d+$/.test(text) ? Number(text) : text };
}

function reportOf({ reportMode, report }: DeviceFields, before: unknown): unknown {
  if (reportMode === "each") return modeOf(before) === "each" ? before : undefined;
  return { ...mapOf(before), onChange: true, ...report };
}

/** Of a device that may send any point, a point without anything said of it is still listed. */
function listedPoints({ points }: DeviceFields): unknown {
  const ids = Object.keys(points);
  return ids.length === 0 ? undefined : Object.fromEntries(ids.map((id) => [id, filled(points[id]) ?? {}]));
}

const FIELDS = ["name", "driver", "profile", "place", "connection", "every", "report", "staleAfter", "points", "mqtt"];

/** The device as campus.yaml is to have it; what the form does not know stays as it is in `base`. */
export function itemOf(fields: DeviceFields, base: Item): Item {
  const wish: Item = {
    ...fields,
    connection: filled(connectionOf(fields)),
    report: filled(reportOf(fields, base.report)),
    mqtt: filled(fields.mqtt),
    points: fields.driver === "mqtt" ? listedPoints(fields) : filled(fields.points),
  };
  const item: Record<string, unknown> = { ...base, id: fields.id.trim() };
  for (const key of FIELDS) {
    const wished = wish[key];
    const value = typeof wished === "string" ? filled(wished) : wished;
    // What was written and says the same stays as it was written, empty maps included.
    if (same(value, base[key]) || same(value, filled(base[key]))) continue;
    if (value === undefined) delete item[key];
    else item[key] = value;
  }
  if (fields.enabled !== (base.enabled !== false)) {
    if (fields.enabled) delete item.enabled;
    else item.enabled = false;
  }
  return item;
}

const ID = /^[a-z0-9][a-z0-9_-]{0,31}$/;
const LONGEST_STEM = 27;

/** True for an id of the contract. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** The first free of `stem-1`, `stem-2` … */
export function proposedId(stem: string, taken: ReadonlySet<string>): string {
  const short = stem.slice(0, LONGEST_STEM);
  for (let n = 1; ; n++) if (!taken.has(`${short}-${n}`)) return `${short}-${n}`;
}

/** The fields of a copy: another device of the same kind, with a secret of its own. */
export function copyOf(item: Item): Item {
  const { id: _id, credential: _credential, mqtt: _mqtt, enabled: _enabled, ...rest } = item;
  return rest;
}

/** `/points/temperature/deadband` names the field `points`, `temperature`, `deadband`. */
export function fieldName(pointer: string): string[] {
  const [, ...keys] = pointer.split("/");
  const name = keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  return name[0] === "report" ? ["report", "atLeast"] : name;
}
