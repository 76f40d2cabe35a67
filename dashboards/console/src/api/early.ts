// Asks for what every page needs first, while the console's code is still on its way over the line. Whoever asks for the same soon after
// takes the answer that is already there. Small and without dependencies: it runs before anything else has come.
import { initialLanguage } from "../i18n/language.ts";

const BASE = "/api/v1";
/** Older than this, an answer is not what it would be now. */
const FRESH_MS = 10_000;

interface Asked {
  readonly response: Promise<Response>;
  readonly atMs: number;
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
  ask("/setup");
  const session = await ask("/session").response;
  if (!session.ok) return;
  const permissions = permissionsIn(await session.clone().text());
  for (const [path, permission] of first) if (permissions.includes(permission)) ask(path);
}

/** The answer to GET `path` that was asked for early, once; undefined when there is none or it is too old. */
export function takeEarly(path: string): Promise<Response> | undefined {
  const early = asked.get(path);
  asked.delete(path);
  return early === undefined || performance.now() - early.atMs > FRESH_MS ? undefined : early.response;
}

/** After a change nothing counts that was asked before it. */
export function dropEarly(): void {
  asked.clear();
}

function ask(path: string): Asked {
  const response = fetch(BASE + path, {
    credentials: "same-origin",
    headers: { "accept-language": initialLanguage() },
  });
  // Whoever takes it sees the failure; an answer that nobody takes fails without a word.
  response.catch(() => undefined);
  const early = { response, atMs: performance.now() };
  asked.set(path, early);
  return early;
}

function permissionsIn(text: string): readonly unknown[] {
  const session: { account?: { permissions?: unknown } } = JSON.parse(text);
  const permissions = session.account?.permissions;
  return Array.isArray(permissions) ? permissions : [];
}
