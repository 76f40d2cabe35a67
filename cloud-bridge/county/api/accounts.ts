// People at the county: the first administrator, lost passwords, accounts and which towns each may see. Rules and answers are the campus's.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ID_PATTERN } from "#gateway/contract/ids.ts";
import { type Static, Type } from "#gateway/contract/schema.ts";
import type { Accounts, Principal, Scope } from "#gateway/kit/accounts/accounts.ts";
import { ROLES } from "#gateway/kit/accounts/roles.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import { principalOf, setSessionCookie } from "#gateway/kit/http/access.ts";
import { plainAddress } from "#gateway/kit/http/addresses.ts";
import { Problem } from "#gateway/kit/http/problem.ts";
import { fieldProblem } from "#gateway/kit/http/validation.ts";
import { bodyOf } from "./session.ts";

const only = { additionalProperties: false } as const;
const id = Type.String({ pattern: ID_PATTERN });
const PASSWORD = Type.String({ minLength: 1, maxLength: 1024 });
const SCOPE = Type.Union([
  Type.Null(),
  Type.Object({ places: Type.Array(id, { maxItems: 200 }), devices: Type.Array(id, { maxItems: 2000 }) }, only),
]);
const ROLE_LIST = Type.Array(id, { maxItems: 20, uniqueItems: true });
const RECOVER = Type.Object({ code: Type.String({ minLength: 1, maxLength: 200 }), username: id, password: PASSWORD }, only); // biome-ignore format: one line
const NEW_PASSWORD = Type.Object({ current: PASSWORD, next: PASSWORD }, only);
const NEW_ACCOUNT = Type.Object({ id, password: PASSWORD, roles: ROLE_LIST, scope: Type.Optional(SCOPE) }, only);
const CHANGE = Type.Object(
  { roles: Type.Optional(ROLE_LIST), scope: Type.Optional(SCOPE), disabled: Type.Optional(Type.Boolean()), password: Type.Optional(PASSWORD) },
  { ...only, minProperties: 1 },
); // biome-ignore format: one form a line
/** How long a password that was given counts for what changes rights. */
const FRESH_MS = 15 * 60_000;

export interface PeopleParts {
  readonly accounts: Accounts;
  readonly county: () => { readonly id: string; readonly name: string; readonly simulated: boolean };
  readonly knows: { town(id: string): boolean; campus(id: string): boolean };
  readonly clock: Clock;
}

/** GET /setup, /roles, /accounts; POST /recover, /account/password, /accounts; PATCH and DELETE /accounts/ID. */
export function accountRoutes(app: FastifyInstance, { accounts, county, knows, clock }: PeopleParts): void {
  const fresh = (request: FastifyRequest): Principal => {
    const principal = principalOf(request);
    if (principal.via === "session" && clock.now() - principal.signedInAtMs > FRESH_MS)
      throw new Problem("re-sign-in-required");
    return principal;
  };
  const checkScope = (scope: Scope | null | undefined): void => {
    scope?.places.forEach((town, at) => {
      if (!knows.town(town)) throw unknown(`/scope/places/${at}`, town);
    });
    scope?.devices.forEach((campus, at) => {
      if (!knows.campus(campus)) throw unknown(`/scope/devices/${at}`, campus);
    });
  };

  app.get("/setup", { config: { access: "open" } }, async () => {
    const { id: own, name, simulated } = county();
    return { needed: accounts.firstRun, campus: { id: own, name }, simulated };
  });
  app.get("/roles", { config: { access: "signed-in" } }, async () => ({
    roles: ROLES.map(({ id: role, label, permissions }) => ({ id: role, label, permissions })),
  }));
  app.post<{ Body: Static<typeof RECOVER> }>(
    "/recover",
    { config: { access: "open" }, schema: { body: RECOVER } },
    async (request, reply) => {
      const { code, username, password } = request.body;
      const { principal, cookie } = await accounts.recover(code, username, password, plainAddress(request.ip));
      setSessionCookie(request, reply, cookie);
      return bodyOf(principal);
    },
  );
  app.post<{ Body: Static<typeof NEW_PASSWORD> }>(
    "/account/password",
    { config: { access: "signed-in" }, schema: { body: NEW_PASSWORD } },
    async (request, reply) => {
      const before = principalOf(request);
      if (before.via !== "session") throw new Problem("not-permitted");
      const { current, next } = request.body;
      const { principal, cookie } = await accounts.changePassword(before, current, next, plainAddress(request.ip));
      setSessionCookie(request, reply, cookie);
      return bodyOf(principal);
    },
  );
  app.get("/accounts", { config: { access: "accounts.read" } }, async () => ({ accounts: accounts.accounts() }));
  app.post<{ Body: Static<typeof NEW_ACCOUNT> }>(
    "/accounts",
    { config: { access: "accounts.write" }, schema: { body: NEW_ACCOUNT } },
    async (request, reply) => {
      const by = fresh(request);
      const { scope, ...wish } = request.body;
      checkScope(scope);
      const made = await accounts.createAccount(by, { ...wish, scope: scope ?? null }, plainAddress(request.ip));
      return reply.code(201).header("location", `/api/v1/accounts/${made.id}`).send(made);
    },
  );
  app.patch<{ Params: { id: string }; Body: Static<typeof CHANGE> }>(
    "/accounts/:id",
    { config: { access: "accounts.write" }, schema: { body: CHANGE } },
    async (request) => {
      const by = fresh(request);
      checkScope(request.body.scope);
      const changed = await accounts.updateAccount(by, request.params.id, request.body, plainAddress(request.ip));
      if (changed === null) throw new Problem("not-found");
      return changed;
    },
  );
  app.delete<{ Params: { id: string } }>(
    "/accounts/:id",
    { config: { access: "accounts.write" } },
    async (request, reply) => {
      const gone = await accounts.deleteAccount(fresh(request), request.params.id, plainAddress(request.ip));
      if (!gone) throw new Problem("not-found");
      return reply.code(204).send();
    },
  );
}

function unknown(path: string, what: string): Problem {
  return fieldProblem(path, (language) =>
    language === "en" ? `there is no ${what} in county.yaml` : `county.yaml 中没有 ${what}`,
  );
}
