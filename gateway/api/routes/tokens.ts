// Tokens for programs: made by a signed-in account, shown once, never stronger than their maker.
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "../../contract/schema.ts";
import { parseDuration } from "../../contract/time.ts";
import type { Principal, TokenInfo } from "../../kit/accounts/accounts.ts";
import { principalOf } from "../../kit/http/access.ts";
import { Problem } from "../../kit/http/problem.ts";
import { fieldProblem } from "../../kit/http/validation.ts";
import { type Context, noSuch, remoteOf, requireFreshSignIn } from "../context.ts";
import { ID_PARAMS, PERMISSION_LIST, TOKEN } from "../schemas.ts";
import { text } from "../texts.ts";

const SHORTEST_MS = 60_000;
const LONGEST_MS = 3650 * 86_400_000;
const DEFAULT_EXPIRY = "365d";

const NEW_TOKEN = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    permissions: PERMISSION_LIST,
    expiresIn: Type.Optional(
      Type.Unsafe<string | null>({
        type: ["string", "null"],
        format: "duration",
        maxLength: 20,
        description: `Duration; null: never; absent: ${DEFAULT_EXPIRY}`,
      }),
    ),
  },
  { additionalProperties: false },
);

const tags = ["tokens"];

function expiryOf(expiresIn: string | null | undefined): number | null {
  if (expiresIn === null) return null;
  const ms = parseDuration(expiresIn ?? DEFAULT_EXPIRY);
  if (ms === null || ms < SHORTEST_MS || ms > LONGEST_MS)
    throw fieldProblem("/expiresIn", (language) => text(language, "future"));
  return ms;
}

function mayManage(principal: Principal, token: TokenInfo, others: "accounts.read" | "accounts.write"): boolean {
  return token.account === principal.account || principal.permissions.has(others);
}

/** POST and GET /tokens, DELETE /tokens/ID. */
export function tokenRoutes(app: FastifyInstance, context: Context): void {
  const { accounts } = context.parts;

  app.post<{ Body: Static<typeof NEW_TOKEN> }>(
    "/tokens",
    {
      config: { access: "tokens.write" },
      schema: {
        tags,
        operationId: "createToken",
        summary: "Make a token; it is shown once",
        body: NEW_TOKEN,
        response: { 201: Type.Object({ id: Type.String(), token: Type.String() }) },
      },
    },
    async (request, reply) => {
      const by = requireFreshSignIn(context, request);
      const { name, permissions, expiresIn } = request.body;
      const made = await accounts.createToken(
        by,
        { name, permissions, expiresInMs: expiryOf(expiresIn) },
        remoteOf(request),
      );
      return reply.code(201).send(made);
    },
  );

  app.get(
    "/tokens",
    {
      config: { access: "tokens.write" },
      schema: {
        tags,
        operationId: "listTokens",
        summary: "One's own tokens; with accounts.read everybody's",
        response: { 200: Type.Object({ tokens: Type.Array(TOKEN) }) },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      return { tokens: accounts.tokens().filter((token) => mayManage(principal, token, "accounts.read")) };
    },
  );

  app.delete<{ Params: Static<typeof ID_PARAMS> }>(
    "/tokens/:id",
    {
      config: { access: "tokens.write" },
      schema: {
        tags,
        operationId: "revokeToken",
        summary: "Revoke a token at once",
        params: ID_PARAMS,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { id } = request.params;
      const token = accounts.tokens().find((candidate) => candidate.id === id);
      if (token === undefined) throw noSuch("token", id);
      if (!mayManage(principal, token, "accounts.write")) throw new Problem("not-permitted");
      await accounts.revokeToken(principal, id, remoteOf(request));
      return reply.code(204).send();
    },
  );
}
