// Signing in and out, the first administrator, and the way back in for whoever has the machine.
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "../../contract/schema.ts";
import { clearSessionCookie, principalOf, setSessionCookie } from "../../kit/http/access.ts";
import { Problem } from "../../kit/http/problem.ts";
import { type Context, remoteOf, sessionBody, signedInBody } from "../context.ts";
import { SESSION } from "../schemas.ts";

const USERNAME = Type.String({ minLength: 1, maxLength: 64 });
const PASSWORD = Type.String({ minLength: 1, maxLength: 1024 });
const SIGN_IN = Type.Object({ username: USERNAME, password: PASSWORD }, { additionalProperties: false });
const WITH_CODE = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 200 }), username: USERNAME, password: PASSWORD },
  { additionalProperties: false },
);
const NEW_PASSWORD = Type.Object({ current: PASSWORD, next: PASSWORD }, { additionalProperties: false });

const tags = ["session"];

/** POST, GET, DELETE /session; POST /setup, /recover and /account/password. */
export function sessionRoutes(app: FastifyInstance, context: Context): void {
  const { accounts } = context.parts;

  app.post<{ Body: Static<typeof SIGN_IN> }>(
    "/session",
    {
      config: { access: "open" },
      schema: {
        tags,
        operationId: "signIn",
        summary: "Sign in; sets the session cookie",
        body: SIGN_IN,
        response: { 200: SESSION },
      },
    },
    async (request, reply) => {
      const { username, password } = request.body;
      const signedIn = await accounts.signIn(username, password, remoteOf(request));
      setSessionCookie(request, reply, signedIn.cookie);
      return signedInBody(signedIn);
    },
  );

  app.get(
    "/session",
    {
      config: { access: "signed-in" },
      schema: {
        tags,
        operationId: "whoAmI",
        summary: "Who am I; the csrf token again after a page was reloaded",
        response: { 200: SESSION },
      },
    },
    async (request) => sessionBody(principalOf(request)),
  );

  app.delete(
    "/session",
    {
      config: { access: "signed-in" },
      schema: { tags, operationId: "signOut", summary: "Sign out", response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      if (principal.via !== "session") throw new Problem("not-permitted");
      await accounts.signOut(principal);
      clearSessionCookie(request, reply);
      return reply.code(204).send();
    },
  );

  app.post<{ Body: Static<typeof WITH_CODE> }>(
    "/setup",
    {
      config: { access: "open" },
      schema: {
        tags,
        operationId: "setUp",
        summary: "Make the first administrator with the code that the gateway printed",
        body: WITH_CODE,
        response: { 200: SESSION },
      },
    },
    async (request, reply) => {
      const { code, username, password } = request.body;
      const signedIn = await accounts.setUp(code, username, password, remoteOf(request));
      setSessionCookie(request, reply, signedIn.cookie);
      return signedInBody(signedIn);
    },
  );

  app.post<{ Body: Static<typeof WITH_CODE> }>(
    "/recover",
    {
      config: { access: "open" },
      schema: {
        tags,
        operationId: "recover",
        summary: "Set a new password with a code made on the machine",
        body: WITH_CODE,
        response: { 200: SESSION },
      },
    },
    async (request, reply) => {
      const { code, username, password } = request.body;
      const signedIn = await accounts.recover(code, username, password, remoteOf(request));
      setSessionCookie(request, reply, signedIn.cookie);
      return signedInBody(signedIn);
    },
  );

  app.post<{ Body: Static<typeof NEW_PASSWORD> }>(
    "/account/password",
    {
      config: { access: "signed-in" },
      schema: {
        tags,
        operationId: "changePassword",
        summary: "Change one's own password; ends all other sessions",
        body: NEW_PASSWORD,
        response: { 200: SESSION },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      if (principal.via !== "session") throw new Problem("not-permitted");
      const { current, next } = request.body;
      const signedIn = await accounts.changePassword(principal, current, next, remoteOf(request));
      setSessionCookie(request, reply, signedIn.cookie);
      return signedInBody(signedIn);
    },
  );
}
