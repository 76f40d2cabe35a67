// Signing in and out at the county, and the first administrator. The same accounts, cookies and answers as on campus.
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "#gateway/contract/schema.ts";
import { formatTime } from "#gateway/contract/time.ts";
import { type Accounts, PERMISSIONS, type Principal } from "#gateway/kit/accounts/accounts.ts";
import { clearSessionCookie, principalOf, setSessionCookie } from "#gateway/kit/http/access.ts";
import { plainAddress } from "#gateway/kit/http/addresses.ts";
import { Problem } from "#gateway/kit/http/problem.ts";

const USERNAME = Type.String({ minLength: 1, maxLength: 64 });
const PASSWORD = Type.String({ minLength: 1, maxLength: 1024 });
const SIGN_IN = Type.Object({ username: USERNAME, password: PASSWORD }, { additionalProperties: false });
const SET_UP = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 200 }), username: USERNAME, password: PASSWORD },
  { additionalProperties: false },
);

/** POST, GET, DELETE /session; POST /setup. */
export function sessionRoutes(app: FastifyInstance, accounts: Accounts): void {
  app.post<{ Body: Static<typeof SIGN_IN> }>(
    "/session",
    { config: { access: "open" }, schema: { body: SIGN_IN } },
    async (request, reply) => {
      const { username, password } = request.body;
      const { principal, cookie } = await accounts.signIn(username, password, plainAddress(request.ip));
      setSessionCookie(request, reply, cookie);
      return bodyOf(principal);
    },
  );
  app.get("/session", { config: { access: "signed-in" } }, async (request) => bodyOf(principalOf(request)));
  app.delete("/session", { config: { access: "signed-in" } }, async (request, reply) => {
    const principal = principalOf(request);
    if (principal.via !== "session") throw new Problem("not-permitted");
    await accounts.signOut(principal);
    clearSessionCookie(request, reply);
    return reply.code(204).send();
  });
  app.post<{ Body: Static<typeof SET_UP> }>(
    "/setup",
    { config: { access: "open" }, schema: { body: SET_UP } },
    async (request, reply) => {
      const { code, username, password } = request.body;
      const { principal, cookie } = await accounts.setUp(code, username, password, plainAddress(request.ip));
      setSessionCookie(request, reply, cookie);
      return bodyOf(principal);
    },
  );
}

/** The answer to signing in, and to "who am I". */
export function bodyOf(principal: Principal) {
  return {
    account: {
      id: principal.account,
      roles: principal.roles,
      permissions: PERMISSIONS.filter((permission) => principal.permissions.has(permission)),
    },
    csrf: principal.csrf,
    expiresAt: principal.expiresAtMs === null ? null : formatTime(principal.expiresAtMs),
  };
}
