// What of an entry leaves the campus: no person, no comment, no sample of a rejected message. Pure. The county learns roles, never who.
import type { Entry } from "#gateway/contract/entry.ts";

/** The role that an account acts in; null for an account that is gone. */
export type RoleOf = (account: string) => string | null;

/** References to people and their cards, and words that people wrote: nothing in them is needed to see how a campus is. */
const NEVER: ReadonlySet<string> = new Set(["sample", "comment", "personRef", "remote"]);
/** A second credential in one message has a number. */
const CREDENTIAL = /^credentialRef\d*$/;
/** Accounts, which may be called like their owners. */
const ACCOUNTS: ReadonlySet<string> = new Set(["by", "account"]);
/** What stands for an account without a role. */
const SOMEBODY = "somebody";

/** The entry as the county may have it. */
export function leavingCampus(entry: Entry, roleOf: RoleOf): Entry {
  if (entry.kind === "audit") {
    const { account } = entry.body;
    return { ...entry, body: { account: typeof account === "string" ? (roleOf(account) ?? SOMEBODY) : null } };
  }
  return { ...entry, body: withoutPeople(entry.body, roleOf) };
}

function withoutPeople(body: Readonly<Record<string, unknown>>, roleOf: RoleOf): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    if (CREDENTIAL.test(key)) continue;
    if (NEVER.has(key)) {
      // The form stays: a comment is text or null wherever it stands.
      if (key === "comment") kept[key] = null;
    } else if (ACCOUNTS.has(key) && typeof value === "string") kept[key] = roleOf(value) ?? SOMEBODY;
    else kept[key] = inside(value, roleOf);
  }
  return kept;
}

function inside(value: unknown, roleOf: RoleOf): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => inside(item, roleOf));
  if (typeof value !== "object" || value === null) return value;
  return withoutPeople(Object.fromEntries(Object.entries(value)), roleOf);
}
