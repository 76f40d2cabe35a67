// Who is on duty now: sign-on (上岗), spot checks (查岗), and what the screens of posts are to say.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { PostSound, SpotCheck } from "../../contract/duty.ts";
import { type Static, Type } from "../../contract/schema.ts";
import { parseDuration } from "../../contract/time.ts";
import { principalOf } from "../../kit/http/access.ts";
import { fieldProblem } from "../../kit/http/validation.ts";
import { goneSignal } from "../asker.ts";
import { type Context, noSuch, outOfScope } from "../context.ts";
import type { DutyDesk } from "../duty-desk.ts";
import { CALLS, NAMED_POST, NOW, PERSON_ID, SPOT_CHECK, SPOT_CHECKS } from "../duty-schemas.ts";
import { dutyText } from "../duty-texts.ts";
import { ID_PARAMS } from "../schemas.ts";
import { byOf, postsOf, readsNames, refusal, requirePost, route } from "./duty-context.ts";
import { peopleRoutes } from "./people.ts";
import { rosterRoutes } from "./roster.ts";

const strict = { additionalProperties: false } as const;
const MINUTE_MS = 60_000;
const ANSWER_WITHIN_MS = 5 * MINUTE_MS;
const POST = Type.String({ minLength: 1, maxLength: 64 });
const SOUND = Type.Unsafe<PostSound>({
  type: "string",
  enum: ["on", "silent", "blocked"],
  description: "blocked: the browser waits for a touch before it sounds",
});
const SIGN_ON = Type.Object({ post: POST, persons: Type.Array(PERSON_ID, { minItems: 1, maxItems: 8 }) }, strict);
const SIGN_OFF = Type.Object({ post: POST }, strict);
const CHECK_WISH = Type.Object(
  { post: POST, within: Type.Optional(Type.String({ format: "duration", maxLength: 20, description: "1 to 30 min" })) },
  strict,
);
const LIST = Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }) }, strict);
/** More are asked for in no year: an asker of few posts is to find those among them. */
const MOST_CHECKS = 10_000;
const AFTER = Type.Object({ after: Type.Optional(Type.String({ maxLength: 40 })) }, strict);
const PRESENCE = Type.Object({ sound: SOUND }, strict);
const HEARD = Type.Object(
  {
    sound: SOUND,
    spoken: Type.Boolean({ description: "In words, not only by a tone" }),
    waiting: Type.Optional(
      Type.Boolean({
        description:
          "true: not heard yet, it waits for its turn behind others; said again every 3 s. 10 s without a word, or two minutes of waiting, and the next road is taken",
      }),
    ),
  },
  strict,
);
const HEARD_PARAMS = Type.Object({ id: POST, n: Type.Integer({ minimum: 1 }) });

type Params = { Params: Static<typeof ID_PARAMS> };

/** Everything below /duty; nothing while no duty is kept. */
export function dutyRoutes(app: FastifyInstance, context: Context): void {
  const desk = context.parts.duty;
  if (desk === undefined) return;
  peopleRoutes(app, desk);
  rosterRoutes(app, desk);
  postRoutes(app, context, desk);
  checkRoutes(app, context, desk);
}

function postRoutes(app: FastifyInstance, context: Context, desk: DutyDesk): void {
  const send = (request: FastifyRequest, reply: FastifyReply, id: string) => {
    const post = desk.post(id);
    if (post === null) throw noSuch("post", id);
    const { rostered, signedOn, onDuty, turns, next } = post;
    const planned = [...turns, ...(next === null ? [] : [next])].flatMap(({ persons }) => persons);
    const ids = [...rostered, ...(signedOn?.persons ?? []), ...onDuty, ...planned];
    return reply.send({ ...post, names: readsNames(request) ? desk.names(ids) : {} });
  };

  app.get(
    "/duty/now",
    route("alarms.read", "dutyNow", "Each post as it is now: whose turn it is, who signed on, whom a call reaches", {
      response: { 200: NOW },
    }),
    async (request) => {
      const now = desk.now(readsNames(request));
      const sees = postsOf(context, request);
      // Whom to call is for everybody; whether somebody was asked for, and did not come, is for who answers for the post.
      const posts = now.posts.map((post) => (sees(post.id) ? post : { ...post, missed: false, spotCheck: null }));
      return { ...now, posts };
    },
  );

  app.post<{ Body: Static<typeof SIGN_ON> }>(
    "/duty/sign-on",
    route("alarms.ack", "signOn", "These are at the post from now on, instead of whoever was there", {
      body: SIGN_ON,
      response: { 200: NAMED_POST },
    }),
    async (request, reply) => {
      const post = requirePost(context, desk, request, request.body.post);
      const refused = await desk.signOn(byOf(request), post, request.body.persons);
      if (refused !== null) throw refusal(refused);
      return send(request, reply, post);
    },
  );

  app.post<{ Body: Static<typeof SIGN_OFF> }>(
    "/duty/sign-off",
    route("alarms.ack", "signOff", "Nobody is signed on at the post any more", {
      body: SIGN_OFF,
      response: { 200: NAMED_POST },
    }),
    async (request, reply) => {
      const post = requirePost(context, desk, request, request.body.post);
      await desk.signOff(byOf(request), post);
      return send(request, reply, post);
    },
  );

  app.post<Params & { Body: Static<typeof PRESENCE> }>(
    "/duty/posts/:id/presence",
    route("alarms.ack", "postPresence", "The post's screen is open, and whether it can be heard; every 15 s", {
      params: ID_PARAMS,
      body: PRESENCE,
      response: { 200: Type.Object({ post: Type.String(), consoles: Type.Integer() }) },
    }),
    async (request) => {
      const post = requirePost(context, desk, request, request.params.id);
      return { post, ...desk.presence(post, principalOf(request).credential, request.body.sound) };
    },
  );

  app.get<Params & { Querystring: Static<typeof AFTER> }>(
    "/duty/posts/:id/announcements",
    route("alarms.read", "postAnnouncements", "What the post's screen is to say now; waits 25 s for something new", {
      params: ID_PARAMS,
      querystring: AFTER,
      response: { 200: CALLS },
    }),
    async (request, reply) => {
      const post = requirePost(context, desk, request, request.params.id);
      const { after = "" } = request.query;
      const calls = await desk.calls(post, after === "" ? null : after, goneSignal(reply));
      const { onDuty = [], rostered = [] } = desk.post(post) ?? {};
      return { ...calls, names: readsNames(request) ? desk.names([...onDuty, ...rostered]) : {} };
    },
  );

  app.post<{ Params: Static<typeof HEARD_PARAMS>; Body: Static<typeof HEARD> }>(
    "/duty/posts/:id/announcements/:n/heard",
    route("alarms.ack", "announcementHeard", "What the screen really did with an announcement", {
      params: HEARD_PARAMS,
      body: HEARD,
      response: { 204: Type.Null() },
    }),
    async (request, reply) => {
      const { id, n } = request.params;
      desk.heard(requirePost(context, desk, request, id), n, principalOf(request).credential, request.body);
      return reply.code(204).send();
    },
  );
}

function checkRoutes(app: FastifyInstance, context: Context, desk: DutyDesk): void {
  app.get<{ Querystring: Static<typeof LIST> }>(
    "/duty/spot-checks",
    route("alarms.read", "listSpotChecks", "Spot checks, newest first", {
      querystring: LIST,
      response: { 200: SPOT_CHECKS },
    }),
    async (request) => {
      const sees = postsOf(context, request);
      const checks = desk
        .spotChecks(MOST_CHECKS)
        .filter(({ post }) => sees(post))
        .slice(0, request.query.limit);
      const answered = checks.flatMap(({ person }) => (person === null ? [] : [person]));
      return { checks, names: readsNames(request) ? desk.names(answered) : {} };
    },
  );

  app.post<{ Body: Static<typeof CHECK_WISH> }>(
    "/duty/spot-checks",
    route("alarms.shelve", "openSpotCheck", "Ask a post whether anybody is there; one at a time", {
      body: CHECK_WISH,
      response: { 200: SPOT_CHECK, 201: SPOT_CHECK },
    }),
    async (request, reply) => {
      const post = requirePost(context, desk, request, request.body.post);
      const withinMs = request.body.within === undefined ? ANSWER_WITHIN_MS : (parseDuration(request.body.within) ?? 0);
      if (withinMs < MINUTE_MS || withinMs > 30 * MINUTE_MS)
        throw fieldProblem("/within", (language) => dutyText(language, "within"));
      const { check, fresh } = await desk.openSpotCheck(byOf(request), post, withinMs);
      return reply.code(fresh ? 201 : 200).send(check);
    },
  );

  app.post<Params & { Body: { readonly person: string } }>(
    "/duty/spot-checks/:id/answer",
    route("alarms.ack", "answerSpotCheck", "Somebody is there", {
      params: ID_PARAMS,
      body: Type.Object({ person: PERSON_ID }, strict),
      response: { 200: SPOT_CHECK },
    }),
    async (request): Promise<SpotCheck> => {
      const { id } = request.params;
      const asked = desk.spotChecks(MOST_CHECKS).find((check) => check.id === id);
      if (asked !== undefined && !postsOf(context, request)(asked.post)) throw outOfScope(id);
      const done = await desk.answerSpotCheck(byOf(request), id, request.body.person);
      if (done === null) throw noSuch("spot check", id);
      if ("wrong" in done) throw refusal(done);
      return done;
    },
  );
}
