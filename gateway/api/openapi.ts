// The description of the interface as OpenAPI 3.1, made from the routes' own schemas, and the pages to browse it, served by us.
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import type { Access } from "../kit/http/access.ts";
import { CONTENT_SECURITY_POLICY } from "../kit/http/headers.ts";
import { PROBLEM } from "./schemas.ts";

export const DOCS_PREFIX = "/api/docs";

function rightOf(access: Access | undefined): string {
  if (access === undefined || access === "open") return "Open.";
  if (access === "signed-in") return "Any signed-in account.";
  return typeof access === "object" ? `Right: ${access.permission}, or a caller on this machine.` : `Right: ${access}.`;
}

/** Collects the routes registered afterwards. */
export async function describeRoutes(app: FastifyInstance, version: string): Promise<void> {
  // Sign-in and rights are written beside the routes as `access`; the description repeats them so that it cannot differ.
  app.addHook("onRoute", (route) => {
    const schema = route.schema ?? {};
    if (schema.hide) return;
    const { access } = route.config ?? {};
    const open = access === undefined || access === "open";
    const answers = typeof schema.response === "object" && schema.response !== null ? schema.response : {};
    route.schema = {
      ...schema,
      description: [schema.description, rightOf(access)].filter((line) => line !== undefined).join("\n\n"),
      security: open ? [] : [{ session: [], csrf: [] }, { token: [] }],
      response: {
        ...answers,
        default: { description: "A problem (RFC 9457)", content: { "application/problem+json": { schema: PROBLEM } } },
      },
    };
  });
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Campus Gateway",
        version,
        description:
          "Sign in with `POST /api/v1/session`; with the cookie every method but GET needs the header `x-csrf-token`. Programs use a token. Errors: [/api/docs/errors](/api/docs/errors).",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: "/" }],
      components: {
        securitySchemes: {
          session: { type: "apiKey", in: "cookie", name: "session", description: "`__Host-session` over https" },
          csrf: {
            type: "apiKey",
            in: "header",
            name: "x-csrf-token",
            description: "For every method but GET with the cookie",
          },
          token: { type: "http", scheme: "bearer" },
        },
      },
    },
  });
  await app.register(swaggerUi, {
    routePrefix: DOCS_PREFIX,
    theme: { title: "Campus Gateway API" },
    uiConfig: { docExpansion: "list", layout: "BaseLayout" },
    // The page's own style sheets carry small pictures as data: addresses; everything else stays as strict as elsewhere.
    staticCSP: `${CONTENT_SECURITY_POLICY}; img-src 'self' data:`,
  });
}

/** GET /api/v1/openapi.json. */
export function openapiRoutes(app: FastifyInstance): void {
  app.get("/openapi.json", { config: { access: "open" }, schema: { hide: true } }, async () => app.swagger());
}
