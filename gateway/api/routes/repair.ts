// The way in for people without an account: the page behind a label, and the three requests that it makes, each held to a rate.
import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Static, Type } from "../../contract/schema.ts";
import { callerOfRequest } from "../../kit/http/app.ts";
import { Problem } from "../../kit/http/problem.ts";
import { createRate, type Rate } from "../../kit/http/rate.ts";
import type { Language } from "../../kit/i18n.ts";
import { type Context, remoteOf } from "../context.ts";
import type { Scanned } from "../repair-desk.ts";
import { REPAIR_POLICY, repairFiles, repairPage, revokedPage } from "../repair-page/page.ts";

const TOKEN_PARAMS = Type.Object({ token: Type.String({ maxLength: 64 }) });
const TICKET_PARAMS = Type.Object({ token: Type.String({ maxLength: 64 }), ticket: Type.String({ maxLength: 32 }) });
const LANG = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 10 })) }, { additionalProperties: true });
const REPORT = Type.Object(
  {
    fault: Type.String({ maxLength: 32 }),
    text: Type.Optional(Type.String({ maxLength: 300 })),
    reporter: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
);
const NOTHING = Type.Object({}, { additionalProperties: false });
const tags = ["repair"];

/** A phone reports two or three things on its round through a room. */
const PER_CALLER = { burst: 8, perSecond: 1 / 60 };
/** One label is scanned by a class at once at most. */
const PER_LABEL = { burst: 10, perSecond: 1 / 120 };
/** All of them together: more would be no school any more. */
const ALL = { burst: 200, perSecond: 1 / 60 };
/** A photo follows its report at once. */
const PHOTO_WITHIN_MS = 15 * 60_000;
const MOST_KEYS = 500;
/** What photo.ts keeps at most. */
const PHOTO_LIMIT = 1024 * 1024;
const PHOTO_TYPES = ["image/jpeg", "image/png", "image/webp"];

type ByToken = { Params: Static<typeof TOKEN_PARAMS> };
type ByTicket = { Params: Static<typeof TICKET_PARAMS> };

/** GET /r/TOKEN and its files; POST /api/v1/repair/TOKEN, PUT …/tickets/ID/photo, POST …/tickets/ID/me-too. */
export async function repairRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { clock, repair } = context.parts;
  const { counter } = repair;
  const open = { config: { access: "open" }, schema: { hide: true } } as const;
  const perCaller = createRate({ ...PER_CALLER, clock });
  const perLabel = createRate({ ...PER_LABEL, clock });
  const all = createRate({ ...ALL, clock, callers: 1 });
  /** What lets a photo follow its report. */
  const keys = new Map<string, { readonly ticket: string; readonly until: number }>();

  function scannedBy(request: FastifyRequest<ByToken>): Scanned {
    const scanned = counter.scan(request.params.token);
    if (scanned === null) throw new Problem("label-unknown");
    return scanned;
  }

  function hold(rate: Rate, key: string): void {
    const waitMs = rate.take(key);
    if (waitMs > 0) throw new Problem("slow-down", { headers: { "retry-after": String(Math.ceil(waitMs / 1000)) } });
  }

  function newKey(ticket: string): string {
    const [now, key] = [clock.monotonic(), randomBytes(16).toString("base64url")];
    for (const [old, { until }] of keys) if (until < now || keys.size >= MOST_KEYS) keys.delete(old);
    keys.set(key, { ticket, until: now + PHOTO_WITHIN_MS });
    return key;
  }

  for (const [name, { type, text }] of repairFiles()) {
    app.get(`/${name}`, open, async (_request, reply) =>
      reply.type(type).header("cache-control", "max-age=3600").send(text),
    );
  }

  app.get<ByToken & { Querystring: Static<typeof LANG> }>(
    "/r/:token",
    { config: { access: "open" }, schema: { hide: true, params: TOKEN_PARAMS, querystring: LANG } },
    async (request, reply) => {
      const { lang } = request.query;
      const language = lang === "en" || lang === "zh-CN" ? lang : request.language;
      const scanned = counter.scan(request.params.token);
      if (scanned === null) return page(reply.code(404), language, revokedPage(language));
      return page(reply, language, repairPage(language, request.params.token, scanned));
    },
  );

  const route = (operationId: string, summary: string, schema: object) =>
    ({ config: { access: "open" }, schema: { tags, operationId, summary, ...schema } }) as const;

  await app.register(
    async (base) => {
      // Bytes of a picture, here alone and no more than a picture may have.
      base.addContentTypeParser(
        PHOTO_TYPES,
        { parseAs: "buffer", bodyLimit: PHOTO_LIMIT },
        async (_request: FastifyRequest, body: Buffer) => body,
      );

      base.post<ByToken & { Body: Static<typeof REPORT> }>(
        "/:token",
        route("report", "Report a fault of the thing on whose label the token stands", {
          params: TOKEN_PARAMS,
          body: REPORT,
          response: { 201: Type.Object({ ticket: Type.String(), photoKey: Type.String() }) },
        }),
        async (request, reply) => {
          const { asset } = scannedBy(request);
          hold(perCaller, callerOfRequest(request));
          hold(perLabel, asset);
          hold(all, "");
          const { fault, text, reporter } = request.body;
          const said = { fault, text: trimmed(text), reporter: trimmed(reporter) };
          const ticket = await counter.report(asset, said, remoteOf(request));
          return reply.code(201).send({ ticket, photoKey: newKey(ticket) });
        },
      );

      base.post<ByTicket & { Body: Static<typeof NOTHING> }>(
        "/:token/tickets/:ticket/me-too",
        route("meToo", "Say that one sees the same fault", {
          params: TICKET_PARAMS,
          body: NOTHING,
          response: { 204: Type.Null() },
        }),
        async (request, reply) => {
          const { asset } = scannedBy(request);
          hold(perCaller, callerOfRequest(request));
          hold(perLabel, asset);
          if (!(await counter.meToo(asset, request.params.ticket, remoteOf(request)))) throw new Problem("not-found");
          return reply.code(204).send();
        },
      );

      base.put<ByTicket & { Body: unknown }>(
        "/:token/tickets/:ticket/photo",
        {
          ...route("addPhoto", "A photo for a report just made, with the key that it answered in `x-photo-key`", {
            params: TICKET_PARAMS,
            response: { 204: Type.Null() },
          }),
          bodyLimit: PHOTO_LIMIT,
        },
        async (request, reply) => {
          scannedBy(request);
          const key = keys.get(String(request.headers["x-photo-key"]));
          if (key?.ticket !== request.params.ticket || key.until < clock.monotonic())
            throw new Problem("not-permitted");
          if (!Buffer.isBuffer(request.body)) throw new Problem("photo-invalid");
          const kept = await counter.addPhoto(key.ticket, request.body, remoteOf(request));
          if (!kept) throw new Problem("photo-invalid");
          return reply.code(204).send();
        },
      );
    },
    { prefix: "/api/v1/repair" },
  );
}

function page(reply: FastifyReply, language: Language, html: string): FastifyReply {
  return reply
    .type("text/html; charset=utf-8")
    .headers({ "content-security-policy": REPAIR_POLICY, "content-language": language, "cache-control": "no-store" })
    .send(html);
}

function trimmed(given: string | undefined): string | null {
  const text = given?.trim() ?? "";
  return text === "" ? null : text;
}
