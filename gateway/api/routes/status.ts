// How the gateway is: for people with the right in full, for supervisors and load balancers in one word.
import type { FastifyInstance } from "fastify";
import { formatTime } from "../../contract/time.ts";
import type { Context } from "../context.ts";
import { OK_STATUS, STATUS } from "../schemas.ts";

const tags = ["status"];

/** Why the gateway cannot do its work now; empty when it can. */
function notReady({ parts }: Context): string[] {
  const { journal, status } = parts;
  const reasons = [...status().notReady];
  if (!journal.writable) reasons.push(`journal: ${journal.status().reason ?? journal.status().state}`);
  return reasons;
}

/** GET /status below the base. */
export function statusRoutes(app: FastifyInstance, context: Context): void {
  const { parts } = context;
  app.get(
    "/status",
    {
      config: { access: "status.read" },
      schema: {
        tags,
        operationId: "readStatus",
        summary: "How the gateway and its parts are",
        response: { 200: STATUS },
      },
    },
    async () => {
      const { clock, broker, drivers, configuration, consumers, county, connected, disconnected } = parts.status();
      const { campus, version: configVersion } = parts.config.current;
      const authority = context.authority();
      return {
        version: parts.version,
        campus,
        now: formatTime(parts.clock.now()),
        uptimeSeconds: Math.floor(context.uptimeMs() / 1000),
        ready: notReady(context).length === 0,
        reasons: notReady(context),
        clock,
        journal: parts.journal.status(),
        broker,
        drivers,
        devices: { connected: connected.size, disconnected: disconnected.size },
        listeners: context.addresses(),
        certificate: authority === null ? null : { fingerprint: authority.fingerprint, expiresAt: authority.expiresAt },
        configuration: { version: configVersion, ...configuration },
        consumers,
        county: county ?? null,
        streams: context.streams.size,
      };
    },
  );
}

/** GET /healthz, /readyz and /metrics, at the root. */
export function probeRoutes(app: FastifyInstance, context: Context): void {
  const { metrics } = context.parts;

  app.get(
    "/healthz",
    {
      config: { access: "open" },
      schema: { tags, operationId: "healthz", summary: "The process answers", response: { 200: OK_STATUS } },
    },
    async (_request, reply) => reply.header("cache-control", "no-store").send({ status: "ok" }),
  );

  app.get(
    "/readyz",
    {
      config: { access: "open" },
      schema: {
        tags,
        operationId: "readyz",
        summary: "The gateway takes and keeps events",
        response: { 200: OK_STATUS, 503: OK_STATUS },
      },
    },
    async (_request, reply) => {
      const reasons = notReady(context);
      reply.header("cache-control", "no-store");
      return reasons.length === 0 ? { status: "ok" } : reply.code(503).send({ status: "unavailable", reasons });
    },
  );

  app.get(
    "/metrics",
    {
      config: { access: { permission: "metrics.read", orLoopback: true } },
      schema: { tags, operationId: "metrics", summary: "Figures for Prometheus" },
    },
    async (_request, reply) =>
      reply
        .type(metrics.contentType)
        .header("cache-control", "no-store")
        .send(await metrics.text()),
  );
}
