// Accounts of people: list, make, change, delete. What may be handed out to whom is decided by the accounts themselves.
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "../../contract/schema.ts";
import type { Scope } from "../../kit/accounts/accounts.ts";
import { fieldProblem, timeIn } from "../../kit/http/validation.ts";
import { type Context, noSuch, remoteOf, requireFreshSignIn } from "../context.ts";
import { ACCOUNT, ID, ID_PARAMS, SCOPE, TIME_IN_BODY } from "../schemas.ts";
import { text } from "../texts.ts";

const ROLES = Type.Array(ID, { maxItems: 20, uniqueItems: true });
const PASSWORD = Type.String({ minLength: 1, maxLength: 1024 });
const UNTIL = Type.Optional(
  Type.Union([TIME_IN_BODY, Type.Null()], { description: "When it ends, for those who help for a time; null: never" }),
);
const NEW_ACCOUNT = Type.Object(
  { id: ID, password: PASSWORD, roles: ROLES, scope: Type.Optional(SCOPE), until: UNTIL },
  { additionalProperties: false },
);
const CHANGE = Type.Object(
  {
    roles: Type.Optional(ROLES),
    scope: Type.Optional(SCOPE),
    disabled: Type.Optional(Type.Boolean()),
    password: Type.Optional(PASSWORD),
    until: UNTIL,
  },
  { additionalProperties: false, minProperties: 1 },
);

const tags = ["accounts"];

/** GET and POST /accounts; GET, PATCH and DELETE /accounts/ID; GET /roles. */
export function accountRoutes(app: FastifyInstance, context: Context): void {
  const { accounts } = context.parts;

  function checkScope(scope: Scope | null | undefined): void {
    const { places, devices } = context.parts.config.current;
    scope?.places.forEach((id, i) => {
      if (!places.has(id))
        throw fieldProblem(`/scope/places/${i}`, (language) => text(language, "unknownPlace", { id }));
    });
    scope?.devices.forEach((id, i) => {
      if (!devices.has(id))
        throw fieldProblem(`/scope/devices/${i}`, (language) => text(language, "unknownDevice", { id }));
    });
  }

  app.get(
    "/accounts",
    {
      config: { access: "accounts.read" },
      schema: {
        tags,
        operationId: "listAccounts",
        summary: "All accounts",
        response: { 200: Type.Object({ accounts: Type.Array(ACCOUNT) }) },
      },
    },
    async () => ({ accounts: accounts.accounts() }),
  );

  app.get<{ Params: Static<typeof ID_PARAMS> }>(
    "/accounts/:id",
    {
      config: { access: "accounts.read" },
      schema: {
        tags,
        operationId: "readAccount",
        summary: "One account",
        params: ID_PARAMS,
        response: { 200: ACCOUNT },
      },
    },
    async (request) => {
      const { id } = request.params;
      const account = accounts.accounts().find((candidate) => candidate.id === id);
      if (account === undefined) throw noSuch("account", id);
      return account;
    },
  );

  app.post<{ Body: Static<typeof NEW_ACCOUNT> }>(
    "/accounts",
    {
      config: { access: "accounts.write" },
      schema: {
        tags,
        operationId: "createAccount",
        summary: "Make an account",
        body: NEW_ACCOUNT,
        response: { 201: ACCOUNT },
      },
    },
    async (request, reply) => {
      const by = requireFreshSignIn(context, request);
      const { id, password, roles, scope, until } = request.body;
      checkScope(scope);
      const wish = { id, password, roles, scope: scope ?? null, endsMs: endOf(until) ?? null };
      const account = await accounts.createAccount(by, wish, remoteOf(request));
      return reply.code(201).header("location", `/api/v1/accounts/${id}`).send(account);
    },
  );

  app.patch<{ Params: Static<typeof ID_PARAMS>; Body: Static<typeof CHANGE> }>(
    "/accounts/:id",
    {
      config: { access: "accounts.write" },
      schema: {
        tags,
        operationId: "updateAccount",
        summary: "Change roles, scope or password of an account, or disable it",
        params: ID_PARAMS,
        body: CHANGE,
        response: { 200: ACCOUNT },
      },
    },
    async (request) => {
      const by = requireFreshSignIn(context, request);
      const { id } = request.params;
      checkScope(request.body.scope);
      const { until, ...change } = request.body;
      const endsMs = endOf(until);
      const wish = { ...change, ...(endsMs === undefined ? {} : { endsMs }) };
      const account = await accounts.updateAccount(by, id, wish, remoteOf(request));
      if (account === null) throw noSuch("account", id);
      return account;
    },
  );

  app.delete<{ Params: Static<typeof ID_PARAMS> }>(
    "/accounts/:id",
    {
      config: { access: "accounts.write" },
      schema: {
        tags,
        operationId: "deleteAccount",
        summary: "Delete an account; its sessions and tokens end at once",
        params: ID_PARAMS,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const by = requireFreshSignIn(context, request);
      const { id } = request.params;
      if (!(await accounts.deleteAccount(by, id, remoteOf(request)))) throw noSuch("account", id);
      return reply.code(204).send();
    },
  );
}

/** Undefined: it stays as it is. */
function endOf(until: string | number | null | undefined): number | null | undefined {
  return until === undefined || until === null ? until : timeIn(until);
}
