// Persons for a gateway under test: registered, and on duty round the clock, one at each post.
import type { HttpClient } from "./http.ts";

export interface Somebody {
  readonly name: string;
  readonly phone: string;
  readonly mail?: string;
}

/** Registers them and makes the roster; answers the person's id by post. */
export async function putOnDuty<Posts extends Readonly<Record<string, Somebody>>>(
  client: HttpClient,
  people: Posts,
): Promise<Readonly<Record<keyof Posts, string>>> {
  const made: { readonly post: string; readonly name: string; readonly person: string }[] = [];
  for (const [post, { name, phone, mail = null }] of Object.entries(people)) {
    const answer = await client.post("duty/people", { name, phones: [phone], ...(mail === null ? {} : { mail }) });
    if (answer.status !== 201) throw new Error(`person ${name}: ${answer.status} ${answer.text}`);
    made.push({ post, name, person: answer.json<{ id: string }>().id });
  }
  const shifts = made.map(({ post, name, person }) => ({
    id: post,
    name,
    post,
    days: "every-day",
    from: "00:00",
    to: "00:00",
    rotation: { per: "day", start: "2026-11-01", groups: [[person]] },
  }));
  const roster = await client.ask("PUT", "duty/roster", { body: { shifts }, headers: { "if-match": '"0"' } });
  if (roster.status !== 200) throw new Error(`roster: ${roster.status} ${roster.text}`);
  return Object.fromEntries(made.map(({ post, person }) => [post, person])) as Record<keyof Posts, string>;
}

/** Somebody takes a post. */
export async function signOn(client: HttpClient, post: string, person: string): Promise<void> {
  const answer = await client.post("duty/sign-on", { post, persons: [person] });
  if (answer.status !== 200) throw new Error(`sign-on: ${answer.status} ${answer.text}`);
}
