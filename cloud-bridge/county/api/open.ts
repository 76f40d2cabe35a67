// The county's HTTP interface: who signs in, and how the campuses are. Pages and further resources are registered beside these.
import { X509Certificate } from "node:crypto";
import { Type } from "typebox";
import type { Accounts, Principal } from "#gateway/kit/accounts/accounts.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import { installAccess, principalOf } from "#gateway/kit/http/access.ts";
import { createApp } from "#gateway/kit/http/app.ts";
import { type Address, type Certificate, type Listener, listen } from "#gateway/kit/http/listeners.ts";
import { Problem } from "#gateway/kit/http/problem.ts";
import { createRate } from "#gateway/kit/http/rate.ts";
import type { Log } from "#gateway/kit/log.ts";
import type { Metrics } from "#gateway/kit/metrics.ts";
import type { FleetFilter, FleetView } from "../fleet/view.ts";
import { PROBLEMS, translate } from "./problems.ts";
import { sessionRoutes } from "./session.ts";

export interface CountyApiParts {
  readonly accounts: Accounts;
  readonly fleet: (filter: FleetFilter) => FleetView;
  readonly county: () => { readonly id: string; readonly name: string };
  readonly metrics: Metrics;
  readonly listen: { readonly http: Address | null; readonly https: Address | null };
  readonly certificate: Certificate | null;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface CountyApi extends AsyncDisposable {
  readonly addresses: { readonly http: string | null; readonly https: string | null };
}

const UNSIGNED = { burst: 400, perSecond: 100 };
const WORDS = Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50 }));
const QUERY = Type.Object({ town: WORDS, tag: WORDS }, { additionalProperties: false });

/** Resolves when its listeners are open. Throws GatewayError `listen-failed`. */
export async function openCountyApi(parts: CountyApiParts): Promise<CountyApi> {
  const { accounts, clock, log, metrics } = parts;
  const names = namesOf(parts.certificate);
  const app = await createApp({ kinds: PROBLEMS, log, clock, certificateNames: () => names, translate });
  const { fastify } = app;
  installAccess(fastify, { accounts, unsigned: createRate({ ...UNSIGNED, clock }), openPrefix: "/api/docs" });
  fastify.get("/healthz", { config: { access: "open" } }, async () => ({ status: "ok" }));
  fastify.get("/readyz", { config: { access: "open" } }, async () => ({ status: "ok" }));
  fastify.get(
    "/metrics",
    { config: { access: { permission: "metrics.read", orLoopback: true } } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  );
  await fastify.register(
    async (base) => {
      sessionRoutes(base, accounts);
      base.get<{ Querystring: { town?: string[]; tag?: string[] } }>(
        "/campuses",
        { config: { access: "status.read" }, schema: { querystring: QUERY } },
        async (request) => {
          const { town = [], tag = [] } = request.query;
          const { id, name } = parts.county();
          return {
            county: { id, name },
            version: parts.version,
            ...parts.fleet({ town, tag, visible: sightOf(principalOf(request)) }),
          };
        },
      );
      base.get<{ Params: { id: string } }>("/campuses/:id", { config: { access: "status.read" } }, async (request) => {
        const { id } = request.params;
        const all = parts.fleet({ town: [], tag: [], visible: () => true }).campuses;
        const found = all.find((campus) => campus.id === id);
        if (found === undefined) throw new Problem("not-found");
        if (!sightOf(principalOf(request))(found)) throw new Problem("not-permitted");
        return found;
      });
    },
    { prefix: "/api/v1" },
  );
  await fastify.ready();

  await using stack = new AsyncDisposableStack();
  stack.defer(() => fastify.close());
  const open = async (address: Address | null, certificate: Certificate | null): Promise<Listener | null> =>
    address === null
      ? null
      : stack.use(await listen({ listener: app.listener, kinds: PROBLEMS, clock, address, certificate }));
  const http = await open(parts.listen.http, null);
  const https = await open(parts.listen.https, parts.certificate);
  const closing = stack.move();
  return {
    addresses: { http: http?.address ?? null, https: https?.address ?? null },
    [Symbol.asyncDispose]: () => closing[Symbol.asyncDispose](),
  };
}

/** At the county the places of an account's scope are towns, and its devices are campuses. */
function sightOf({ scope }: Principal): FleetFilter["visible"] {
  return ({ id, town }) =>
    scope === null || scope.devices.includes(id) || (town !== null && scope.places.includes(town));
}

function namesOf(certificate: Certificate | null): ReadonlySet<string> {
  if (certificate === null) return new Set();
  const names = new X509Certificate(certificate.certificatePem).subjectAltName ?? "";
  return new Set(names.split(", ").flatMap((name) => (name.startsWith("DNS:") ? [name.slice(4).toLowerCase()] : [])));
}
