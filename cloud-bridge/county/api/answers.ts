// The way in for a person with a link and without an account: GET looks and changes nothing, since chats look at links before people do; POST answers.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Static, Type } from "#gateway/contract/schema.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import { plainAddress } from "#gateway/kit/http/addresses.ts";
import { callerOfRequest } from "#gateway/kit/http/app.ts";
import type { Language } from "#gateway/kit/i18n.ts";
import { COMMENT_MAX } from "../../wire/command.ts";
import { createAttempts } from "../answers/attempts.ts";
import { type AnswerDesk, type AnswerParts, createAnswerDesk } from "../answers/desk.ts";
import { ANSWER_POLICY, answerPage, answerStyle, overPage, slowPage } from "../answers/page.ts";

const PARAMS = Type.Object({ campus: Type.String({ maxLength: 64 }), token: Type.String({ maxLength: 64 }) });
const QUERY = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 10 })) }, { additionalProperties: true });
const FORM = "application/x-www-form-urlencoded";
/** A comment of 256 Chinese characters is 2304 bytes in a form. */
const FORM_LIMIT = 8192;
/** Everything behind the campus in an address of this page. */
const SECRET_PART = /^(\/a\/[^/]*\/).*$/;

export interface AnswerRouteParts extends AnswerParts {
  readonly county: () => { readonly timezone: string };
  readonly clock: Clock;
}

type Asked = FastifyRequest<{ Params: Static<typeof PARAMS>; Querystring: Static<typeof QUERY> }>;

/** A path without the token that stands in it: for logs and errors. */
export function withoutToken(path: string): string {
  return path.replace(SECRET_PART, "$1…");
}

/** GET and POST /a/CAMPUS/TOKEN, and the page's style. */
export async function answerRoutes(app: FastifyInstance, parts: AnswerRouteParts): Promise<void> {
  const { county, clock } = parts;
  const desk: AnswerDesk = createAnswerDesk(parts);
  const attempts = createAttempts(clock);
  const style = answerStyle();
  const config = { access: "open", ownForms: true } as const;
  const schema = { params: PARAMS, querystring: QUERY } as const;

  app.get("/answer.css", { config: { access: "open" } }, async (_request, reply) =>
    reply.type("text/css; charset=utf-8").header("cache-control", "max-age=3600").send(style),
  );

  /** The page to be sent when nothing is to be looked at; null: go on. */
  const held = (request: Asked, reply: FastifyReply): FastifyReply | null => {
    const waitMs = attempts.take(callerOfRequest(request));
    if (waitMs === 0) return null;
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    return send(reply.code(429).header("retry-after", String(seconds)), slowPage(languageIn(request), seconds));
  };
  const wrong = async (request: Asked, reply: FastifyReply): Promise<FastifyReply> => {
    const { campus, token } = request.params;
    if (attempts.wrong(callerOfRequest(request))) await desk.refused(campus, token, "link-unknown", remoteOf(request));
    return send(reply.code(404), overPage(languageIn(request)));
  };

  app.get("/a/:campus/:token", { config, schema }, async (request: Asked, reply) => {
    const refusal = held(request, reply);
    if (refusal !== null) return refusal;
    const found = desk.find(request.params.campus, request.params.token);
    if (found === null) return await wrong(request, reply);
    const language = languageIn(request);
    if (found.isOver) return send(reply.code(410), overPage(language));
    const shown = { language, timezone: county().timezone, nowMs: clock.now() };
    return send(reply, answerPage(found, desk.nonceFor(found), shown));
  });

  // A mail program may cut a link off anywhere: what is left of it is no way to the sign-in.
  app.get("/a/:campus", { config: { access: "open" } }, async (request: Asked, reply) =>
    send(reply.code(404), overPage(languageIn(request))),
  );

  await app.register(async (forms) => {
    forms.addContentTypeParser(FORM, { parseAs: "string", bodyLimit: FORM_LIMIT }, async (_request: FastifyRequest, body: string) => new URLSearchParams(body)); // biome-ignore format: one line
    forms.post("/a/:campus/:token", { config, schema }, async (request: Asked, reply) => {
      const refusal = held(request, reply);
      if (refusal !== null) return refusal;
      const found = desk.find(request.params.campus, request.params.token);
      if (found === null) return await wrong(request, reply);
      const fields = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      const said = { nonce: fields.get("nonce") ?? "", comment: commentIn(fields.get("comment")) };
      await desk.press(found, said, remoteOf(request));
      // Asked for by GET, so that looking again presses nothing again.
      const { lang } = request.query;
      return reply.code(303).headers(PRIVATE).header("location", lang === "en" || lang === "zh-CN" ? `?lang=${lang}` : "?").send(); // biome-ignore format: one line
    });
  });
}

const PRIVATE = { "content-security-policy": ANSWER_POLICY, "cache-control": "no-store", "referrer-policy": "no-referrer" } as const; // biome-ignore format: one line

function send(reply: FastifyReply, html: string): FastifyReply {
  return reply.headers(PRIVATE).type("text/html; charset=utf-8").send(html);
}

function languageIn(request: Asked): Language {
  const { lang } = request.query;
  return lang === "en" || lang === "zh-CN" ? lang : request.language;
}

function remoteOf(request: FastifyRequest): string {
  return plainAddress(request.ip);
}

/** One line of what a person wrote; null: nothing. */
function commentIn(text: string | null): string | null {
  const line = (text ?? "")
    .replaceAll(/\p{C}+|\s+/gu, " ")
    .trim()
    .slice(0, COMMENT_MAX);
  return line === "" ? null : line;
}
