// What every route file gets: the parts, the open streams, and the small questions that several of them ask.
import type { FastifyRequest } from "fastify";
import { formatTime } from "../contract/time.ts";
import { PERMISSIONS, type Principal, type SignedIn } from "../kit/accounts/accounts.ts";
import { principalOf } from "../kit/http/access.ts";
import { plainAddress } from "../kit/http/addresses.ts";
import { Problem } from "../kit/http/problem.ts";
import type { ApiParts, Authority } from "./parts.ts";
import type { StreamHub } from "./stream/hub.ts";
import { text } from "./texts.ts";
import { type Visibility, visibilityOf } from "./visibility.ts";

export interface Context {
  readonly parts: ApiParts;
  readonly streams: StreamHub;
  /** The certificate in use now; null without https. */
  readonly authority: () => Authority | null;
  /** Addresses in use once they are open. */
  readonly addresses: () => { readonly http: string | null; readonly https: string | null };
  /** Milliseconds since the interface was opened. */
  readonly uptimeMs: () => number;
}

/** What the asker of a route may see. */
export function sightOf(context: Context, request: FastifyRequest): Visibility {
  return visibilityOf(principalOf(request), context.parts.config.current);
}

/** The caller's address, for lock-out and audit. */
export function remoteOf(request: FastifyRequest): string {
  return plainAddress(request.ip);
}

/** What a principal is told about its session. */
export function sessionBody(principal: Principal) {
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

/** The same after a sign-in. */
export function signedInBody(signedIn: SignedIn) {
  return sessionBody(signedIn.principal);
}

/** 404 for something that does not exist. */
export function noSuch(what: string, id: string): Problem {
  return new Problem("not-found", {
    detail: (language) => text(language, "noSuch", { what: language === "en" ? what : "", id }),
  });
}

/** 403 for something that exists beyond the asker's scope. */
export function outOfScope(id: string): Problem {
  return new Problem("not-permitted", { detail: (language) => text(language, "outOfScope", { id }) });
}

/** Sensitive acts by session need a password given within this time. */
const FRESH_MS = 15 * 60_000;

/** Refuses a session whose password was given long ago: an unattended screen must not make accounts. */
export function requireFreshSignIn(context: Context, request: FastifyRequest): Principal {
  const principal = principalOf(request);
  if (principal.via === "session" && context.parts.clock.now() - principal.signedInAtMs > FRESH_MS) {
    throw new Problem("re-sign-in-required");
  }
  return principal;
}
