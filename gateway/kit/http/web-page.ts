// Pages for browsers as they were built: one page with a nonce per request for all addresses, and files that never change under their name.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CONTENT_SECURITY_POLICY } from "./headers.ts";

const open = { config: { access: "open" }, schema: { hide: true } } as const;
/** Stands in the built page where the nonce of each answer goes. */
const NONCE_MARK = "%NONCE%";

export interface WebPage {
  /** Where everything was built. */
  readonly folder: string;
  /** The page's file there. */
  readonly page: string;
  /** First parts of the addresses below "/" that get the page. */
  readonly sections: readonly string[];
}

/** The built page; null when it was not built. */
function builtPage({ folder, page }: WebPage): string | null {
  try {
    return readFileSync(join(folder, page), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** A person's browser at an address that nobody serves; programs, and whatever belongs to the API, get the API's own answer. */
function isMistyped(request: FastifyRequest): boolean {
  const { method, url, headers, is404 } = request;
  if (!is404 || method !== "GET" || url.startsWith("/api/") || url.startsWith("/assets/")) return false;
  return headers.accept?.includes("text/html") === true;
}

/** Serves the page at "/" and below its sections; returns false, and serves nothing, when it was not built. */
export async function webPageRoutes(app: FastifyInstance, built: WebPage): Promise<boolean> {
  const page = builtPage(built);
  if (page === null) return false;
  await app.register(fastifyStatic, { root: built.folder, serve: false, preCompressed: true });

  const send = (reply: FastifyReply, status: number): FastifyReply => {
    const nonce = randomBytes(16).toString("base64");
    // Ant Design writes its styles at run time; only those that carry this answer's nonce count.
    const policy = `${CONTENT_SECURITY_POLICY}; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:`;
    return reply
      .code(status)
      .headers({ "content-security-policy": policy, "cache-control": "no-store" })
      .type("text/html; charset=utf-8")
      .send(page.replaceAll(NONCE_MARK, nonce));
  };
  for (const path of ["/", ...built.sections.flatMap((section) => [`/${section}`, `/${section}/*`])]) {
    app.get(path, open, async (_request, reply) => send(reply, 200));
  }
  // Whoever types an address that does not exist is told so by the page, in words and with a way back.
  app.addHook("onRequest", async (request, reply) => (isMistyped(request) ? send(reply, 404) : undefined));
  app.get<{ Params: { "*": string } }>("/assets/*", open, async (request, reply) =>
    reply.sendFile(`assets/${request.params["*"]}`, { immutable: true, maxAge: "365d" }),
  );
  // Browsers ask for the second where no page has told them of the first.
  for (const path of ["/icon.svg", "/favicon.ico"])
    app.get(path, open, async (_request, reply) => reply.sendFile("icon.svg", { maxAge: "1d" }));
  return true;
}
