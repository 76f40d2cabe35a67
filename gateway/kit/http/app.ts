// A Fastify application with our habits: strict JSON, problems in the asker's language, safe headers, no strangers' host names.
// It does not listen (listeners.ts does), so that tests can inject requests; it knows nothing of a campus.
import { randomUUID } from "node:crypto";
import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import cookie from "@fastify/cookie";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Clock } from "../clock.ts";
import { type Language, languageOf } from "../i18n.ts";
import type { Log } from "../log.ts";
import { callerOf, isOwnHost, plainAddress } from "./addresses.ts";
import { compressAnswers } from "./compress.ts";
import { createFaults, type Translate } from "./faults.ts";
import { securityHeaders } from "./headers.ts";
import { readJson } from "./json.ts";
import { Problem, type ProblemKinds, problemBody } from "./problem.ts";
import { kitText } from "./texts.ts";
import { createValidatorCompiler, fieldProblem } from "./validation.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The asker's language. */
    language: Language;
  }
}

export interface AppOptions {
  readonly kinds: ProblemKinds;
  readonly log: Log;
  readonly clock: Clock;
  /** Names of the server's certificate, for the Host check. */
  readonly certificateNames: () => ReadonlySet<string>;
  /** Turns an error of a part we stand on into a problem; `null` leaves it an internal error. */
  readonly translate: Translate;
  /** A path as logs and errors may repeat it; absent: as it is. Some hold what opens a door. */
  readonly shownPath?: (path: string) => string;
}

export interface App {
  readonly fastify: FastifyInstance;
  /** What every listener's requests go to. */
  readonly listener: RequestListener;
}

/** Largest body, contract §6. */
const BODY_LIMIT = 256 * 1024;

/** Builds the application; the caller registers routes, then `await app.fastify.ready()`. */
export async function createApp(options: AppOptions): Promise<App> {
  let listener: RequestListener | null = null;
  const fastify = Fastify({
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    return503OnClosing: false,
    logger: false,
    serverFactory: (handler): Server => {
      listener = handler;
      return createServer();
    },
    frameworkErrors: (error, request, reply) => {
      request.language = languageOf(request.headers["accept-language"]);
      securityHeaders(request, reply);
      answer(error, request, reply);
    },
  });
  const faults = createFaults(options.translate);
  const pathOf = (request: FastifyRequest): string => options.shownPath?.(rawPathOf(request)) ?? rawPathOf(request);

  function answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    let problem = faults(thrown);
    if (problem === null || !options.kinds.has(problem.code)) {
      const incident = randomUUID().slice(0, 8);
      options.log.error(
        { incident, method: request.method, path: pathOf(request), err: thrown },
        "a request failed for an inner reason",
      );
      problem = new Problem("internal-error", { members: { incident } });
    }
    const body = problemBody(options.kinds, problem, request.language, pathOf(request));
    reply
      .code(body.status)
      .headers({ "content-language": request.language, "cache-control": "no-store", ...problem.options.headers })
      .type("application/problem+json; charset=utf-8")
      .send(JSON.stringify(body));
  }

  fastify.decorateRequest("language", "zh-CN");
  fastify.setValidatorCompiler(createValidatorCompiler());
  // Schemas of answers are documentation: what we send is built by typed code.
  fastify.setSerializerCompiler(() => (data) => JSON.stringify(data));
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (_request: FastifyRequest, body: Buffer) => {
      if (body.length === 0) return undefined;
      const read = readJson(body);
      if ("value" in read) return read.value;
      if (read.fault === "not-json")
        throw new Problem("bad-request", { detail: (language) => kitText(language, "notJson") });
      throw fieldProblem(read.path, (language) =>
        kitText(language, read.fault === "too-deep" ? "tooDeep" : "forbiddenKey"),
      );
    },
  );

  fastify.addHook("onRequest", async (request, reply) => {
    request.language = languageOf(request.headers["accept-language"]);
    securityHeaders(request, reply);
    if (!isOwnHost(request.headers.host, options.certificateNames())) {
      throw new Problem("bad-request", { detail: (language) => kitText(language, "badHost") });
    }
  });
  fastify.addHook("onResponse", async (request, reply) => {
    if (!options.log.isLevelEnabled("debug")) return;
    options.log.debug(
      { method: request.method, path: pathOf(request), status: reply.statusCode, remote: plainAddress(request.ip) },
      "request answered",
    );
  });
  compressAnswers(fastify);
  fastify.setErrorHandler(answer);
  await fastify.register(cookie);
  refuseUnknownRoutes(fastify, pathOf);
  if (listener === null) throw new Error("Fastify did not ask for a server");
  return { fastify, listener };
}

/** The path without the query, which may hold what a log or an error must not repeat. */
function rawPathOf(request: FastifyRequest): string {
  return (request.url.split("?", 1)[0] ?? "").slice(0, 500);
}

/** The address that counts as one caller. */
export function callerOfRequest(request: FastifyRequest): string {
  return callerOf(request.ip);
}

/** 404 for a path that nobody serves, 405 with `Allow` for a path that is served for other methods. */
function refuseUnknownRoutes(fastify: FastifyInstance, shown: (request: FastifyRequest) => string): void {
  const routes: { readonly methods: readonly string[]; readonly pattern: RegExp }[] = [];
  fastify.addHook("onRoute", (route) => {
    const source = route.url
      .split("/")
      .map((part) => (part.startsWith(":") ? "[^/]+" : part === "*" ? ".*" : part.replaceAll(".", "\\.")))
      .join("/");
    routes.push({ methods: [route.method].flat(), pattern: new RegExp(`^${source}/?$`) });
  });
  fastify.setNotFoundHandler(async (request) => {
    const path = rawPathOf(request);
    const methods = new Set(routes.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods));
    // A route that answers this method and still ends here has nothing under this very name.
    if (methods.size === 0 || methods.has(request.method)) {
      throw new Problem("not-found", {
        detail: (language) => kitText(language, "nothingHere", { path: shown(request) }),
      });
    }
    const allow = [...methods].join(", ");
    throw new Problem("method-not-allowed", {
      detail: (language) => kitText(language, "method", { method: request.method, allow }),
      headers: { allow },
    });
  });
}
