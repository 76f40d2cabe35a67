// Asks for what every page needs first, while the console's code is still on its way over the line. Whoever asks for the same soon after
// takes the answer that is already there. Small and without dependencies: it runs before anything else has come.
import { initialLanguage } from "../i18n/language.ts";

const BASE = "/api/v1";
/** Older than this, an answer is not what it would be now. */
const FRESH_MS = 10_000;

interface Asked {
  readonly response: Promise<Response>;
  readonly atMs: number;
  /** What was answered, once all of it has come; undefined before, and for a refusal. */
  answer: unknown;
}

const asked = new Map<string, Asked>();

/** What most pages read at their start, and the right that it needs. */
export type First = readonly (readonly [path: string, permission: string])[];
const FIRST: First = [
  ["/latest", "latest.read"],
  ["/devices", "latest.read"],
  ["/status", "status.read"],
  ["/places", "latest.read"],
  ["/profiles", "latest.read"],
  ["/alarms?state=open", "alarms.read"],
];

/** Begins; answers to somebody who is not signed in are none but the refusal of the session. */
export async function askEarly(first = FIRST): Promise<void> {
  ask("/setup").catch(() => undefined);
  const permissions = permissionsIn(await ask("/session"));
  for (const [path, permission] of first) if (permissions.includes(permission)) ask(path).catch(() => undefined);
}

/** The answer to GET `path` that was asked for early, once; undefined when there is none or it is too old. */
export function takeEarly(path: string): Promise<Response> | undefined {
  return taken(path)?.response;
}

/** The same for whoever draws now and cannot wait; undefined also when it has not come yet, which leaves it to be taken later. */
export function takeEarlyAnswer(path: string): unknown {
  return asked.get(path)?.answer === undefined ? undefined : taken(path)?.answer;
}

function taken(path: string): Asked | undefined {
  const early = asked.get(path);
  asked.delete(path);
  return early === undefined || performance.now() - early.atMs > FRESH_MS ? undefined : early;
}

/** After a change nothing counts that was asked before it. */
export function dropEarly(): void {
  asked.clear();
}

/** Resolves to what was answered, to undefined for a refusal. */
async function ask(path: string): Promise<unknown> {
  const response = fetch(BASE + path, {
    credentials: "same-origin",
    headers: { "accept-language": initialLanguage() },
  });
  // Whoever takes it sees the failure; an answer that nobody takes fails without a word.
  response.catch(() => undefined);
  const early: Asked = { response, atMs: performance.now(), answer: undefined };
  asked.set(path, early);
  const came = await response;
  if (came.ok) early.answer = await came.clone().json();
  return early.answer;
}

function permissionsIn(session: unknown): readonly unknown[] {
  const { account } = (session ?? {}) as { account?: { permissions?: unknown } };
  return Array.isArray(account?.permissions) ? account.permissions : [];
}
