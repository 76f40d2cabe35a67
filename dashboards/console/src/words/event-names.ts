// The ids inside an entry that stand for something with a name: a post, a person, a road, a shift, an alarm. Pure.
import type { Entry } from "#gateway/contract/entry.ts";
import { isOwnCommand, ownArgs } from "./own-commands.ts";

const NAMED = ["post", "person", "road", "shift", "alarm"] as const;
type NamedKey = (typeof NAMED)[number];

/** Says the name of an id; null: it is not known, or may not be read. */
export type EventNames = Readonly<Record<NamedKey, (id: string) => string | null>>;

/** Parts of the gateway whose entries name by ids; a device's own words of the same key are its own. */
const DOMAINS = /^(?:notify|duty|handling)\./;

/** Which ids the entry names. */
export function namedIn(entry: Pick<Entry, "kind" | "type" | "body">): Readonly<Partial<Record<NamedKey, string>>> {
  const { type, body } = entry;
  if (isOwnCommand(entry)) return Object.fromEntries(ownArgs(body).filter(([key]) => isNamedKey(key)));
  if (type === null || !DOMAINS.test(type)) return {};
  return Object.fromEntries(
    NAMED.flatMap((key) => {
      const id = body[key];
      return typeof id === "string" && id !== "" ? [[key, id] as const] : [];
    }),
  );
}

/** True for an entry that names something by its id. */
export function isNaming(entry: Pick<Entry, "kind" | "type" | "body">): boolean {
  return Object.keys(namedIn(entry)).length > 0;
}

/** True for keys whose value is an id with a name. */
export function isNamedKey(key: string): key is NamedKey {
  return NAMED.some((one) => one === key);
}
