// Who may use a route. Every route must say so when it is registered; one that forgets is refused at start, so nothing is open by accident.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Accounts, Permission, Principal } from "../accounts/accounts.ts";
import { hostOf, isLoopback } from "./addresses.ts";
import { callerOfRequest } from "./app.ts";
import { Problem } from "./problem.ts";
import type { Rate } from "./rate.ts";
import { kitText } from "./texts.ts";

/** `open` to everybody, to anyone `signed-in`, to holders of a permission, or to those and callers on this machine. */
export type Access = "open" | "signed-in" | Permission | { readonly permission: Permission; readonly orLoopback: true };

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
    /** An open route that believes no cookie and proves its own forms; a browser may send them without saying where from. */
    ownForms?: true;
  }
  interface FastifyRequest {
    /** Who asks; null on open routes and for nobody. Use `principalOf` where somebody must be. */
    principal: Principal | null;
  }
}

export interface AccessOptions {
  readonly accounts: Accounts;
  /** Counts requests that nobody signed. */
  readonly unsigned: Rate;
  /** Path prefix of a plug-in's own routes that are open, such as the pages of the documentation. */
  readonly openPrefix: string;
}

/** Sent by a page that asks by itself while nobody touches it: an open screen must not keep its session for ever. */
const UNATTENDED = "x-unattended";

const READING: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Installs the check in front of every route registered afterwards. */
export function installAccess(fastify: FastifyInstance, options: AccessOptions): void {
  fastify.decorateRequest("principal", null);
  fastify.addHook("onRoute", (route) => {
    if (route.config?.access !== undefined) return;
    if (!route.url.startsWith(options.openPrefix))
      throw new Error(`route ${String(route.method)} ${route.url} does not say who may use it`);
    route.config = { ...route.config, access: "open" };
  });
  fastify.addHook("onRequest", async (request) => {
    const { access = "open", ownForms = false } = request.routeOptions.config;
    const { principal, wrong } = ownForms ? NOBODY : identify(request, options.accounts, access === "open");
    request.principal = principal;
    // Before any refusal, so that guessing tokens or cookies is held to the same rate.
    if (principal === null) limitUnsigned(request, options.unsigned);
    if (access === "open") return;
    if (wrong !== null) throw new Problem("sign-in-required", { detail: (language) => kitText(language, wrong) });
    authorise(request, access);
  });
}

/** The principal of a route that asks for one. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Problem("sign-in-required");
  return request.principal;
}

/** Refuses whoever lacks the permission. */
export function requirePermission(principal: Principal, permission: Permission): void {
  if (principal.permissions.has(permission)) return;
  throw new Problem("not-permitted", { detail: (language) => kitText(language, "permission", { permission }) });
}

/** The session cookie's name: the `__Host-` prefix binds it to https and to this host alone, so it cannot exist on plain http. */
export function cookieName(request: FastifyRequest): string {
  return request.protocol === "https" ? "__Host-session" : "session";
}

/** Sets the session cookie; it lives as long as the browser does, the server decides how long it counts. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, value: string): void {
  reply.setCookie(cookieName(request), value, cookieOptions(request));
}

/** Removes the session cookie. */
export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName(request), cookieOptions(request));
}

function cookieOptions(request: FastifyRequest) {
  return { path: "/", httpOnly: true, sameSite: "strict", secure: request.protocol === "https" } as const;
}

type Found =
  | { readonly principal: Principal; readonly wrong: null }
  | { readonly principal: null; readonly wrong: "tokenWrong" | "sessionWrong" | null };

const NOBODY: Found = { principal: null, wrong: null };

/** Who asks, by token or cookie; `wrong` says which of them was given but does not count. */
function identify(request: FastifyRequest, accounts: Accounts, open: boolean): Found {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer +([\w.~+/=-]{1,512}) *$/i.exec(authorization)?.[1];
    const principal = token === undefined ? null : accounts.byToken(token);
    return principal === null ? { principal, wrong: "tokenWrong" } : { principal, wrong: null };
  }
  const reading = READING.has(request.method);
  const cookie = request.cookies[cookieName(request)];
  const principal = cookie === undefined ? null : accounts.bySession(cookie, request.headers[UNATTENDED] === undefined);
  if (!reading) refuseOtherSites(request, principal !== null && !open);
  if (principal === null) return { principal, wrong: cookie === undefined ? null : "sessionWrong" };
  // Signing in anew needs no token of the old session.
  if (!reading && !open && request.headers["x-csrf-token"] !== principal.csrf) {
    throw new Problem("csrf", { detail: (language) => kitText(language, "csrfToken") });
  }
  return { principal, wrong: null };
}

/** A page of another site must not act with our cookie, nor sign a browser in under a stranger's account. */
function refuseOtherSites(request: FastifyRequest, originNeeded: boolean): void {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    throw new Problem("csrf", { detail: (language) => kitText(language, "crossSite") });
  }
  const { origin, host } = request.headers;
  if (
    origin === undefined
      ? originNeeded
      : origin.toLowerCase() !== `${request.protocol}://${host ?? ""}`.toLowerCase() || hostOf(host) === null
  ) {
    throw new Problem("csrf", { detail: (language) => kitText(language, "csrfOrigin") });
  }
}

function limitUnsigned(request: FastifyRequest, rate: Rate): void {
  const waitMs = rate.take(callerOfRequest(request));
  if (waitMs > 0) throw new Problem("slow-down", { headers: { "retry-after": String(Math.ceil(waitMs / 1000)) } });
}

function authorise(request: FastifyRequest, access: Exclude<Access, "open">): void {
  if (typeof access === "object" && request.principal === null && isLoopback(request.ip)) return;
  const principal = principalOf(request);
  if (access === "signed-in") return;
  requirePermission(principal, typeof access === "object" ? access.permission : access);
}
