// The county's HTTP interface: pages, who signs in, how the campuses are; one file per resource beside this one.
import { X509Certificate } from "node:crypto";
import { COUNTY_SECTIONS } from "#gateway/contract/console.ts";
import type { Accounts } from "#gateway/kit/accounts/accounts.ts";
import { installAccess } from "#gateway/kit/http/access.ts";
import { createApp } from "#gateway/kit/http/app.ts";
import { type Address, type Certificate, type Listener, listen } from "#gateway/kit/http/listeners.ts";
import { createRate } from "#gateway/kit/http/rate.ts";
import { webPageRoutes } from "#gateway/kit/http/web-page.ts";
import type { Log } from "#gateway/kit/log.ts";
import type { Metrics } from "#gateway/kit/metrics.ts";
import { accountRoutes } from "./accounts.ts";
import { answerRoutes, withoutToken } from "./answers.ts";
import { type CampusParts, campusRoutes } from "./campus.ts";
import { type CommandParts, commandRoutes } from "./commands.ts";
import { dutyRoutes } from "./duty.ts";
import { type FleetParts, fleetRoutes } from "./fleet.ts";
import { PROBLEMS, translate } from "./problems.ts";
import { sessionRoutes } from "./session.ts";
import { type Change, type ChangeStream, streamRoutes } from "./stream.ts";

export interface CountyApiParts extends FleetParts, CampusParts, CommandParts {
  readonly accounts: Accounts;
  /** Whether a campus is connected. */
  readonly isUp: (campus: string) => boolean;
  /** Where the pages were built; null: none are served. */
  readonly pages: string | null;
  readonly metrics: Metrics;
  readonly listen: { readonly http: Address | null; readonly https: Address | null };
  readonly certificate: Certificate | null;
  readonly log: Log;
}

export interface CountyApi extends AsyncDisposable {
  readonly addresses: { readonly http: string | null; readonly https: string | null };
  /** Open pages ask again. */
  changed(what: Change): void;
}

const UNSIGNED = { burst: 400, perSecond: 100 };

/** Resolves when its listeners are open. Throws GatewayError `listen-failed`. */
export async function openCountyApi(parts: CountyApiParts): Promise<CountyApi> {
  const { accounts, clock, log, metrics } = parts;
  const names = namesOf(parts.certificate);
  const app = await createApp({
    kinds: PROBLEMS,
    log,
    clock,
    certificateNames: () => names,
    translate,
    shownPath: withoutToken,
  });
  const { fastify } = app;
  installAccess(fastify, { accounts, unsigned: createRate({ ...UNSIGNED, clock }), openPrefix: "/api/docs" });
  fastify.get("/healthz", { config: { access: "open" } }, async () => ({ status: "ok" }));
  fastify.get("/readyz", { config: { access: "open" } }, async () => ({ status: "ok" }));
  fastify.get(
    "/metrics",
    { config: { access: { permission: "metrics.read", orLoopback: true } } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  );
  await answerRoutes(fastify, { ...parts, audit: (record) => accounts.audit(record) });
  if (parts.pages !== null)
    await webPageRoutes(fastify, { folder: parts.pages, page: "county.html", sections: COUNTY_SECTIONS });
  let stream: ChangeStream | null = null;
  await fastify.register(
    async (base) => {
      sessionRoutes(base, accounts);
      accountRoutes(base, {
        accounts,
        county: parts.county,
        knows: { town: (id) => parts.towns().has(id), campus: (id) => parts.campuses().has(id) },
        clock,
      });
      fleetRoutes(base, parts);
      campusRoutes(base, parts);
      commandRoutes(base, parts);
      dutyRoutes(base, parts);
      stream = streamRoutes(base, { accounts, clock });
    },
    { prefix: "/api/v1" },
  );
  await fastify.ready();

  await using stack = new AsyncDisposableStack();
  stack.defer(() => fastify.close());
  stack.defer(() => stream?.[Symbol.asyncDispose]());
  const open = async (address: Address | null, certificate: Certificate | null): Promise<Listener | null> =>
    address === null
      ? null
      : stack.use(await listen({ listener: app.listener, kinds: PROBLEMS, clock, address, certificate }));
  const http = await open(parts.listen.http, null);
  const https = await open(parts.listen.https, parts.certificate);
  const closing = stack.move();
  return {
    addresses: { http: http?.address ?? null, https: https?.address ?? null },
    changed: (what) => stream?.changed(what),
    [Symbol.asyncDispose]: () => closing[Symbol.asyncDispose](),
  };
}

function namesOf(certificate: Certificate | null): ReadonlySet<string> {
  if (certificate === null) return new Set();
  const names = new X509Certificate(certificate.certificatePem).subjectAltName ?? "";
  return new Set(names.split(", ").flatMap((name) => (name.startsWith("DNS:") ? [name.slice(4).toLowerCase()] : [])));
}
