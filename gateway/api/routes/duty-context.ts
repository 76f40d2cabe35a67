// What the routes of duty have in common: who asks, whether names are for them, and refusals at their fields.
import type { FastifyRequest } from "fastify";
import type { Permission } from "../../kit/accounts/accounts.ts";
import { principalOf } from "../../kit/http/access.ts";
import { Problem } from "../../kit/http/problem.ts";
import { fieldProblem } from "../../kit/http/validation.ts";
import { type Context, noSuch, outOfScope, remoteOf, sightOf } from "../context.ts";
import type { AskedBy, DutyDesk, Refused } from "../duty-desk.ts";
import { dutyText, isDutyText } from "../duty-texts.ts";

export const tags = ["duty"];

/** The access and the schema of a route of duty. */
export function route(access: Permission, operationId: string, summary: string, schema: object = {}) {
  return { config: { access }, schema: { tags, operationId, summary, ...schema } };
}

export function byOf(request: FastifyRequest): AskedBy {
  return { account: principalOf(request).account, remote: remoteOf(request) };
}

/** True when names of persons are for whoever asks. */
export function readsNames(request: FastifyRequest): boolean {
  return principalOf(request).permissions.has("people.read");
}

/** Tells of posts whether they are in the asker's places. A post that is nowhere is for whoever sees the whole campus. */
export function postsOf(context: Context, request: FastifyRequest): (id: string) => boolean {
  const { places } = sightOf(context, request);
  const { posts } = context.parts.config.current.duty;
  return (id) => {
    const place = posts.find((post) => post.id === id)?.place ?? null;
    return places === null || (place !== null && places.has(place));
  };
}

/** 404 unless there is such a post, 403 when it is beyond what the asker may see: what it is told names devices of the whole campus. */
export function requirePost(context: Context, desk: DutyDesk, request: FastifyRequest, id: string): string {
  if (!desk.hasPost(id)) throw noSuch("post", id);
  if (!postsOf(context, request)(id)) throw outOfScope(id);
  return id;
}

/** The version that a change was made for. */
export function versionIn(given: string | undefined): number {
  const version = /^(?:W\/)?"?(\d{1,15})"?$/.exec(given ?? "")?.[1];
  if (version === undefined) throw fieldProblem("/if-match", (language) => dutyText(language, "version"));
  return Number(version);
}

/** What a refused field is told, in the asker's language. */
export function said(
  word: string,
  values?: Readonly<Record<string, string | number>>,
): (language: "zh-CN" | "en") => string {
  return (language) => (isDutyText(word) ? dutyText(language, word, values) : word);
}

/** 400 with everything that is wrong, each at its field. */
export function refusal({ wrong }: Refused): Problem {
  return new Problem("bad-request", {
    errors: (language) => wrong.map(({ path, fault, values }) => ({ path, message: said(fault, values)(language) })),
  });
}
