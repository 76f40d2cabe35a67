// The few pages for people that the gateway serves itself: start page, certificate, list of errors. Plain HTML without scripts.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../../kit/http/problem.ts";
import type { Context } from "../context.ts";
import { certificatePage, errorsPage, STYLE, startPage } from "../pages.ts";

function html(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  return reply
    .type("text/html; charset=utf-8")
    .headers({ "content-language": request.language, vary: "accept-language" })
    .send(text);
}

/** GET / (unless the console is there), /certificate, /certificate-authority.pem, /page.css and /api/docs/errors. */
export function pageRoutes(app: FastifyInstance, context: Context, withConsole: boolean): void {
  const open = { config: { access: "open" }, schema: { hide: true } } as const;
  const { parts } = context;

  if (!withConsole) {
    app.get("/", open, async (request, reply) =>
      html(request, reply, startPage(request.language, parts.config.current.campus.name, parts.version)),
    );
  }
  app.get("/page.css", open, async (_request, reply) => reply.type("text/css; charset=utf-8").send(STYLE));
  app.get("/api/docs/errors", open, async (request, reply) => html(request, reply, errorsPage(request.language)));
  app.get("/certificate", open, async (request, reply) =>
    html(request, reply, certificatePage(request.language, context.authority())),
  );
  app.get("/certificate-authority.pem", open, async (_request, reply) => {
    const pem = context.authority()?.authorityPem ?? null;
    if (pem === null) throw new Problem("not-found");
    return reply
      .type("application/x-pem-file")
      .header("content-disposition", 'attachment; filename="campus-gateway-authority.pem"')
      .send(pem);
  });
}
