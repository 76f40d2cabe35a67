// The audit: who did what, in the order it happened, and whether its chain of hashes is whole.
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "../../contract/schema.ts";
import type { Context } from "../context.ts";
import { TIME } from "../schemas.ts";

const QUERY = Type.Object(
  {
    after: Type.Integer({ minimum: 0, default: 0, description: "Lines with a greater n" }),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    verify: Type.Boolean({ default: false, description: "Also check the whole chain" }),
  },
  { additionalProperties: false },
);

const LINE = Type.Object({
  n: Type.Integer(),
  at: TIME,
  type: Type.String(),
  account: Type.Union([Type.String(), Type.Null()]),
  remote: Type.Union([Type.String(), Type.Null()]),
  detail: Type.Object({}, { additionalProperties: true }),
  hash: Type.String(),
});
const VERDICT = Type.Object({ ok: Type.Boolean() }, { additionalProperties: true });
const ANSWER = Type.Object({
  lines: Type.Array(LINE),
  next: Type.Integer(),
  head: Type.Integer({
    description: "The number of the newest line: whoever wants the newest first counts back from it",
  }),
  more: Type.Boolean(),
  verdict: Type.Union([VERDICT, Type.Null()]),
});

/** GET /audit. */
export function auditRoutes(app: FastifyInstance, context: Context): void {
  const { accounts } = context.parts;
  app.get<{ Querystring: Static<typeof QUERY> }>(
    "/audit",
    {
      config: { access: "audit.read" },
      schema: {
        tags: ["audit"],
        operationId: "readAudit",
        summary: "Audit lines, oldest first",
        querystring: QUERY,
        response: { 200: ANSWER },
      },
    },
    async (request) => {
      const { after, limit, verify } = request.query;
      const found = accounts.auditLines(after, limit + 1);
      const lines = found.slice(0, limit);
      return {
        lines,
        next: lines.at(-1)?.n ?? after,
        head: accounts.auditHead(),
        more: found.length > limit,
        verdict: verify ? await accounts.verifyAudit() : null,
      };
    },
  );
}
