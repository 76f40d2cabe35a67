// Names that cross the public border: ids of campus, device, point … and types of entries (contract §1).

const ID = /^[a-z0-9][a-z0-9_-]{0,31}$/;
const TYPE = /^[a-z0-9][a-z0-9_-]{0,31}\.[a-z0-9][a-z0-9_-]{0,31}$/;

/** True for an id of campus, device, point, profile, rule, place, zone or account. */
export function isId(text: unknown): text is string {
  return typeof text === "string" && ID.test(text);
}

/** True for an entry type: two ids joined by one dot, such as `access.denied`. */
export function isType(text: unknown): text is string {
  return typeof text === "string" && TYPE.test(text);
}

/** Pattern of an id, for JSON schemas. */
export const ID_PATTERN = ID.source;

/** Keys that would reach an object's prototype; refused everywhere, at any depth (contract §1). */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** True for a key that contract §1 refuses everywhere. */
export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN_KEYS.has(key);
}
